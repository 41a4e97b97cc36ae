import type { Severity } from "../diagnostics/code.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { counted } from "../diagnostics/wording.ts";
import type { CheckedFile, Reporter, Summary } from "./check-result.ts";
import type { Console } from "./console.ts";
import { snippet } from "./snippet.ts";
import { printable, wrap } from "./text-layout.ts";
import { verdictLines } from "./verdict-lines.ts";

/**
 * For people: each diagnostic with its source, then one line for each output and invariant, then
 * the counts. `quiet` leaves out all but errors.
 */
export function prettyReporter(console: Console, quiet: boolean): Reporter {
  const verdicts: { readonly path: string; readonly lines: readonly string[] }[] = [];
  const closed = { points: 0, gone: 0 };
  let files = 0;
  let fixable = 0;
  let firstError: string | null = null;
  return {
    file(result) {
      if (result.kind === "unreadable") return;
      files++;
      for (const diagnostic of result.diagnostics) {
        if (diagnostic.severity === "error") firstError ??= diagnostic.code;
        else if (quiet) continue;
        console.write(`${prettyDiagnostic(diagnostic, console)}\n\n`);
      }
      if (quiet) return;
      fixable += result.diagnostics.filter(({ fixes }) => fixes.some(({ safe }) => safe)).length;
      const inputs = result.checked.report.closedInputs();
      closed.points += inputs.points;
      closed.gone += inputs.gone;
      const lines = verdictLines(result.checked, console.style);
      if (lines.length > 0)
        verdicts.push({ path: result.path, lines: [...lines, ...caution(result, console)] });
    },
    end(summary) {
      if (quiet) return;
      for (const { path, lines } of verdicts) {
        console.write(
          `${console.style.strong(printable(path))}\n${lines.map((line) => `  ${line}\n`).join("")}\n`,
        );
      }
      if (closed.gone > 0) {
        const sentence = `${closed.gone} of ${counted(closed.points, "point")} of order ${closed.gone === 1 ? "goes" : "go"} away if the inputs are complete before the run: \`calm check --static inputs\``;
        console.write(`${paragraph(sentence, console)}\n`);
      }
      console.write(`${countsText(summary, files, console)}\n`);
      if (firstError !== null) console.write(`More about a code: \`calm explain ${firstError}\`.\n`);
      if (fixable > 0)
        console.write(`${counted(fixable, "finding")} can be mended with \`calm check --fix\`.\n`);
    },
  };
}

export function prettyDiagnostic(diagnostic: Diagnostic, console: Console): string {
  const { code, severity, place, related, notes, help } = diagnostic;
  const { style, width } = console;
  const title = `${severity}[${code}]`;
  const message = wrap(printable(diagnostic.message), width - 2, title.length);
  // A note is kept short: what it rests on is named in its message.
  const shown = severity === "info" ? [] : related;
  const marks = [
    { place, label: "" },
    ...shown.map((one) => ({ place: one.place, label: printable(one.message) })),
  ];
  return [
    `${style.severity(severity, title)}${style.strong(":")} ${message.map((line) => style.strong(line)).join("\n  ")}`,
    ...snippet(marks, severity, style, width),
    ...notes.map((note) => item("= note: ", note, console)),
    ...help.map((one, index) => item(index === 0 ? "= help: " : "    or: ", one, console)),
  ].join("\n");
}

function item(title: string, text: string, { style, width }: Console): string {
  const indentation = " ".repeat(title.length + 2);
  const [first = "", ...rest] = wrap(printable(text), width - indentation.length);
  return [`  ${style.margin(title)}${first}`, ...rest.map((line) => indentation + line)].join("\n");
}

function paragraph(text: string, { width }: Console): string {
  return wrap(text, width).join("\n");
}

/** Verdicts of a program that was not read whole say less than they seem to. */
function caution({ diagnostics }: CheckedFile, { style }: Console): readonly string[] {
  const broken = diagnostics.some(({ code, severity }) => severity === "error" && code < "CALM100");
  return broken ? [style.dim("what has an error above is left out of these verdicts")] : [];
}

function countsText({ errors, warnings, infos }: Summary, files: number, { style }: Console): string {
  const parts: readonly (readonly [Severity, number, string])[] = [
    ["error", errors, counted(errors, "error")],
    ["warning", warnings, counted(warnings, "warning")],
    ["info", infos, counted(infos, "note")],
  ];
  const found = parts.filter(([, count]) => count > 0);
  if (files === 0) return "No file was checked.";
  const where = `in ${counted(files, "file")}`;
  if (found.length === 0) return style.good(`Nothing to report ${where}.`);
  return `${found.map(([severity, , text]) => style.severity(severity, text)).join(", ")} ${where}.`;
}
