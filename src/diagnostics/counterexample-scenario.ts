import type { Counterexample } from "../analysis/confluence/counterexample-search.ts";
import type { History, StartRow } from "../analysis/confluence/history.ts";
import { present } from "../base/assert.ts";
import { effectText } from "../engine/effect-text.ts";
import type { ResolvedEffect } from "../engine/resolved-effect.ts";
import { callText, factText } from "../model/fact-text.ts";
import type { Program, Relation } from "../model/program.ts";

/**
 * A counterexample as a scenario that `calm simulate` runs and that ends in `expect violated`. Facts
 * of static relations, which no scenario can write, stand before it.
 */
export function counterexampleScenario(found: Counterexample, program: Program, name: string): string {
  const { chosen, prefix, branches, invariant } = found;
  const isStatic = ({ relation }: StartRow): boolean =>
    program.relations.get(relation)?.qualifier === "static";
  const facts = chosen
    .filter(isStatic)
    .map(({ relation, row }) => `${factText(relationIn(program, relation), row)}.\n`);
  const given = chosen
    .filter((fact) => !isStatic(fact))
    .map((fact) => effectText(startEffect(fact, program), program));
  const replicas = replicasFor(found, program);
  const act = (steps: History, isTogether = false): readonly string[] =>
    steps.flatMap(({ call, replica }, i) => [
      `at ${replica}: ${callText(call.operation, call.arguments, program)}.`,
      // What runs at a boundary takes its time; what comes next is to see it.
      ...(isTogether && call.operation.boundary !== null && i < steps.length - 1 ? ["settle."] : []),
    ]);
  const first = present(branches[0], "a branch");
  const others = branches.slice(1);
  // A barrier needs everybody: what it does not hear of is what comes after it has asked.
  const asksAll = first.steps.some(({ call }) => call.operation.boundary?.protocol.kind === "barrier");
  const companions = replicas.filter((name) => !branches.some(({ replica }) => replica === name));
  const sides = [[first.replica, ...companions], ...others.map(({ replica }) => [replica])];
  const lines = [
    `replicas ${replicas.join(", ")}.`,
    ...given.map((effect) => `everywhere: ${effect}.`),
    ...(prefix.length > 0 ? [...act(prefix, true), "settle."] : []),
    ...(asksAll ? [] : [`partition ${sides.map((side) => side.join(", ")).join(" | ")}.`]),
    ...act(first.steps),
    ...(asksAll ? ["run 15."] : []),
    ...others.flatMap(({ steps }) => act(steps)),
    ...(asksAll ? [] : ["heal."]),
    "settle.",
    `expect violated ${invariant.name}.`,
  ];
  return `${facts.join("")}.scenario ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

/** The replicas of the branches, and as many more as a quorum asks for. */
function replicasFor({ branches }: Counterexample, program: Program): readonly string[] {
  const names = branches.map(({ replica }) => replica);
  const wanted = [...program.boundaries.values()].flatMap(({ protocol }) =>
    protocol.kind === "quorum" ? [protocol.n] : [],
  );
  const leaders = [...program.boundaries.values()].flatMap(({ protocol }) =>
    protocol.kind === "leader" && protocol.replica !== null ? [protocol.replica] : [],
  );
  const all = [...new Set([...names, ...leaders])];
  for (let i = 1; all.length < Math.max(0, ...wanted); i++) all.push(`R${String(i)}`);
  return all;
}

function relationIn(program: Program, name: string): Relation {
  return present(program.relations.get(name), name);
}

/** What writes a fact, in the way that its relation is written. */
function startEffect({ relation: name, row }: StartRow, program: Program): ResolvedEffect {
  const { columns, keyCount } = relationIn(program, name);
  const [key, values] = [row.slice(0, keyCount), row.slice(keyCount)];
  const [column] = columns.slice(keyCount);
  const amount = Number(values[0]);
  switch (column?.lattice) {
    case "gcounter":
    case "pncounter":
      return { kind: "add", relation: name, key, amount: Math.abs(amount), sign: amount < 0 ? -1 : 1 };
    case "bounded":
      return { kind: "add", relation: name, key, amount: amount - (column.bound ?? 0), sign: 1 };
    case "lww":
    case "mv":
      return { kind: "write", relation: name, key, values };
    case "sequence":
      return { kind: "splice-in", relation: name, key, text: String(values[0]), index: 0 };
    case "max":
    case "min":
    case null:
    case undefined:
      return { kind: "insert", relation: name, row };
  }
}
