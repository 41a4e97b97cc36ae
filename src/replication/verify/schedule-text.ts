import { present } from "../../base/assert.ts";
import type { Program } from "../../model/program.ts";
import { callText } from "../../model/fact-text.ts";
import type { Work } from "../message.ts";
import { effectText } from "../../engine/effect-text.ts";
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
    case "rollback":
      return `// ${step.replica} goes back to before its last ${String(step.count)} transactions`;
    case "skew":
      return `// the clock of ${step.replica} is ${String(step.milliseconds)} ms ahead`;
  }
}

export function workText(work: Work, program: Program): string {
  if (work.kind === "effects") return work.effects.map((effect) => effectText(effect, program)).join(" ");
  const operation = present(program.operations.get(work.operation), work.operation);
  return callText(operation, work.arguments, program);
}
