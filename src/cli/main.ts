#!/usr/bin/env node
import * as modules from "node:module";
import { CommanderError, type Command } from "commander";
import { calmCommand } from "./commands.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { reportFault } from "./fault.ts";

// What is loaded from here on need not be compiled anew each time; older versions of Node cannot keep it.
(modules as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

// Whoever reads the output may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.fine);
  process.stderr.write(`calm: standard output cannot be written: ${error.message}\n`);
  process.exit(exitCodes.usage);
});

process.exitCode = await run(process.argv.slice(2));

async function run(words: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.fine;
  const calm = calmCommand((result) => {
    code = result;
  });
  for (const command of withSubcommands(calm)) {
    command.exitOverride().showHelpAfterError(`See: ${fullName(command)} --help`);
  }
  try {
    if (words.length === 0) {
      calm.outputHelp({ error: true });
      return exitCodes.usage;
    }
    await calm.parseAsync(words, { from: "user" });
    return code;
  } catch (error) {
    return afterError(error, words);
  }
}

function afterError(error: unknown, words: readonly string[]): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`calm: ${error.message}\n${error.hint === null ? "" : `${error.hint}\n`}`);
    return exitCodes.usage;
  }
  reportFault(error, `\`calm ${words.join(" ")}\``);
  return exitCodes.internal;
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
