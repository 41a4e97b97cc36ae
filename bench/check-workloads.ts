import type { Workload } from "./measure.ts";

/** `calm check` on files from ten lines to a million facts; the sizes double, so that growth shows. */
export const checkWorkloads: readonly Workload[] = [
  { name: "start-up", size: "--version", text: null, arguments: ["--version"], exit: 0 },
  { name: "check-10-lines", size: "10 lines", text: () => tenLines, arguments: ["check"], exit: 1 },
  ...[25_000, 50_000, 100_000].map((count) => rules(count)),
  ...[25_000, 50_000, 100_000].map((count) => evidence("joins", count, 0, join)),
  ...[12_500, 25_000, 50_000].map((count) => evidence("negations", count, 1, negation)),
  ...[12_500, 25_000, 50_000].map((count) => evidence("aggregates", count, 1, aggregate)),
  ...[250_000, 500_000, 1_000_000].map((count) => facts(count)),
];

const tenLines = `// A release is ready when no blocker is open.
.decl release(name: symbol)
.decl open_blocker(release: symbol, bug: symbol)
.input release
.input open_blocker
.decl ready(name: symbol)
ready(r) :-
  release(r),
  !open_blocker(r, _).
.output ready
`;

/** Ten rules a relation, each reading one of the seven relations before it; one in thirteen an absence. */
function rules(count: number): Workload {
  const text = (): string => {
    const lines = [
      ".decl edge(x: number, y: number)",
      ".input edge",
      ".decl closed(x: number)",
      ".input closed",
    ];
    for (let i = 0; i < count; i++) {
      const level = Math.floor(i / 10);
      if (i % 10 === 0) lines.push(`.decl level${String(level)}(x: number, y: number)`);
      const below = level === 0 ? "edge" : `level${String(Math.max(0, level - 1 - (i % 7)))}`;
      const head = `level${String(level)}`;
      lines.push(
        i % 13 === 5
          ? `${head}(x, y) :- ${below}(x, y), !closed(x), x > ${String(i)}.`
          : `${head}(x, z) :- ${below}(x, y), edge(y, z), z != ${String(i)}.`,
      );
    }
    lines.push(`.output level${String(Math.floor((count - 1) / 10))}`);
    return `${lines.join("\n")}\n`;
  };
  return {
    name: `check-rules-${String(count)}`,
    size: `${String(count)} rules`,
    text,
    arguments: ["check", "--format", "compact", "--no-evidence"],
    exit: 1,
  };
}

/** Rules of one shape, each with a relation of its own that is an output, all analyses and the search for evidence. */
function evidence(shape: string, count: number, exit: number, rule: (i: number) => string): Workload {
  const text = (): string => {
    const lines = [
      ".decl edge(x: number, y: number)",
      ".input edge",
      ".decl closed(x: number)",
      ".input closed",
    ];
    for (let i = 0; i < count; i++)
      lines.push(`.decl r${String(i)}(x: number, y: number)`, rule(i), `.output r${String(i)}`);
    return `${lines.join("\n")}\n`;
  };
  const name = `check-${shape}-${String(count)}`;
  return {
    name,
    size: `${String(count)} rules`,
    text,
    arguments: ["check", "--format", "compact"],
    exit,
  };
}

/** A chain: each reads the one before it. */
function join(i: number): string {
  return i === 0 ? "r0(x, y) :- edge(x, y)." : `r${String(i)}(x, z) :- r${String(i - 1)}(x, y), edge(y, z).`;
}

function negation(i: number): string {
  return `r${String(i)}(x, y) :- edge(x, y), !closed(x), y > ${String(i)}.`;
}

function aggregate(i: number): string {
  const operator = ["count", "sum y", "min y", "max y"][i % 4] ?? "";
  return `r${String(i)}(x, n) :- edge(x, _), n = ${operator} : { edge(x, y), y > ${String(i)} }.`;
}

/** Facts of numbers and of strings, and one rule that reads them. */
function facts(count: number): Workload {
  const text = (): string => {
    const lines = [
      ".decl edge(x: number, y: number)",
      ".decl label(x: number, text: symbol)",
      ".decl named(x: number)",
      "named(x) :- edge(x, _), label(x, _).",
      ".output named",
    ];
    for (let i = 0; i < count; i++) {
      lines.push(
        i % 2 === 0
          ? `edge(${String((i * 7919) % count)}, ${String(i)}).`
          : `label(${String(i)}, "node ${String(i)}").`,
      );
    }
    return `${lines.join("\n")}\n`;
  };
  return {
    name: `check-facts-${String(count)}`,
    size: `${String(count)} facts`,
    text,
    arguments: ["check"],
    exit: 0,
  };
}
