import { linesOf } from "../base/source.ts";
import { pageOf } from "../diagnostics/catalogue.ts";
import type { Severity } from "../diagnostics/code.ts";
import type { Reporter } from "./check-result.ts";
import type { Console } from "./console.ts";
import { printable } from "./text-layout.ts";

/** Workflow commands, which GitHub shows as annotations of the changed lines. */
export function githubReporter(console: Console, quiet: boolean): Reporter {
  return {
    file(result) {
      if (result.kind === "unreadable") {
        console.write(`::error file=${property(result.path)}::${data(`${result.path} ${result.error}`)}\n`);
        return;
      }
      for (const { place, severity, code, message, notes, help } of result.diagnostics) {
        if (quiet && severity !== "error") continue;
        const lines = linesOf(place.source);
        const start = lines.position(place.start);
        const end = lines.position(place.end);
        const properties = [
          `file=${property(place.source.path.replaceAll("\\", "/"))}`,
          `line=${start.line + 1}`,
          `endLine=${end.line + 1}`,
          `col=${start.character + 1}`,
          // GitHub refuses a column at the end unless both are on one line.
          ...(start.line === end.line ? [`endColumn=${Math.max(end.character, start.character + 1)}`] : []),
          `title=${property(`${code} ${pageOf(code).name}`)}`,
        ];
        const text = [message, ...notes, ...help.map((one) => `help: ${one}`)].map(printable).join("\n");
        console.write(`::${commands[severity]} ${properties.join(",")}::${data(text)}\n`);
      }
    },
    end: () => undefined,
  };
}

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
