import { linesOf } from "../base/source.ts";
import type { Reporter } from "./check-result.ts";
import type { Console } from "./console.ts";
import { printable } from "./text-layout.ts";

/** One line for each diagnostic: `file:line:col: error CALM101 message`. */
export function compactReporter(console: Console, quiet: boolean): Reporter {
  return {
    file(result) {
      if (result.kind === "unreadable") return;
      for (const { place, severity, code, message } of result.diagnostics) {
        if (quiet && severity !== "error") continue;
        const { line, character } = linesOf(place.source).position(place.start);
        const at = `${place.source.path}:${line + 1}:${character + 1}`;
        console.write(`${printable(`${at}: ${severity} ${code} ${message}`)}\n`);
      }
    },
    end: () => undefined,
  };
}
