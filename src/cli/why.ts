import { absence, type Absence } from "../engine/absence.ts";
import { smallestDerivation } from "../engine/derivation.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { RowHistory } from "../engine/row-history.ts";
import type { CodedRow } from "../engine/rule-instances.ts";
import type { Code, Value } from "../engine/value-pool.ts";
import type { Relation } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import {
  absenceReport,
  namedRow,
  reasonOf,
  rowName,
  type AbsenceReport,
  type Reason,
  type RulePlace,
} from "./derivation-report.ts";
import { evaluatedFile, failedRun } from "./evaluated-file.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { GrowthLimit } from "./growth-limit.ts";
import { interruptible } from "./interruption.ts";
import { askedRow, type AskedRow } from "./row-argument.ts";
import { printable } from "./text-layout.ts";

export interface WhyOptions {
  readonly facts: string;
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

/**
 * `calm why`: the smallest derivation of a row that is there, or for one that is not the literal
 * that fails. Ends with 0 either way. Throws `UsageError`.
 */
export function why(path: string, row: string, options: WhyOptions): ExitCode {
  const console = openConsole(options.color);
  try {
    return interruptible(() => explain(path, row, options, console));
  } catch (error) {
    return failedRun(error, path, console);
  }
}

function explain(path: string, text: string, options: WhyOptions, console: Console): ExitCode {
  const history = new RowHistory();
  let asked: AskedRow | null = null;
  const evaluation = evaluatedFile(path, options.facts, console, history, new GrowthLimit(), (program) => {
    asked = askedRow(text, program);
  });
  const wanted = asked as AskedRow | null;
  if (evaluation === null || wanted === null) return exitCodes.findings;
  const found = rowLike(wanted, evaluation);
  const levels = options.format === "json" ? levelsInJson : levelsShown;
  const derivation = found === null ? null : smallestDerivation(found, evaluation, history, levels);
  const report = derivation === null ? absenceOf(wanted, evaluation) : reasonOf(derivation, evaluation);
  if (options.format === "json") {
    console.write(`${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`);
  } else {
    const lines = "absent" in report ? absenceLines(report) : reasonLines(report);
    console.write(lines.map((line) => `${printable(line)}\n`).join(""));
  }
  return exitCodes.fine;
}

/** As deep as an outline can be read, and as deep as all readers of JSON go. */
const [levelsShown, levelsInJson] = [20, 400];

/** The first row that agrees with what was asked. */
function rowLike({ relation, values }: AskedRow, evaluation: Evaluation): CodedRow | null {
  const wanted = values.map((value, i) => (value === null ? null : codeOf(value, relation, i, evaluation)));
  const { log } = evaluation.table(relation);
  for (let i = 0; i < log.count; i++) {
    const codes = log.row(i);
    if (codes.every((code, column) => wanted[column] === null || wanted[column] === code))
      return { relation, codes };
  }
  return null;
}

function codeOf(value: Value, relation: Relation, column: number, { pool }: Evaluation): Code {
  return pool.encode(value, relation.columns[column]?.value ?? "number");
}

function absenceOf({ relation, values }: AskedRow, evaluation: Evaluation): AbsenceReport {
  const asked = namedRow(relation, values);
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return absenceReport(asked, null, null, null);
  const codes = known.map((value, i) => codeOf(value, relation, i, evaluation));
  const sameKey = values.map((value, i) => (i < relation.keyCount ? value : null));
  const other = relation.keyCount < values.length ? rowLike({ relation, values: sameKey }, evaluation) : null;
  const instead = other === null ? null : rowName(other, evaluation);
  const found = instead === null ? absence({ relation, codes }, evaluation) : null;
  return absenceReport(asked, found, instead, becauseOf(found, evaluation));
}

/** The row that is there although a literal asks for its absence. */
function becauseOf(found: Absence | null, evaluation: Evaluation): string | null {
  const atom =
    found?.fails?.kind === "negation"
      ? found.fails.atom
      : found?.fails?.kind === "difference"
        ? found.fails.right
        : null;
  const relation = atom === null ? undefined : evaluation.program.relations.get(atom.relation.text);
  if (found === null || atom === null || relation === undefined) return null;
  const row = rowLike({ relation, values: atom.arguments.map((term) => valueIn(term, found)) }, evaluation);
  return row === null ? null : rowName(row, evaluation);
}

function valueIn(term: Syntax.Term, { bindings }: Absence): Value | null {
  if (term.kind === "constant") return term.value;
  return term.kind === "variable" ? (bindings.get(term.name) ?? null) : null;
}

/** The tree as an outline, with lines that join what belongs together. */
function reasonLines(reason: Reason): readonly string[] {
  if ("absent" in reason) return [`no ${reason.absent}`];
  if ("holds" in reason) return [reason.holds];
  if ("aggregate" in reason) {
    const more = reason.count - Math.min(reason.count, rowsShown);
    const rows = reason.rows.slice(0, rowsShown).map((row) => [row]);
    const over = reason.count === 0 ? "no row" : reason.count === 1 ? "1 row" : `${reason.count} rows`;
    return outline(`${reason.aggregate}  over ${over}`, [
      ...rows,
      ...(more > 0 ? [[`and ${more} more`]] : []),
    ]);
  }
  return outline(`${reason.row}  ${noteOf(reason)}`, (reason.from ?? []).map(reasonLines));
}

function noteOf({ rule, by, repeated, deeper }: Extract<Reason, { row: string }>): string {
  if (repeated === true) return "as above";
  if (deeper === true) return "and so on: ask why of this row";
  return rule === undefined ? (by ?? "") : lineText(rule);
}

const rowsShown = 10;

function outline(title: string, parts: readonly (readonly string[])[]): readonly string[] {
  const lines = parts.flatMap((part, i) => {
    const isLast = i === parts.length - 1;
    return part.map((line, j) =>
      j === 0 ? `${isLast ? "└─ " : "├─ "}${line}` : `${isLast ? "   " : "│  "}${line}`,
    );
  });
  return [title, ...lines];
}

function lineText({ file, line }: RulePlace): string {
  return `by ${file}:${line + 1}`;
}

function absenceLines(report: AbsenceReport): readonly string[] {
  const { absent, instead, rule, holds = [], fails, literal, ways = 1, because } = report;
  const title = `there is no ${absent}`;
  if (instead !== undefined) return [title, `└─ its key has one value: ${instead}`];
  if (rule === undefined || fails === undefined) return [title, "└─ no fact gives it, and no rule can"];
  const such = ways > 1 ? ` (one of ${ways === 1000 ? "1,000 or more" : ways} ways)` : "";
  const reasons = [
    ...holds.map((text, i) => `holds: ${text}${i === holds.length - 1 ? such : ""}`),
    `fails: ${fails}${fails === literal ? "" : `  that is ${literal ?? ""}`}${because === undefined ? "" : `, for there is ${because}`}`,
  ];
  return [
    `${title}: the rule that gets furthest is`,
    ...outline(
      lineText(rule),
      reasons.map((text) => [text]),
    ),
  ];
}
