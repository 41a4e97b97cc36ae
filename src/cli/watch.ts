import { jsonRow } from "../engine/row-text.ts";
import { Session, type Changes } from "../engine/session.ts";
import type { Program } from "../model/program.ts";
import { ChangeLineError, readChange } from "./change-line.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { failedRun, showWarnings } from "./evaluated-file.ts";
import { exitCodes, graver, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { loadFacts } from "./fact-files.ts";
import { GrowthLimit } from "./growth-limit.ts";
import { interruptible, Interruption } from "./interruption.ts";
import { inputChannel, ParameterError } from "./io-format.ts";
import { runnableProgram } from "./runnable-program.ts";
import { SourceStore } from "../node/source-store.ts";

export interface WatchOptions {
  readonly facts: string;
  readonly initial: boolean;
  /** The most rows that a relation may have, where somebody says so. */
  readonly maxRows: number | undefined;
  readonly color: ColorChoice;
}

/**
 * `calm watch`: evaluates a program, then reads changes of its facts as JSON lines from standard
 * input and prints what each commit changes in its outputs. A line that is no change, and a commit
 * that cannot be evaluated, are said and change nothing; the end is then 1. Throws `UsageError`.
 */
export async function watch(path: string, options: WatchOptions): Promise<ExitCode> {
  if (path === "-")
    throw new UsageError("standard input holds the changes, so the rules are to be in a file");
  const console = openConsole(options.color);
  try {
    const session = interruptible(() => opened(path, options, console));
    return session === null ? exitCodes.findings : await follow(session, options.initial, path, console);
  } catch (error) {
    return failedRun(error, path, console);
  }
}

interface Opened {
  readonly session: Session;
  readonly initial: Changes;
  readonly limit: GrowthLimit;
}

function limited(limit: GrowthLimit, session: Session): Changes {
  try {
    return session.commit();
  } catch (error) {
    throw limit.explained(error);
  }
}

function opened(path: string, { facts, maxRows }: WatchOptions, console: Console): Opened | null {
  const checked = runnableProgram(path, new SourceStore(), console);
  if (checked === null) return null;
  const { program } = checked;
  for (const input of program.inputs)
    if (inputChannel(input).kind === "standard")
      throw new ParameterError("standard input holds the changes, and cannot hold facts", input.place);
  const limit = new GrowthLimit(maxRows);
  const session = new Session(program, { observer: limit });
  loadFacts(session, facts);
  const initial = limited(limit, session);
  showWarnings(session.warnings, console);
  return { session, initial, limit };
}

/** Reads changes until standard input ends. */
async function follow(
  { session, initial, limit }: Opened,
  showsInitial: boolean,
  path: string,
  console: Console,
): Promise<ExitCode> {
  const { program } = session;
  let [line, commits, pending] = [0, 0, 0];
  let code: ExitCode = exitCodes.fine;
  const complain = (message: string): void => {
    console.note(`error: line ${line}: ${message}`);
    code = graver(code, exitCodes.findings);
  };
  if (showsInitial) print(initial, program, commits, console);
  if (process.stdin.isTTY) console.note("calm: waiting for changes; Ctrl-D ends");
  const stop = (): void => {
    console.note("calm: interrupted");
    process.exit(exitCodes.interrupted);
  };
  process.on("SIGINT", stop);
  try {
    for await (const bytes of inputLines()) {
      line++;
      if (bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)) continue;
      try {
        const change = readChange(bytes, program);
        if (change.kind === "commit") {
          pending = 0;
          const warned = session.warnings.length;
          const changes = interruptible(() => limited(limit, session));
          showWarnings(session.warnings.slice(warned), console);
          print(changes, program, ++commits, console);
        } else {
          pending++;
          if (change.kind === "insert") session.insert(change.relation, change.row);
          else session.delete(change.relation, change.row);
        }
      } catch (error) {
        if (error instanceof Interruption) throw error;
        if (error instanceof ChangeLineError) {
          complain(error.message);
          continue;
        }
        // A commit that fails changes nothing, and what comes next is read as before.
        complain("the commit fails, and nothing is changed");
        code = graver(code, failedRun(error, path, console));
      }
    }
  } finally {
    process.off("SIGINT", stop);
  }
  if (pending > 0)
    console.note(`calm: ${pending} ${pending === 1 ? "change was" : "changes were"} not committed`);
  return code;
}

/** The lines of standard input, without their ends. */
async function* inputLines(): AsyncGenerator<Uint8Array, void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    let data: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a)) {
      yield data.subarray(0, end);
      data = data.subarray(end + 1);
    }
    rest = data;
  }
  if (rest.length > 0) yield rest;
}

/** What goes, then what comes, output by output, and a line that ends the commit. */
function print(changes: Changes, program: Program, commit: number, console: Console): void {
  let text = "";
  for (const relation of new Set(program.outputs.map((output) => output.relation))) {
    if (!changes.relations.includes(relation.name)) continue;
    const name = JSON.stringify(relation.name);
    for (const row of changes.deleted(relation.name)) text += `{"delete":${name},"row":${jsonRow(row)}}\n`;
    for (const row of changes.inserted(relation.name)) text += `{"insert":${name},"row":${jsonRow(row)}}\n`;
  }
  console.write(`${text}{"commit":${commit}}\n`);
}
