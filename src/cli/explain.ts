import { catalogue, pageOf } from "../diagnostics/catalogue.ts";
import { codes, isCode, nearestCode } from "../diagnostics/code.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { wrap } from "./text-layout.ts";

/** `calm explain`: the page of a code, or the list of all codes. Throws `UsageError` for an unknown one. */
export function explain(name: string | null, color: ColorChoice): ExitCode {
  const console = openConsole(color);
  if (name === null) {
    console.write(listOfCodes(console));
    return exitCodes.fine;
  }
  const code = name.toUpperCase();
  if (!isCode(code)) {
    const nearest = nearestCode(code);
    throw new UsageError(
      `${name} is not a code`,
      nearest === null ? "calm explain lists all codes" : `did you mean ${nearest}?`,
    );
  }
  console.write(pageText(code, console));
  return exitCodes.fine;
}

function listOfCodes({ style, width }: Console): string {
  const lines = codes.flatMap((code) => {
    const { severity, summary } = catalogue[code];
    const title = `${style.strong(code)}  ${style.severity(severity, severity.padEnd(7))}  `;
    const indentation = " ".repeat(18);
    const [first = "", ...rest] = wrap(summary, width - indentation.length);
    return [title + first, ...rest.map((line) => indentation + line)];
  });
  return `${lines.join("\n")}\n`;
}

function pageText(code: (typeof codes)[number], console: Console): string {
  const { style } = console;
  const page = pageOf(code);
  const heading = (text: string): string => style.strong(text);
  return [
    `${heading(code)} ${page.name} (${style.severity(page.severity, page.severity)})`,
    "",
    prose(page.summary, console),
    "",
    heading("Why"),
    prose(page.why, console),
    "",
    heading("What to do"),
    prose(page.fix, console),
    "",
    heading("Reported"),
    program(page.bad, console),
    "",
    heading("Not reported"),
    program(page.good, console),
    "",
  ].join("\n");
}

function prose(text: string, { style, width }: Console): string {
  return text
    .split("\n\n")
    .map((paragraph) =>
      wrap(paragraph, width - 2)
        .map((line) => `  ${line}`)
        .join("\n"),
    )
    .join("\n\n")
    .replace(/`[^`]*`/g, (quoted) => (style.code("x") === "x" ? quoted : style.code(quoted.slice(1, -1))));
}

function program(text: string, { style }: Console): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${style.code(line)}`)
    .join("\n");
}
