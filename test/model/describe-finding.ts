import type { ProgramFinding, TypeProblem } from "../../src/model/finding.ts";

/** A finding in few words, for fixtures. */
export function describeFinding(finding: ProgramFinding): string {
  return `${finding.code} ${details(finding)}`.trimEnd();
}

function details(finding: ProgramFinding): string {
  switch (finding.code) {
    case "CALM001":
      return "";
    case "CALM002":
      return `${finding.what} ${finding.name}${finding.nearest === null ? "" : ` (${finding.nearest}?)`}`;
    case "CALM003":
      return `${finding.what} ${finding.name}: ${finding.found} of ${finding.expected}`;
    case "CALM004":
      return describeProblem(finding.problem);
    case "CALM005":
      return `${finding.variable} in ${finding.position}`;
    case "CALM006":
      return `${finding.what} ${finding.name}`;
    case "CALM007":
      return finding.cycle.map(({ from, to, kind }) => `${from} -> ${to} ${kind}`).join(", ");
    case "CALM008":
      return finding.variable;
    case "CALM009":
      return `${finding.relation} ${finding.problem}`;
    case "CALM010":
      return finding.feature;
    case "CALM011":
      return `${finding.problem}: ${finding.relation} is ${finding.qualifier}`;
    case "CALM012":
      return [finding.problem, ...finding.chain].join(" ");
    case "CALM013":
      return `${finding.relation}.${finding.column} ${finding.problem}`;
    case "CALM202":
      return `${finding.boundary} ${finding.problem}`;
    case "CALM303":
      return `${finding.what} ${finding.name}`;
    case "CALM304":
      return `${finding.reads}${finding.relation === null ? "" : ` of ${finding.relation}`}`;
    case "CALM401":
      return `${finding.effect} on ${finding.type}, allowed: ${finding.allowed.join(" ") || "nothing"}`;
    case "CALM402":
      return `${finding.relation}.${finding.column}`;
  }
}

function describeProblem(problem: TypeProblem): string {
  switch (problem.kind) {
    case "argument":
      return `${problem.found} for ${problem.relation}.${problem.column}: ${problem.expected}`;
    case "operands":
      return `${problem.left} ${problem.operator} ${problem.right}`;
    case "operand":
      return `${problem.operator} of ${problem.found}, not ${problem.expected}`;
    case "variable":
      return `${problem.variable} is ${problem.first} and ${problem.second}`;
    case "union":
      return `${problem.type} of ${problem.first} and ${problem.second}`;
    case "range":
      return `${problem.text} as ${problem.type}`;
  }
}
