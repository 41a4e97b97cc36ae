import { checkProgram } from "../src/diagnostics/check.ts";
import type { Program } from "../src/model/program.ts";
import { DurableState } from "../src/replication/durable-state.ts";
import { localProgram } from "../src/replication/local-program.ts";
import { Draft } from "../src/replication/draft.ts";
import { FactStore } from "../src/replication/fact-store.ts";
import type { Message } from "../src/replication/message.ts";
import { Replica } from "../src/replication/replica.ts";
import { ReplicaEngine } from "../src/replication/replica-engine.ts";
import { TransactionLog } from "../src/replication/transaction-log.ts";
import { decodeMessage, encodeMessage } from "../src/replication/wire/encode-message.ts";
import { encodeTransactions } from "../src/replication/wire/encode-transactions.ts";
import { wireFormat } from "../src/replication/wire/wire-format.ts";
import { parse } from "../src/syntax/parse.ts";
import type { Fact } from "./crdt-workloads.ts";
import { peerModule } from "./peer-modules.ts";

/** A replicated set that facts are added to, as one replica has it. */
export interface FactSet {
  /** Adds facts as one change. */
  add(facts: readonly Fact[]): void;
  count(): number;
  /** All that another replica needs to have the same, to keep or to begin with. */
  snapshot(): Uint8Array;
  /** What replicas are sent that have nothing yet. */
  changes(): Uint8Array;
  receive(changes: Uint8Array): void;
}

/** The same replicated set in libraries for it. */
export interface FactSetEngine {
  readonly name: string;
  /** The package that it is; null for the one that is built here. */
  readonly packageName: string | null;
  /** Gives what makes replicas; packages are looked for from `folder`. */
  load(folder: string): Promise<FactSetMaker>;
}

export interface FactSetMaker {
  make(replica: number): FactSet;
  /** Lets two replicas have what either has; gives how many bytes they sent. */
  exchange(one: FactSet, other: FactSet): number;
}

export const factSetEngines: readonly FactSetEngine[] = [
  { name: "calm", packageName: null, load: () => Promise.resolve(calm) },
  { name: "calm-replica", packageName: null, load: () => Promise.resolve(calmReplica) },
  { name: "yjs", packageName: "yjs", load: loadYjs },
  { name: "automerge", packageName: "@automerge/automerge", load: loadAutomerge },
  { name: "loro", packageName: "loro-crdt", load: loadLoro },
];

const text = `
.decl words(from: symbol, to: symbol)
.decl edges(from: number, to: number)
`;
const program = programOf(text);
const format = wireFormat(program);
const relations = [...program.relations.values()];

/** A row follows from each fact. */
const withRules = localProgram(
  programOf(`${text}
.decl linked(to: symbol, from: symbol)
.decl joined(to: number, from: number)
linked(y, x) :- words(x, y).
joined(y, x) :- edges(x, y).
.output linked
.output joined
`),
);
const formatWithRules = wireFormat(withRules.written);

function programOf(of: string): Program {
  return checkProgram(parse({ path: "facts.dl", text: of }), () => ({ problem: "not found" }), {
    evidence: false,
  }).program;
}

/** The store, the log and the messages of a replica, without rules and what follows from them. */
class CalmSet implements FactSet {
  readonly #actor: string;
  readonly #store = new FactStore(relations);
  readonly #log = new TransactionLog();

  constructor(replica: number) {
    this.#actor = `replica${String(replica)}`;
  }

  add(facts: readonly Fact[]): void {
    const draft = new Draft(this.#store, {
      actor: this.#actor,
      members: [this.#actor],
      timestamp: () => ({ time: 0, count: 0, actor: this.#actor }),
    });
    draft.insertAll(relationOf(facts[0]), facts);
    const transaction = draft.finish(null, null);
    if (transaction !== null) this.#log.append(transaction);
  }

  count(): number {
    let count = 0;
    for (const { name } of relations) for (const _ of this.#store.rows(name)) count++;
    return count;
  }

  snapshot(): Uint8Array {
    return encodeTransactions([...this.#log], format);
  }

  changes(): Uint8Array {
    return encodeMessage({ kind: "changes", transactions: [...this.#log], after: null }, format);
  }

  receive(changes: Uint8Array): void {
    this.answer(changes);
  }

  digest(): Uint8Array {
    return encodeMessage({ kind: "digest", seen: this.#store.seen.context(), ask: true }, format);
  }

  /** What a replica answers to these kinds of messages. */
  answer(bytes: Uint8Array): readonly Uint8Array[] {
    const message = decodeMessage(bytes, format);
    if (message.kind === "changes" || message.kind === "missing") {
      for (const transaction of message.transactions) {
        this.#store.apply(transaction);
        this.#log.append(transaction);
      }
      return [];
    }
    if (message.kind !== "digest") throw new Error(`unexpected: ${message.kind}`);
    const answers: Message[] = [];
    const transactions = this.#log.missing(message.seen);
    if (transactions.length > 0) answers.push({ kind: "missing", transactions });
    if (message.ask && !this.#store.seen.covers(message.seen))
      answers.push({ kind: "digest", seen: this.#store.seen.context(), ask: false });
    return answers.map((answer) => encodeMessage(answer, format));
  }
}

/** A whole replica, with a rule for each fact, over an ideal network. */
class CalmReplicaSet implements FactSet {
  readonly #replica: Replica;
  /** Where messages go for now. */
  send: (bytes: Uint8Array) => void = () => undefined;

  constructor(replica: number) {
    const name = `replica${String(replica)}`;
    this.#replica = new Replica({
      name,
      members: [0, 1, 2, 3].map((other) => `replica${String(other)}`),
      local: withRules,
      durable: new DurableState(name, []),
      engine: new ReplicaEngine(withRules),
      surroundings: {
        // So that only exchanges send.
        delivery: "gossip",
        timeout: 1000,
        clock: () => 0,
        send: (_, message) => {
          this.send(encodeMessage(message, formatWithRules));
        },
        after: () => undefined,
        random: () => 0,
        note: () => undefined,
      },
    });
  }

  add(facts: readonly Fact[]): void {
    const relation = relationOf(facts[0]);
    const effects = facts.map((row) => ({ kind: "insert" as const, relation, row }));
    const { outcome } = this.#replica.submit({ kind: "effects", effects }, "add");
    if (outcome.kind !== "done") throw new Error(outcome.kind);
  }

  count(): number {
    return this.#replica.session.count("linked") + this.#replica.session.count("joined");
  }

  snapshot(): Uint8Array {
    return encodeTransactions([...this.#replica.durable.log], formatWithRules);
  }

  changes(): Uint8Array {
    const transactions = [...this.#replica.durable.log];
    return encodeMessage({ kind: "changes", transactions, after: null }, formatWithRules);
  }

  receive(changes: Uint8Array): void {
    this.#replica.receive("another", decodeMessage(changes, formatWithRules));
  }

  ask(): void {
    this.#replica.exchange("another");
  }
}

const calmReplica: FactSetMaker = {
  make: (replica) => new CalmReplicaSet(replica),
  exchange(one, other) {
    if (!(one instanceof CalmReplicaSet && other instanceof CalmReplicaSet))
      throw new TypeError("sets of another engine");
    let bytes = 0;
    const under: (() => void)[] = [];
    const link = (from: CalmReplicaSet, to: CalmReplicaSet): void => {
      from.send = (message) => {
        bytes += message.length;
        under.push(() => {
          to.receive(message);
        });
      };
    };
    link(one, other);
    link(other, one);
    one.ask();
    for (let deliver = under.shift(); deliver !== undefined; deliver = under.shift()) deliver();
    return bytes;
  },
};

const calm: FactSetMaker = {
  make: (replica) => new CalmSet(replica),
  exchange(one, other) {
    if (!(one instanceof CalmSet && other instanceof CalmSet)) throw new TypeError("sets of another engine");
    let bytes = 0;
    let under: { readonly to: CalmSet; readonly from: CalmSet; readonly message: Uint8Array }[] = [
      { from: one, to: other, message: one.digest() },
    ];
    while (under.length > 0) {
      const answers: typeof under = [];
      for (const { from, to, message } of under) {
        bytes += message.length;
        for (const answer of to.answer(message)) answers.push({ from: to, to: from, message: answer });
      }
      under = answers;
    }
    return bytes;
  },
};

function relationOf(fact: Fact | undefined): string {
  return typeof fact?.[0] === "number" ? "edges" : "words";
}

/** Who else has sets of facts has them as the keys of a map. */
function keyOf([from, to]: Fact): string {
  return `${String(from)} ${String(to)}`;
}

async function loadYjs(folder: string): Promise<FactSetMaker> {
  interface Doc {
    getMap(name: string): { set(key: string, value: true): void; readonly size: number };
    transact(change: () => void): void;
    clientID: number;
  }
  interface Yjs {
    readonly Doc: new (options: { readonly gc: boolean }) => Doc;
    encodeStateVector(doc: Doc): Uint8Array;
    encodeStateAsUpdateV2(doc: Doc, vector?: Uint8Array): Uint8Array;
    applyUpdateV2(doc: Doc, update: Uint8Array): void;
  }
  const yjs = await peerModule<Yjs>("yjs", folder);
  const docs = new WeakMap<FactSet, Doc>();
  return {
    make(replica) {
      const doc = new yjs.Doc({ gc: true });
      doc.clientID = 1_000_000_000 + replica;
      const map = doc.getMap("facts");
      const set: FactSet = {
        add(facts) {
          doc.transact(() => {
            for (const fact of facts) map.set(keyOf(fact), true);
          });
        },
        count: () => map.size,
        snapshot: () => yjs.encodeStateAsUpdateV2(doc),
        changes: () => yjs.encodeStateAsUpdateV2(doc),
        receive(changes) {
          yjs.applyUpdateV2(doc, changes);
        },
      };
      docs.set(set, doc);
      return set;
    },
    exchange(one, other) {
      const [a, b] = [of(docs, one), of(docs, other)];
      const [ofA, ofB] = [yjs.encodeStateVector(a), yjs.encodeStateVector(b)];
      const [toA, toB] = [yjs.encodeStateAsUpdateV2(b, ofA), yjs.encodeStateAsUpdateV2(a, ofB)];
      yjs.applyUpdateV2(a, toA);
      yjs.applyUpdateV2(b, toB);
      return ofA.length + ofB.length + toA.length + toB.length;
    },
  };
}

async function loadAutomerge(folder: string): Promise<FactSetMaker> {
  interface Facts {
    readonly facts: Record<string, true>;
  }
  type Sync = readonly [state: unknown, message: Uint8Array | null];
  interface Automerge {
    from(initial: Facts, actor: string): Facts;
    init(actor: string): Facts;
    change(doc: Facts, change: (doc: Facts) => void): Facts;
    save(doc: Facts): Uint8Array;
    loadIncremental(doc: Facts, bytes: Uint8Array): Facts;
    initSyncState(): unknown;
    generateSyncMessage(doc: Facts, state: unknown): Sync;
    receiveSyncMessage(doc: Facts, state: unknown, message: Uint8Array): readonly [Facts, unknown, unknown];
  }
  const automerge = await peerModule<Automerge>("@automerge/automerge", folder);
  // All replicas begin with the same empty map, or each would have its own.
  const empty = automerge.save(automerge.from({ facts: {} }, "00".repeat(16)));
  const docs = new WeakMap<FactSet, { doc: Facts }>();
  return {
    make(replica) {
      const actor = replica.toString(16).padStart(32, "a");
      const held = { doc: automerge.loadIncremental(automerge.init(actor), empty) };
      const set: FactSet = {
        add(facts) {
          held.doc = automerge.change(held.doc, (doc) => {
            for (const fact of facts) doc.facts[keyOf(fact)] = true;
          });
        },
        count: () => Object.keys(held.doc.facts).length,
        snapshot: () => automerge.save(held.doc),
        changes: () => automerge.save(held.doc),
        receive(changes) {
          held.doc = automerge.loadIncremental(held.doc, changes);
        },
      };
      docs.set(set, held);
      return set;
    },
    exchange(one, other) {
      const held = [of(docs, one), of(docs, other)] as const;
      const states = [automerge.initSyncState(), automerge.initSyncState()];
      let bytes = 0;
      for (let quiet = 0, from = 0; quiet < 2; from = 1 - from) {
        const [sender, receiver] = from === 0 ? held : [held[1], held[0]];
        const [state, message] = automerge.generateSyncMessage(sender.doc, states[from]);
        states[from] = state;
        quiet = message === null ? quiet + 1 : 0;
        if (message === null) continue;
        bytes += message.length;
        const [doc, next] = automerge.receiveSyncMessage(receiver.doc, states[1 - from], message);
        receiver.doc = doc;
        states[1 - from] = next;
      }
      return bytes;
    },
  };
}

async function loadLoro(folder: string): Promise<FactSetMaker> {
  interface Version {
    encode(): Uint8Array;
  }
  interface Doc {
    setPeerId(peer: `${number}`): void;
    getMap(name: string): { set(key: string, value: true): void; readonly size: number };
    commit(): void;
    version(): Version;
    export(mode: { readonly mode: "snapshot" | "update"; readonly from?: Version }): Uint8Array;
    import(bytes: Uint8Array): unknown;
  }
  const { LoroDoc } = await peerModule<{ readonly LoroDoc: new () => Doc }>("loro-crdt", folder);
  const docs = new WeakMap<FactSet, Doc>();
  return {
    make(replica) {
      const doc = new LoroDoc();
      doc.setPeerId(`${1_000_000_000 + replica}`);
      const map = doc.getMap("facts");
      const set: FactSet = {
        add(facts) {
          for (const fact of facts) map.set(keyOf(fact), true);
          doc.commit();
        },
        count: () => map.size,
        snapshot: () => doc.export({ mode: "snapshot" }),
        changes: () => doc.export({ mode: "update" }),
        receive(changes) {
          doc.import(changes);
        },
      };
      docs.set(set, doc);
      return set;
    },
    exchange(one, other) {
      const [a, b] = [of(docs, one), of(docs, other)];
      const [ofA, ofB] = [a.version(), b.version()];
      const [toA, toB] = [b.export({ mode: "update", from: ofA }), a.export({ mode: "update", from: ofB })];
      a.import(toA);
      b.import(toB);
      return ofA.encode().length + ofB.encode().length + toA.length + toB.length;
    },
  };
}

function of<T>(docs: WeakMap<FactSet, T>, set: FactSet): T {
  const found = docs.get(set);
  if (found === undefined) throw new TypeError("a set of another engine");
  return found;
}
