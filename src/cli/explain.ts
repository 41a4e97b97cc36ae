import { catalogue, pageOf } from "../diagnostics/catalogue.ts";
import { nearestName } from "../base/nearest-name.ts";
import { codes, isCode, nearestCode } from "../diagnostics/code.ts";
import { verdictWords } from "../diagnostics/verdict-words.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { wrap } from "./text-layout.ts";

/**
 * `calm explain`: the page of a code, what a word of a verdict says, or the list of both. Throws
 * `UsageError` for what is neither.
 */
export function explain(name: string | null, color: ColorChoice): ExitCode {
  const console = openConsole(color);
  if (name === null) {
    console.write(`${listOfCodes(console)}\n${listOfWords(console)}`);
    return exitCodes.fine;
  }
  const word = name.toLowerCase();
  for (const [known, { of, meaning }] of verdictWords)
    if (word === known || word === known.replaceAll(" ", "-")) {
      console.write(`${console.style.strong(known)}, said of ${of}\n\n${prose(meaning, console)}\n`);
      return exitCodes.fine;
    }
  const code = name.toUpperCase();
  if (!isCode(code)) {
    const nearest = nearestCode(code) ?? nearestName(word, verdictWords.keys());
    throw new UsageError(
      `${name} is not a code, and no word of a verdict`,
      nearest === null ? "calm explain lists them all" : `did you mean ${nearest}?`,
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

function listOfWords({ width }: Console): string {
  const text = `Words of verdicts are explained too: ${[...verdictWords.keys()].map((word) => word.replaceAll(" ", "-")).join(", ")}.`;
  return wrap(text, width)
    .map((line) => `${line}\n`)
    .join("");
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
