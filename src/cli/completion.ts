import type { Command, Option } from "commander";
import { nearestName } from "../base/nearest-name.ts";
import { verdictWords } from "../diagnostics/verdict-words.ts";
import { codes } from "../diagnostics/code.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";

const shells = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `calm completion SHELL`: prints a script made from the commands themselves. Throws `UsageError`. */
export function completion(shell: string, calm: Command): ExitCode {
  if (!isShell(shell)) {
    const nearest = nearestName(shell, Object.keys(shells));
    throw new UsageError(
      `there is no completion for ${shell}`,
      nearest === null ? "there is bash, zsh and fish" : `did you mean ${nearest}?`,
    );
  }
  process.stdout.write(shells[shell](describeCommands(calm)));
  return exitCodes.fine;
}

function isShell(name: string): name is keyof typeof shells {
  return Object.hasOwn(shells, name);
}

interface CommandWords {
  readonly name: string;
  readonly summary: string;
  /** Words that its first argument may be; null when it takes paths. */
  readonly argument: readonly string[] | null;
  readonly options: readonly OptionWords[];
}

interface OptionWords {
  readonly flag: string;
  readonly description: string;
  /** Words that its value may be; null without a value, and empty when it takes a path or anything. */
  readonly values: readonly string[] | null;
}

/** What the first argument of a command can be, where that is a closed list. */
const argumentWords: Readonly<Record<string, readonly string[]>> = {
  explain: [...codes, ...[...verdictWords.keys()].map((word) => word.replaceAll(" ", "-"))],
  completion: Object.keys(shells),
};

function describeCommands(calm: Command): readonly CommandWords[] {
  return calm.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    argument: argumentWords[command.name()] ?? subcommandNames(command),
    options: [
      ...optionsOf(command).flatMap(describeOption),
      { flag: "--help", description: "show help", values: null },
    ],
  }));
}

function subcommandNames({ commands }: Command): readonly string[] | null {
  return commands.length === 0 ? null : commands.map((command) => command.name());
}

/** The options of a command and of its subcommands, each name once. */
function optionsOf({ options, commands }: Command): readonly Option[] {
  const all = [...options, ...commands.flatMap((command) => command.options)];
  return [...new Map(all.map((option) => [option.flags, option])).values()];
}

function describeOption({
  long,
  description,
  argChoices,
  required,
  optional,
}: Option): readonly OptionWords[] {
  if (long === undefined) return [];
  return [{ flag: long, description, values: required || optional ? (argChoices ?? []) : null }];
}

function bashScript(commands: readonly CommandWords[]): string {
  const values = (option: OptionWords): string =>
    (option.values ?? []).length === 0
      ? `compopt -o default; COMPREPLY=()`
      : `COMPREPLY=($(compgen -W "${(option.values ?? []).join(" ")}" -- "$word"))`;
  const cases = commands.map((command) => {
    const withValues = command.options.filter((option) => option.values !== null);
    const choices = withValues.map((option) => `        ${option.flag}) ${values(option)}; return ;;`);
    const argument =
      command.argument === null
        ? `compopt -o default; COMPREPLY=()`
        : `COMPREPLY=($(compgen -W "${command.argument.join(" ")}" -- "$word"))`;
    return `    ${command.name})
      case "$before" in
${choices.join("\n")}${choices.length > 0 ? "\n" : ""}        *) ;;
      esac
      if [[ "$word" == -* ]]; then
        COMPREPLY=($(compgen -W "${command.options.map(({ flag }) => flag).join(" ")}" -- "$word"))
      else
        ${argument}
      fi ;;`;
  });
  return `# bash completion for calm
_calm() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  # Bash takes \`--format=json\` as three words.
  if [[ "$word" == "=" ]]; then word=""; elif [[ "$before" == "=" ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")} help --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    help) COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$word")) ;;
  esac
}
complete -F _calm calm
`;
}

function zshScript(commands: readonly CommandWords[]): string {
  const escaped = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
  const list = commands.map(({ name, summary }) => `    '${name}:${escaped(summary)}'`);
  const cases = commands.map(({ name, argument, options }) => {
    const specs = options.map(({ flag, description, values }) => {
      const value =
        values === null ? "" : values.length === 0 ? ":value:_files" : `:value:(${values.join(" ")})`;
      return `        '${flag}[${escaped(description)}]${value}'`;
    });
    const rest = argument === null ? "'*:path:_files'" : `'1:word:(${argument.join(" ")})'`;
    return `    ${name})\n      _arguments \\\n${specs.join(" \\\n")} \\\n        ${rest} ;;`;
  });
  return `#compdef calm
_calm() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if ((CURRENT == 2)); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  ((CURRENT--))
  case "$command" in
${cases.join("\n")}
  esac
}
compdef _calm calm
`;
}

function fishScript(commands: readonly CommandWords[]): string {
  const escaped = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  const lines = commands.flatMap(({ name, summary, argument, options }) => {
    const inside = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c calm -n __fish_use_subcommand -f -a ${name} -d '${escaped(summary)}'`,
      ...(argument === null ? [] : [`complete -c calm ${inside} -f -a '${argument.join(" ")}'`]),
      ...options.map(({ flag, description, values }) => {
        const value = values === null ? "" : values.length === 0 ? " -r" : ` -x -a '${values.join(" ")}'`;
        return `complete -c calm ${inside} -l ${flag.slice(2)}${value} -d '${escaped(description)}'`;
      }),
    ];
  });
  return `# fish completion for calm\n${lines.join("\n")}\n`;
}
