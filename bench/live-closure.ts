import { builtLibrary } from "./built-library.ts";
import { peerModule } from "./peer-modules.ts";

export type Edge = readonly [number, number];

/** The transitive closure of edges that come and go. */
export interface LiveClosure {
  /** Makes changes in one commit; what follows is there when it returns. */
  change(edges: readonly Edge[], there: boolean): void;
  /** How many pairs are connected now. */
  count(): number;
}

/** The same two rules in engines that are libraries. */
export interface ClosureEngine {
  readonly name: string;
  /** The package that it is; null for the one that is built here. */
  readonly packageName: string | null;
  /** Whether edges can be taken away too. */
  readonly deletes: boolean;
  /** Gives what makes a closure without edges; packages are looked for from `folder`. */
  load(folder: string): Promise<() => LiveClosure>;
}

export const closureEngines: readonly ClosureEngine[] = [
  { name: "calm", packageName: null, deletes: true, load: loadCalm },
  { name: "d2ts", packageName: "@electric-sql/d2ts", deletes: false, load: loadD2ts },
  { name: "db-ivm", packageName: "@tanstack/db-ivm", deletes: false, load: loadDbIvm },
  { name: "datascript", packageName: "datascript", deletes: true, load: loadDatascript },
];

export function closureEngine(name: string): ClosureEngine {
  const found = closureEngines.find((engine) => engine.name === name);
  if (found === undefined) throw new Error(`no engine is called ${name}`);
  return found;
}

async function loadCalm(): Promise<() => LiveClosure> {
  const { compile } = await builtLibrary();
  const text = `
    .decl edge(x: number, y: number)
    .decl path(x: number, y: number)
    path(x, y) :- edge(x, y).
    path(x, z) :- path(x, y), edge(y, z).`;
  return () => {
    const session = compile(text);
    return {
      change(edges, there) {
        for (const edge of edges) {
          if (there) session.insert("edge", edge);
          else session.delete("edge", edge);
        }
        session.commit();
      },
      count: () => session.count("path"),
    };
  };
}

type Weighted<T> = readonly [T, number];
interface Stream<T> {
  pipe(...operators: readonly unknown[]): Stream<T>;
}
type KeyedPath = readonly [key: number, path: Edge];

/** What both descendants of the same dataflow library have in common. */
interface Dataflow {
  readonly MultiSet: new <T>(items: readonly Weighted<T>[]) => { getInner(): Weighted<T>[] };
  readonly map: (change: (item: never) => unknown) => unknown;
  readonly join: (other: Stream<unknown>, kind?: string) => unknown;
  readonly output: (take: (message: never) => void) => unknown;
}

/**
 * Paths are fed back by hand, version by version: with `iterate` the library ends before the
 * fixpoint. What is fed back cannot be taken away again.
 */
async function loadD2ts(folder: string): Promise<() => LiveClosure> {
  interface Input<T> extends Stream<T> {
    sendData(version: number, data: unknown): void;
    sendFrontier(version: number): void;
  }
  interface Graph {
    newInput<T>(): Input<T>;
    finalize(): void;
    run(): void;
  }
  interface D2ts extends Dataflow {
    readonly D2: new (options: { readonly initialFrontier: number }) => Graph;
    readonly distinct: () => unknown;
  }
  interface Message<T> {
    readonly type: number;
    readonly data: { readonly collection: { getInner(): Weighted<T>[] } };
  }
  const dataMessage = 1;
  const { D2, MultiSet, map, distinct, join, output } = await peerModule<D2ts>("@electric-sql/d2ts", folder);
  return () => {
    const graph = new D2({ initialFrontier: 0 });
    const edges = graph.newInput<Edge>();
    const paths = graph.newInput<KeyedPath>();
    let [count, version] = [0, 0];
    let found: Weighted<KeyedPath>[] = [];
    const byEnd = paths.pipe(
      distinct(),
      map(([, path]: KeyedPath) => path),
    );
    byEnd.pipe(
      output(({ type, data }: Message<Edge>) => {
        if (type === dataMessage) for (const [, weight] of data.collection.getInner()) count += weight;
      }),
    );
    byEnd.pipe(
      join(edges),
      map(([, [x, z]]: readonly [number, Edge]) => keyed(x, z)),
      output(({ type, data }: Message<KeyedPath>) => {
        if (type === dataMessage) for (const one of data.collection.getInner()) found.push(one);
      }),
    );
    graph.finalize();
    return {
      change(changed) {
        edges.sendData(version, new MultiSet(changed.map((edge) => [edge, 1])));
        let recent: readonly Weighted<KeyedPath>[] = changed.map(([x, y]) => [keyed(x, y), 1]);
        while (recent.length > 0) {
          paths.sendData(version, new MultiSet(recent));
          version++;
          edges.sendFrontier(version);
          paths.sendFrontier(version);
          found = [];
          graph.run();
          recent = found;
        }
      },
      count: () => count,
    };
  };
}

/**
 * Paths are fed back as they are found. `reduce` tells them apart, because `distinct` takes rows of
 * the same 32-bit hash for one. What is fed back cannot be taken away again.
 */
async function loadDbIvm(folder: string): Promise<() => LiveClosure> {
  interface Input<T> extends Stream<T> {
    sendData(data: unknown): void;
  }
  interface Graph {
    newInput<T>(): Input<T>;
    finalize(): void;
    run(): void;
  }
  interface DbIvm extends Dataflow {
    readonly D2: new () => Graph;
    readonly reduce: (change: (values: readonly Weighted<Edge>[]) => readonly Weighted<Edge>[]) => unknown;
  }
  const { D2, MultiSet, map, reduce, join, output } = await peerModule<DbIvm>("@tanstack/db-ivm", folder);
  const once = (values: readonly Weighted<Edge>[]): readonly Weighted<Edge>[] =>
    values.slice(0, 1).map(([path]) => [path, 1]);
  return () => {
    const graph = new D2();
    const edges = graph.newInput<Edge>();
    const paths = graph.newInput<KeyedPath>();
    let count = 0;
    const byEnd = paths.pipe(
      reduce(once),
      map(([, path]: KeyedPath) => path),
    );
    byEnd.pipe(
      output((data: { getInner(): Weighted<Edge>[] }) => {
        for (const [, weight] of data.getInner()) count += weight;
      }),
    );
    byEnd.pipe(
      join(edges, "inner"),
      map(([, [x, z]]: readonly [number, Edge]) => keyed(x, z)),
      output((data: unknown) => {
        paths.sendData(data);
      }),
    );
    graph.finalize();
    return {
      change(changed) {
        edges.sendData(new MultiSet(changed.map((edge) => [edge, 1])));
        paths.sendData(new MultiSet(changed.map(([x, y]) => [keyed(x, y), 1])));
        graph.run();
      },
      count: () => count,
    };
  };
}

/** A path by its end, under a key of its own. */
function keyed(x: number, y: number): KeyedPath {
  return [x * 65_536 + y, [y, x]];
}

/** Every change is followed by the whole query; with the recursion on the left it would not end. */
async function loadDatascript(folder: string): Promise<() => LiveClosure> {
  interface Datascript {
    empty_db(schema: unknown): unknown;
    db_with(db: unknown, changes: readonly unknown[]): unknown;
    q(query: string, db: unknown, rules: string): readonly unknown[];
  }
  const { default: datascript } = await peerModule<{ readonly default: Datascript }>("datascript", folder);
  const query = "[:find ?x ?y :in $ % :where (path ?x ?y)]";
  const rules = `[[(path ?x ?y) [?x "edge" ?y]] [(path ?x ?z) [?x "edge" ?y] (path ?y ?z)]]`;
  return () => {
    let db = datascript.empty_db({ edge: { ":db/cardinality": ":db.cardinality/many" } });
    let count = 0;
    return {
      change(edges, there) {
        const verb = there ? ":db/add" : ":db/retract";
        // Entities count from 1.
        const changes = edges.map(([x, y]) => [verb, x + 1, "edge", y + 1]);
        db = datascript.db_with(db, changes);
        count = datascript.q(query, db, rules).length;
      },
      count: () => count,
    };
  };
}
