import { format } from "../syntax/format.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { loadConfig } from "../node/config.ts";
import { exitCodes, graver, type ExitCode } from "./exit-code.ts";
import { reportFault } from "./fault.ts";
import { findRuleFiles, type RuleFile } from "../node/rule-files.ts";
import { locationText } from "./snippet.ts";
import { ReadFailure, readFailure, SourceStore } from "../node/source-store.ts";
import { writeFileWhole } from "./write-file.ts";

export interface FormatOptions {
  readonly check: boolean;
  readonly config?: string;
}

/**
 * `calm fmt`: lays out files, each written whole or not at all; standard input goes to standard
 * output. Lines that hold a mistake stay as they are. A file with bytes that are not UTF-8 is left
 * alone, because writing it would lose them.
 */
export function fmt(paths: readonly string[], options: FormatOptions): ExitCode {
  const config = loadConfig(options.config);
  const store = new SourceStore();
  let code: ExitCode = exitCodes.fine;
  for (const file of findRuleFiles(paths.length === 0 ? ["."] : paths, config.exclude)) {
    try {
      code = graver(code, formatOne(file, options, store));
    } catch (error) {
      reportFault(error, file.kind === "standard input" ? "standard input" : file.path);
      code = exitCodes.internal;
    }
  }
  return code;
}

function formatOne(file: RuleFile, { check }: FormatOptions, store: SourceStore): ExitCode {
  if (file.kind === "unreadable") return complain(`${file.path} ${file.error}`);
  let tree: SyntaxTree;
  try {
    tree = file.kind === "standard input" ? store.readStandardInput(null) : store.read(file.path);
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return complain(`${file.kind === "file" ? file.path : "standard input"} ${error.message}`);
  }
  const { source } = tree;
  const [unreadable] = store.readingFindings(source);
  if (unreadable !== undefined)
    return complain(`${locationText(unreadable.place)}: not UTF-8, so it is left alone`);
  const text = format(tree);
  if (file.kind === "standard input") {
    if (!check) process.stdout.write(text);
    return check && text !== source.text ? exitCodes.findings : exitCodes.fine;
  }
  if (text === source.text) return exitCodes.fine;
  process.stdout.write(`${check ? "would change" : "changed"} ${file.path}\n`);
  if (check) return exitCodes.findings;
  try {
    writeFileWhole(file.path, store.markOf(source) + text);
    return exitCodes.fine;
  } catch (error) {
    return complain(`${file.path} cannot be written: ${readFailure(error).message}`);
  }
}

function complain(message: string): ExitCode {
  process.stderr.write(`calm: ${message}\n`);
  return exitCodes.usage;
}
