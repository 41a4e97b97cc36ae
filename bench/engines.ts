import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { programText, type DatalogWorkload } from "./datalog-workload.ts";
import { closureEngines, type ClosureEngine } from "./live-closure.ts";
import { hasPeerModule } from "./peer-modules.ts";
import { nodeCommand } from "./process-use.ts";

/** An engine that workloads are run with. */
export interface Engine {
  readonly name: string;
  /** How somebody gets it who has it not. */
  readonly source: string;
  /** `modules` is the folder from which packages of other engines are looked for. */
  isInstalled(modules: string): boolean;
  /**
   * Writes what the engine needs into `folder`, where the facts are, and gives the command to run
   * there; null when the engine cannot say the workload.
   */
  prepare(
    workload: DatalogWorkload,
    inputs: readonly string[],
    folder: string,
    modules: string,
  ): Command | null;
}

export interface Command {
  readonly run: readonly string[];
  /** The same command on an empty program. */
  readonly empty: readonly string[];
}

export const calm: Engine = {
  name: "calm",
  source: "npm run build",
  isInstalled: () => true,
  prepare(workload: DatalogWorkload, inputs: readonly string[], folder: string): Command | null {
    writeFileSync(join(folder, "calm.dl"), programText(workload, inputs));
    writeFileSync(join(folder, "empty.dl"), "");
    const command = nodeCommand(resolve("dist/cli.js"), "run", "--facts", ".", "--output", ".");
    return { run: [...command, "calm.dl"], empty: [...command, "empty.dl"] };
  },
};

/** Those that `--against` names. */
export const peers: readonly Engine[] = [
  {
    name: "souffle",
    source: "build https://github.com/souffle-lang/souffle",
    isInstalled: () => isOnPath("souffle"),
    prepare(workload: DatalogWorkload, inputs: readonly string[], folder: string): Command | null {
      writeFileSync(join(folder, "souffle.dl"), programText(workload, inputs));
      writeFileSync(join(folder, "empty.dl"), "");
      const command = ["souffle", "-w", "-F.", "-D."];
      return { run: [...command, "souffle.dl"], empty: [...command, "empty.dl"] };
    },
  },
  compiled("souffle-compiled", ""),
  compiled("souffle-brie", " brie"),
  {
    name: "swipl",
    source: "apt-get install swi-prolog",
    isInstalled: () => isOnPath("swipl"),
    prepare(workload: DatalogWorkload, inputs: readonly string[], folder: string): Command | null {
      const { elsewhere, relations, result } = workload;
      if (elsewhere.prolog === undefined) return null;
      const arity = (relation: string): number => relations[relation]?.length ?? 0;
      const load = inputs.map((relation) => `load('${relation}', ${String(arity(relation))})`).join(", ");
      const head = `functor(Head, ${result}, ${String(arity(result))})`;
      writeFileSync(
        join(folder, "rules.pl"),
        `:- use_module(library(readutil)).
load(Name, Arity) :- functor(Head, Name, Arity), dynamic(Name/Arity), Head =.. _,
  atom_concat(Name, '.facts', File), open(File, read, In, [encoding(octet)]), rows(In, Name), close(In).
rows(In, Name) :- read_line_to_string(In, Line), ( Line == end_of_file -> true
  ; split_string(Line, "\\t", "", Fields), maplist(value, Fields, Values), Fact =.. [Name|Values], assertz(Fact), rows(In, Name) ).
value(Text, Value) :- atom_string(Atom, Text), ( atom_number(Atom, Number) -> Value = Number ; Value = Atom ).
${elsewhere.prolog}
main :- ${load}, ${head}, aggregate_all(count, Head, Count), writeln(Count).\n`,
      );
      const command = ["swipl", "--stack-limit=8g", "--table-space=8g"];
      return {
        run: [...command, "-g", "main", "-t", "halt", "rules.pl"],
        empty: [...command, "-g", "halt"],
      };
    },
  },
  {
    name: "sqlite",
    source: "apt-get install sqlite3",
    isInstalled: () => isOnPath("sqlite3"),
    prepare(workload: DatalogWorkload, inputs: readonly string[], folder: string): Command | null {
      const { elsewhere, relations } = workload;
      if (elsewhere.sql === undefined) return null;
      const tables = inputs.flatMap((relation) => {
        const columns = (relations[relation] ?? []).map(
          (column, i) => `c${String(i)} ${column.endsWith("symbol") ? "text" : "integer"}`,
        );
        return [
          `create table ${relation}(${columns.join(", ")});`,
          `.import ${relation}.facts ${relation}`,
          ...columns.map((_, i) => `create index ${relation}${String(i)} on ${relation}(c${String(i)});`),
        ];
      });
      writeFileSync(join(folder, "query.sql"), [".mode tabs", ...tables, `${elsewhere.sql};`, ""].join("\n"));
      return {
        run: ["sqlite3", ":memory:", ".read query.sql"],
        empty: ["sqlite3", ":memory:", "select 1"],
      };
    },
  },
  {
    name: "clingo",
    source: "apt-get install gringo",
    isInstalled: () => isOnPath("clingo"),
    prepare(workload: DatalogWorkload, inputs: readonly string[], folder: string): Command | null {
      const { elsewhere, relations, result } = workload;
      if (elsewhere.asp === undefined) return null;
      const quoted = inputs.map((relation) => (relations[relation] ?? []).some((c) => c.endsWith("symbol")));
      // Facts are given as the engine reads them; making them so is not counted.
      const facts = inputs.map((relation, i) => {
        const script =
          quoted[i] === true
            ? `s/\\t/","/g;s/^/${relation}("/;s/$/")./`
            : `s/\\t/,/g;s/^/${relation}(/;s/$/)./`;
        spawnSync("bash", ["-c", `sed '${script}' ${relation}.facts > ${relation}.lp`], { cwd: folder });
        return `${relation}.lp`;
      });
      const arity = relations[result]?.length ?? 0;
      const names = Array.from({ length: arity }, (_, i) => `X${String(i)}`).join(", ");
      const count = `#show.\n#show rows(N) : N = #count { ${names} : ${result}(${names}) }.`;
      writeFileSync(join(folder, "rules.lp"), `${elsewhere.asp}\n${count}\n`);
      writeFileSync(join(folder, "empty.lp"), "");
      const command = ["bash", "-c", 'clingo --warn=none --verbose=0 "$@"; test $? = 30', "clingo"];
      return { run: [...command, "rules.lp", ...facts], empty: [...command, "empty.lp"] };
    },
  },
  {
    name: "duckdb",
    source: "npm install @duckdb/node-api in the folder that --peers names",
    isInstalled: (modules) => hasPeerModule("@duckdb/node-api", modules),
    prepare(
      { elsewhere, relations }: DatalogWorkload,
      inputs: readonly string[],
      folder: string,
      modules: string,
    ): Command | null {
      const query = elsewhere.duckdb ?? elsewhere.sql;
      if (query === undefined) return null;
      const tables = inputs.map((relation) => {
        const columns = (relations[relation] ?? []).map(
          (column, i) => `'c${String(i)}': '${column.endsWith("symbol") ? "varchar" : "integer"}'`,
        );
        const form = `delim = '\t', header = false, quote = '', columns = {${columns.join(", ")}}`;
        return `create table ${relation} as select * from read_csv('${relation}.facts', ${form});\n`;
      });
      writeFileSync(join(folder, "tables.sql"), tables.join(""));
      writeFileSync(join(folder, "query.duckdb.sql"), query);
      writeFileSync(join(folder, "no-tables.sql"), "");
      writeFileSync(join(folder, "no-query.sql"), "select 0");
      const command = nodeCommand(resolve("tmp/bench/duckdb-process.js"), resolve(modules));
      return {
        run: [...command, "tables.sql", "query.duckdb.sql"],
        empty: [...command, "no-tables.sql", "no-query.sql"],
      };
    },
  },
  ...closureEngines.flatMap(library),
];

/** An engine that is a library, on the workloads that name it. */
function library({ name, packageName }: ClosureEngine): readonly Engine[] {
  if (packageName === null) return [];
  const engine: Engine = {
    name,
    source: `npm install ${packageName} in the folder that --peers names`,
    isInstalled: (modules) => hasPeerModule(packageName, modules),
    prepare({ elsewhere }, _inputs, folder, modules): Command | null {
      if (elsewhere.closure?.includes(name) !== true) return null;
      writeFileSync(join(folder, "none.facts"), "");
      const script = resolve("tmp/bench/closure-process.js");
      const command = nodeCommand(script, name, resolve(modules), "count");
      return { run: [...command, "edge.facts"], empty: [...command, "none.facts"] };
    },
  };
  return [engine];
}

/** Soufflé's program in C++; making and compiling it is not counted. */
function compiled(name: string, form: string): Engine {
  return {
    name,
    source: "build https://github.com/souffle-lang/souffle, and a C++ compiler",
    isInstalled: () => isOnPath("souffle"),
    prepare(workload: DatalogWorkload, inputs: readonly string[], folder: string): Command | null {
      writeFileSync(join(folder, `${name}.dl`), programText(workload, inputs, form));
      writeFileSync(join(folder, "empty.dl"), "");
      // The same for every workload, and therefore compiled once.
      const shared = join(folder, "..", "souffle-empty");
      mkdirSync(shared, { recursive: true });
      for (const [source, program] of [
        [`${name}.dl`, name],
        ["empty.dl", join(shared, "program")],
      ] as const) {
        if (program !== name && isOnPath(program)) continue;
        const made = spawnSync("souffle", ["-w", "-o", program, source], { cwd: folder, encoding: "utf8" });
        if (made.status !== 0) throw new Error(`souffle -o: ${made.stderr.slice(0, 500)}`);
      }
      const data = ["-F.", "-D."];
      return { run: [`./${name}`, ...data], empty: [join(shared, "program"), ...data] };
    },
  };
}

function isOnPath(command: string): boolean {
  return spawnSync("bash", ["-c", 'command -v "$0"', command]).status === 0;
}
