import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { linesOf, type Place, type Source } from "../base/source.ts";
import { pageOf } from "../diagnostics/catalogue.ts";
import type { Code, Severity } from "../diagnostics/code.ts";
import type { Diagnostic, RelatedPlace } from "../diagnostics/diagnostic.ts";
import type { QuickFix } from "../diagnostics/quick-fix.ts";
import type { Reporter, UnreadableFile } from "./check-result.ts";
import type { Console } from "./console.ts";

/**
 * SARIF 2.1.0 (OASIS), for code scanning. What a comment or the baseline suppresses is among the
 * results, marked as suppressed; only codes that are reported are listed as rules.
 */
export function sarifReporter(console: Console, version: string): Reporter {
  const results: object[] = [];
  const unreadable: UnreadableFile[] = [];
  const indexes = new Map<Code, number>();
  const add = (diagnostic: Diagnostic, suppressions: readonly object[]): void => {
    if (!indexes.has(diagnostic.code)) indexes.set(diagnostic.code, indexes.size);
    results.push(resultOf(diagnostic, indexes.get(diagnostic.code) ?? 0, suppressions));
  };
  return {
    file(result) {
      if (result.kind === "unreadable") {
        unreadable.push(result);
        return;
      }
      for (const diagnostic of result.diagnostics) add(diagnostic, []);
      for (const { diagnostic, reason } of result.checked.suppressed) {
        add(diagnostic, [{ kind: "inSource", ...(reason === null ? {} : { justification: reason }) }]);
      }
      for (const diagnostic of result.known) {
        add(diagnostic, [{ kind: "external", justification: "in the baseline" }]);
      }
    },
    end() {
      const log = {
        $schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [
          {
            tool: {
              driver: { name: "calm", semanticVersion: version, rules: [...indexes.keys()].map(ruleOf) },
            },
            columnKind: "utf16CodeUnits",
            invocations: [
              {
                executionSuccessful: unreadable.length === 0,
                toolExecutionNotifications: unreadable.map(({ path, error }) => ({
                  level: "error",
                  message: { text: `${path} ${error}` },
                  locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
                })),
              },
            ],
            results,
          },
        ],
      };
      console.write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

function ruleOf(code: Code): object {
  const { name, summary, why, fix, severity } = pageOf(code);
  return {
    id: code,
    name: pascalCase(name),
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${fix}`, markdown: `${why}\n\n${fix}` },
    defaultConfiguration: { level: levels[severity] },
  };
}

/** SARIF wants an identifier that people can read: `SetDifference`. */
function pascalCase(name: string): string {
  return (name.match(/[a-z0-9]+/gi) ?? [])
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number, suppressions: readonly object[]): object {
  const { code, severity, message, place, related, notes, help, fixes } = diagnostic;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: [message, ...notes, ...help.map((one) => `help: ${one}`)].join("\n") },
    locations: [{ physicalLocation: physicalLocation(place) }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(relatedLocation) }),
    ...(fixes.length === 0 ? {} : { fixes: fixes.map(fixOf) }),
    ...(suppressions.length === 0 ? {} : { suppressions }),
  };
}

function relatedLocation({ place, message }: RelatedPlace, index: number): object {
  return { id: index + 1, physicalLocation: physicalLocation(place), message: { text: message } };
}

function physicalLocation(place: Place): object {
  return { artifactLocation: { uri: uriOf(place.source.path) }, region: regionOf(place) };
}

function regionOf({ source, start, end }: Place): object {
  const lines = linesOf(source);
  const from = lines.position(start);
  const to = lines.position(end);
  return {
    startLine: from.line + 1,
    startColumn: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

function fixOf({ title, edits }: QuickFix): object {
  const sources = new Set<Source>(edits.map(({ place }) => place.source));
  return {
    description: { text: title },
    artifactChanges: [...sources].map((source) => ({
      artifactLocation: { uri: uriOf(source.path) },
      replacements: edits
        .filter(({ place }) => place.source === source)
        .map(({ place, newText }) => ({
          deletedRegion: regionOf(place),
          ...(newText === "" ? {} : { insertedContent: { text: newText } }),
        })),
    })),
  };
}

/** Relative to the current folder where the file lies below it. */
function uriOf(path: string): string {
  const fromHere = relative(".", resolve(path));
  if (fromHere.startsWith("..")) return pathToFileURL(path).href;
  return fromHere.split(/[/\\]/).map(encodeURIComponent).join("/");
}
