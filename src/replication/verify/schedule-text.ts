import { present } from "../../base/assert.ts";
import type { Row, Value } from "../../lattice/row.ts";
import type { Column, Program } from "../../model/program.ts";
import { factText } from "../fact-text.ts";
import type { Work } from "../message.ts";
import type { ResolvedEffect } from "../../engine/resolved-effect.ts";
import type { Schedule, Step } from "./schedule.ts";

/** A schedule as a scenario of the language, which `calm simulate --seed` runs again. */
export function scheduleText(name: string, schedule: Schedule, program: Program): string {
  const { members, network, latencies, steps } = schedule;
  const settings = [
    ...(network.loss > 0 ? [`loss = ${String(network.loss)}`] : []),
    ...(network.duplicate > 0 ? [`duplicate = ${String(network.duplicate)}`] : []),
    ...(network.reorder ? ["reorder = true"] : []),
    ...(network.delivery === "reliable" ? [] : [`delivery = ${network.delivery}`]),
  ];
  const lines = [
    `replicas ${members.join(", ")}.`,
    ...(settings.length > 0 ? [`network ${settings.join(", ")}.`] : []),
    ...latencies.map(
      ({ between, milliseconds }) => `latency ${between.join(", ")} = ${String(milliseconds)}.`,
    ),
    ...steps.map((step) => stepText(step, program)),
  ];
  return `.scenario ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

function stepText(step: Step, program: Program): string {
  switch (step.kind) {
    case "do":
      return `at ${step.replica}: ${workText(step.work, program)}.`;
    case "run":
      return `run ${String(step.milliseconds)}.`;
    case "partition":
      return `partition ${step.sides.map((side) => side.join(", ")).join(" | ")}.`;
    case "heal":
    case "settle":
      return `${step.kind}.`;
    case "crash":
    case "recover":
      return `${step.kind} ${step.replica}.`;
    case "cut":
      return `// the link from ${step.from} to ${step.to} is cut`;
    case "skew":
      return `// the clock of ${step.replica} is ${String(step.milliseconds)} ms ahead`;
  }
}

export function workText(work: Work, program: Program): string {
  if (work.kind === "effects") return work.effects.map((effect) => effectText(effect, program)).join(" ");
  const operation = present(program.operations.get(work.operation), work.operation);
  const values = work.arguments.map((value, i) => {
    const type = operation.syntax.parameters[i]?.type.text ?? "";
    const base = program.types.get(type)?.base ?? type;
    return valueText(value, base === "float");
  });
  return `${work.operation}(${values.join(", ")})`;
}

function effectText(effect: ResolvedEffect, program: Program): string {
  const relation = present(program.relations.get(effect.relation), effect.relation);
  const { columns, keyCount, name } = relation;
  const keyed = (key: Row): string => factText(relation, key);
  switch (effect.kind) {
    case "insert":
      return `insert ${factText(relation, effect.row)}`;
    case "delete":
      return `delete ${name}(${effect.pattern
        .map((value, i) => (value === null ? "_" : valueText(value, isFloat(columns[i]))))
        .join(", ")})`;
    case "add":
      return `${keyed(effect.key)} ${effect.sign > 0 ? "+=" : "-="} ${String(effect.amount)}`;
    case "write": {
      const values = effect.values.map((value, i) => valueText(value, isFloat(columns[keyCount + i])));
      const text = values.length === 1 ? (values[0] ?? "") : `(${values.join(", ")})`;
      return `${keyed(effect.key)} := ${text}`;
    }
    case "splice-in":
      return `insert ${valueText(effect.text, false)} into ${keyed(effect.key)} at ${String(effect.index)}`;
    case "splice-out":
      return `delete from ${keyed(effect.key)} at ${String(effect.index)}`;
    case "transfer":
      return `transfer ${String(effect.amount)} of ${keyed(effect.key)} to ${JSON.stringify(effect.to)}`;
  }
}

function isFloat(column: Column | undefined): boolean {
  return column?.value === "float";
}

function valueText(value: Value, float: boolean): string {
  if (typeof value === "string") return JSON.stringify(value);
  const text = String(value);
  return float && Number.isInteger(value) && !text.includes("e") ? `${text}.0` : text;
}
