import type { Row, Value } from "../lattice/row.ts";
import { Cluster, type ClusterEvent } from "../replication/cluster.ts";
import { traceEntry, type TraceEntry } from "../replication/trace.ts";
import { labProgram, type LabProgram } from "./lab-program.ts";

/** Something that replicas change while they are cut off from each other. */
export interface UseCaseResult {
  readonly useCase: string;
  readonly type: string;
  readonly program: string;
  /** What all have before the partition. */
  readonly before: string;
  /** What each does, and has then. */
  readonly a: BranchResult;
  readonly b: BranchResult;
  /** What both have after the partition, in all runs; null where a run ends with something else. */
  readonly merged: string | null;
  /** What a and b have if each takes over what the other has. */
  readonly overwritten: readonly [a: string, b: string];
  readonly runs: number;
  /** The run with the first seed. */
  readonly trace: readonly TraceEntry[];
}

export interface BranchResult {
  readonly does: string;
  readonly has: string;
  readonly refused: boolean;
}

interface UseCase {
  readonly useCase: string;
  readonly type: string;
  readonly rules: string;
  /** Before the partition, at a. */
  readonly first: Step | null;
  readonly a: Step;
  readonly b: Step;
  /** How the rows of `it` are shown. */
  readonly show: (rows: readonly Row[]) => string;
}

interface Step {
  readonly says: string;
  readonly operation: string;
  readonly arguments: readonly Value[];
}

/**
 * The uses that the replicated types are for, each with two replicas that are cut off from each
 * other, change it, and hear of each other again over a network that loses, doubles and reorders.
 * Each is done with as many seeds as there are runs; `progress` is told of each before it is done.
 */
export function useCases(
  seed: number,
  runs: number,
  progress: (useCase: string, run: number) => void = () => undefined,
): readonly UseCaseResult[] {
  return cases.map((one) => {
    const program = labProgram(one.type, one.rules);
    const results = Array.from({ length: runs }, (_, i) => {
      progress(one.useCase, i + 1);
      return runUseCase(one, program, seed + i);
    });
    const [first] = results;
    const ends = new Set(results.flatMap(({ ends: both }) => both));
    const { before = "", a = nothing, b = nothing, trace = [] } = first ?? {};
    return {
      useCase: one.useCase,
      type: one.type,
      program: one.rules,
      before,
      a,
      b,
      merged: ends.size === 1 ? ([...ends][0] ?? null) : null,
      overwritten: [b.has, a.has],
      runs,
      trace,
    };
  });
}

const nothing: BranchResult = { does: "", has: "", refused: false };

export const useCaseMembers = ["a", "b"] as const;

/** The second acts a little later, so that its clock is ahead. */
const pause = 5;

interface Run {
  readonly before: string;
  readonly a: BranchResult;
  readonly b: BranchResult;
  readonly ends: readonly string[];
  readonly trace: readonly TraceEntry[];
}

function runUseCase({ first, a, b, show }: UseCase, { local, facts }: LabProgram, seed: number): Run {
  const trace: TraceEntry[] = [];
  const observe = (event: ClusterEvent): void => void trace.push(traceEntry(event, local));
  const cluster = new Cluster({ local, members: useCaseMembers, facts, seed, observe });
  cluster.network.settings = { loss: 0.2, duplicate: 0.3, reorder: true };
  const has = (name: string): string => show([...(cluster.replica(name)?.session.rows("it") ?? [])]);
  const note = (text: string): void => void trace.push({ at: cluster.now, kind: "statement", line: 0, text });
  const act = (name: string, { says, operation, arguments: given }: Step): BranchResult => {
    note(`at ${name}: ${says}`);
    const call = cluster.submit(name, { kind: "call", operation, arguments: given }, says);
    return { does: says, has: has(name), refused: call.outcome.kind === "refused" };
  };
  if (first !== null) {
    act("a", first);
    cluster.settle();
  }
  const before = has("b");
  note("partition a | b");
  cluster.partition([["a"], ["b"]]);
  const didA = act("a", a);
  cluster.run(pause);
  const didB = act("b", b);
  cluster.run(pause);
  note("heal");
  cluster.heal();
  cluster.settle();
  const ends = useCaseMembers.map(has);
  cluster.close();
  return { before, a: didA, b: didB, ends, trace };
}

const number = ([row]: readonly Row[]): string => String(row?.[1] ?? 0);
const text = ([row]: readonly Row[]): string => String(row?.[1] ?? "");
const set = (rows: readonly Row[]): string =>
  `{${rows
    .map(([value]) => String(value))
    .toSorted()
    .join(", ")}}`;

const tags = `.decl it(tag: symbol) orset
.output it(promise="eventual")
.operation add(tag: symbol) { insert it(tag). }
.operation remove(tag: symbol) { delete it(tag). }
`;

const cases: readonly UseCase[] = [
  {
    useCase: "likes",
    type: "gcounter",
    rules: `.decl it(post: symbol, count: gcounter)
.output it(promise="eventual")
.operation like(n: number) { it("p") += n. }
`,
    first: null,
    a: { says: "+1", operation: "like", arguments: [1] },
    b: { says: "+2", operation: "like", arguments: [2] },
    show: number,
  },
  {
    useCase: "cart",
    type: "pncounter",
    rules: `.decl it(item: symbol, pieces: pncounter)
.output it(promise="eventual")
.operation put(n: number) { it("tea") += n. }
.operation take(n: number) { it("tea") -= n. }
`,
    first: { says: "+3", operation: "put", arguments: [3] },
    a: { says: "+2", operation: "put", arguments: [2] },
    b: { says: "-1", operation: "take", arguments: [1] },
    show: number,
  },
  {
    useCase: "tags",
    type: "orset",
    rules: tags,
    first: null,
    a: { says: "add x", operation: "add", arguments: ["x"] },
    b: { says: "add y", operation: "add", arguments: ["y"] },
    show: set,
  },
  {
    useCase: "tags",
    type: "orset",
    rules: tags,
    first: { says: "add x", operation: "add", arguments: ["x"] },
    a: { says: "add x", operation: "add", arguments: ["x"] },
    b: { says: "remove x", operation: "remove", arguments: ["x"] },
    show: set,
  },
  {
    useCase: "status",
    type: "lww",
    rules: `.decl it(user: symbol, state: lww<symbol>)
.output it(promise="eventual")
.operation report(state: symbol) { it("ana") := state. }
`,
    first: null,
    a: { says: "away", operation: "report", arguments: ["away"] },
    b: { says: "online", operation: "report", arguments: ["online"] },
    show: text,
  },
  {
    useCase: "text",
    type: "sequence",
    rules: `.decl it(id: symbol, text: sequence)
.output it(promise="eventual")
.operation type(place: number, text: symbol) { insert text into it("d") at place. }
`,
    first: { says: 'put "cat"', operation: "type", arguments: [0, "cat"] },
    a: { says: 'put "a "', operation: "type", arguments: [0, "a "] },
    b: { says: 'put "s"', operation: "type", arguments: [3, "s"] },
    show: text,
  },
  {
    useCase: "stock",
    type: "bounded",
    rules: `.decl it(product: symbol, units: bounded<0>)
.output it(promise="eventual")
it("camera", 1).
.operation sell(n: number) { it("camera") -= n. }
`,
    first: null,
    a: { says: "sell", operation: "sell", arguments: [1] },
    b: { says: "sell", operation: "sell", arguments: [1] },
    show: number,
  },
];
