import { Command, Option } from "commander";
import type { CheckOptions } from "./check.ts";
import {
  collect,
  colorOption,
  examples,
  maxRowsOption,
  portNumber,
  positiveNumber,
  wholeNumber,
} from "./command-options.ts";
import type { ConfluenceOptions } from "./confluence.ts";
import type { ColorChoice } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import type { FormatOptions } from "./fmt.ts";
import type { GraphOptions } from "./graph.ts";
import { addExercise } from "./exercise-commands.ts";
import { addLab } from "./lab-commands.ts";
import type { RunOptions } from "./run.ts";
import type { SimulateOptions } from "./simulate.ts";
import { version } from "../node/version.ts";
import type { VerifyOptions } from "./verify.ts";
import type { WatchOptions } from "./watch.ts";
import type { WhyOptions } from "./why.ts";

/**
 * The command with all its subcommands, described but not loaded: each imports its code when it is
 * run, because most of the time of a short run would else go into loading what is not used.
 * `finish` takes the exit code.
 */
export function calmCommand(finish: (code: ExitCode) => void): Command {
  const calm = new Command("calm")
    .description("Says where a Datalog program needs coordination, and why.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .configureHelp({ optionDescription: ({ description }) => description })
    .addHelpText(
      "after",
      examples(
        ["calm check", "check the rule files below the current folder"],
        ["calm check rules.dl", "check one file"],
        ["calm graph rules.dl", "show what depends on what"],
        ["calm run -D - rules.dl", "evaluate a file and print its outputs"],
        ["calm why rules.dl 'path(1, 3)'", "show how a row is derived"],
        ["calm explain CALM101", "say what a code means and what to do"],
        ["calm exercise list", "learn it by exercises"],
        ["calm init demo", "begin with a small project"],
      ),
    );
  addCheck(calm, finish);
  addFmt(calm, finish);
  addGraph(calm, finish);
  addRun(calm, finish);
  addWatch(calm, finish);
  addWhy(calm, finish);
  addSimulate(calm, finish);
  addVerify(calm, finish);
  addConfluence(calm, finish);
  addLab(calm, finish);
  addExercise(calm, finish);
  addPlayground(calm, finish);
  addLsp(calm);
  addExplain(calm, finish);
  addInit(calm, finish);
  addCompletion(calm, finish);
  return calm;
}

function addCheck(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("check")
    .summary("find where conclusions need coordination")
    .description(
      "Checks rule files: which conclusions are safe without coordination, which are not, why, and what to do.\n" +
        "Paths are files, folders (searched for .dl and .calm files), or - for standard input.",
    )
    .argument("[path...]", "what to check (default: the current folder)")
    .addOption(
      new Option("--format <format>", "how to report: pretty (default), json, sarif, github or compact")
        .choices(["pretty", "json", "sarif", "github", "compact"])
        .default("pretty"),
    )
    .addOption(colorOption())
    .option("--quiet", "report errors only, without the summary", false)
    .option("--max-warnings <number>", "fail when there are more warnings than this", wholeNumber)
    .option("--exit-zero", "end with 0 even when there are errors", false)
    .option(
      "--rule <code=level>",
      "set the level of a code: error, warning, info or off (repeatable)",
      collect,
      [],
    )
    .option(
      "--static <relations>",
      "treat these relations as static, or all inputs: R,S or inputs",
      collect,
      [],
    )
    .option("--fix", "apply the fixes that keep the meaning", false)
    .option("--baseline <file>", "do not report the findings that this file lists")
    .option("--write-baseline <file>", "write the present findings as a baseline, and end with 0")
    .option("--config <file>", "use this configuration instead of the nearest calm.config.json")
    .option("--stdin-filename <file>", "the name of what comes from standard input")
    .option("--no-evidence", "do not look for witnesses")
    .option("--no-solver", "do without Z3 for invariants that are left undecided")
    .option("--watch", "check again whenever a file changes", false)
    .addHelpText(
      "after",
      examples(
        ["calm check rules.dl", "check one file"],
        ["calm check --static inputs rules.dl", "all inputs are complete before the run"],
        ["calm check --format json rules.dl", "for programs: see check.schema.json"],
        ["calm check --rule CALM008=off", "one code does not matter here"],
        ["calm check --max-warnings 0", "warnings fail too"],
        ["calm check --write-baseline known.json", "accept what there is for now,"],
        ["calm check --baseline known.json", "and from then on report what is new"],
        ["cat rules.dl | calm check -", "check standard input"],
      ) +
        "\n\nSuppress one finding in the file, with a reason:\n" +
        "  // calm-disable-next-line CALM101: the list is complete before we start\n" +
        "\nExit codes: 0 no errors; 1 errors, or more warnings than allowed; 2 wrong usage\n" +
        "or unreadable files; 70 a fault of calm.",
    )
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const { check } = await import("./check.ts");
      finish(await check(paths, options));
    });
}

function addGraph(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("graph")
    .summary("draw what depends on what")
    .description(
      "Draws the dependency graph of a file: strata, verdicts, points of order, seals and boundaries.",
    )
    .argument("<file>", "the rule file, or - for standard input")
    .addOption(
      new Option(
        "--format <format>",
        "svg, html, dot, mermaid, json or text (default: as --out ends, else svg; text on a terminal)",
      ).choices(["svg", "dot", "mermaid", "html", "json", "text"]),
    )
    .option("--out <file>", "write to this file instead of standard output")
    .option("--only <relations>", "draw these relations alone: R,S (repeatable)", collect, [])
    .option("--upstream-of <relations>", "draw these and all that they depend on", collect, [])
    .option(
      "--static <relations>",
      "treat these relations as static, or all inputs: R,S or inputs",
      collect,
      [],
    )
    .option("--config <file>", "use this configuration instead of the nearest calm.config.json")
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm graph rules.dl", "an outline to read"],
        ["calm graph rules.dl --out graph.html", "a page to explore"],
        ["calm graph rules.dl --upstream-of ready > ready.svg", "what ready rests on"],
        ["calm graph rules.dl --format dot | dot -Tpdf", "with Graphviz"],
      ) +
        "\n\nExit codes: 0 drawn, points of order or not; 1 drawn without what has errors of\n" +
        "its own; 2 wrong usage, or a file that cannot be read or written; 70 a fault of\ncalm.",
    )
    .action(async (file: string, options: GraphOptions) => {
      const { graph } = await import("./graph.ts");
      finish(await graph(file, options));
    });
}

function addRun(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("run")
    .summary("evaluate a program")
    .description(
      "Evaluates a rule file over the facts of a folder (R.facts for `.input R`, as Soufflé has them) and writes its outputs (R.csv).",
    )
    .argument("<file>", "the rule file, or - for standard input")
    .option("-F, --facts <folder>", "where the fact files are (default: the current folder)", ".")
    .option(
      "-D, --output <folder>",
      "where the outputs go, - to print them (default: the current folder)",
      ".",
    )
    .addOption(maxRowsOption())
    .option("--profile", "show the time, rounds and new rows of each rule", false)
    .addOption(
      new Option("--format <format>", "of the profile: pretty (default) or json")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm run -F facts -D out rules.dl", "read facts/*.facts, write out/*.csv"],
        ["calm run -D - rules.dl", "print the outputs"],
        ["calm run --profile rules.dl", "which rule takes the time?"],
      ) +
        "\n\nA program with points of order runs; one with an error in its text does not.\n" +
        "Outputs are written whole, all of them or none. Facts may be packed by gzip; a\n" +
        "bad line of facts is an error, and then nothing is evaluated.\n" +
        "\nExit codes: 0 evaluated; 1 errors in the rules or in a line of facts; 2 wrong\n" +
        "usage, or a file that cannot be read or written; 70 a fault of calm; 130 Ctrl-C.",
    )
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import("./run.ts");
      finish(run(file, options));
    });
}

function addWatch(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("watch")
    .summary("follow changes of the facts")
    .description(
      "Evaluates a rule file, then reads changes of its facts as JSON lines from standard input, and prints what each commit changes in the outputs, as JSON lines too.",
    )
    .argument("<file>", "the rule file")
    .option("-F, --facts <folder>", "where the fact files are (default: the current folder)", ".")
    .option("--initial", "print the rows of the outputs first, as commit 0", false)
    .addOption(maxRowsOption())
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm watch rules.dl < changes.jsonl", "what do these changes lead to?"],
        ["calm watch --initial rules.dl", "begin with the rows that are there"],
      ) +
        "\n\nIt reads\n" +
        '  {"insert":"edge","row":[1,2]}   a fact comes; a row may be {"a":1,"b":2} too\n' +
        '  {"delete":"edge","row":[1,2]}   a fact goes\n' +
        '  {"commit":true}                 all since the last commit, at once\n' +
        "and prints lines of the same form. A line that is no change is said on standard\n" +
        "error and changes nothing; so does a commit that overflows or does not end.\n" +
        "\nExit codes: 0 at the end of the input; 1 errors in the rules, the facts or a\n" +
        "line of changes; 2 wrong usage, or a file that cannot be read; 70 a fault of\n" +
        "calm; 130 Ctrl-C.",
    )
    .action(async (file: string, options: WatchOptions) => {
      const { watch } = await import("./watch.ts");
      finish(await watch(file, options));
    });
}

function addWhy(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("why")
    .summary("say why a row is there, or is not")
    .description(
      "Evaluates a rule file and shows how a row is derived: the smallest tree of facts and rules that gives it. For a row that is not there, it shows the literal that fails in the rule that gets furthest.",
    )
    .argument("<file>", "the rule file, or - for standard input")
    .argument("<row>", "such as 'path(1, 3)' or 'ready(\"v1\")'; _ stands for any value")
    .option("-F, --facts <folder>", "where the fact files are (default: the current folder)", ".")
    .addOption(
      new Option("--format <format>", "pretty (default) or json")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm why rules.dl 'path(1, 3)'", "how does this row come about?"],
        ["calm why rules.dl 'path(1, _)'", "any row that begins so"],
        ["calm why -F facts rules.dl 'ready(\"v1\")'", "with facts; texts stand in quotes"],
      ) +
        "\n\nEach line of the tree says by which rule its row is derived; below it stands\n" +
        "what the rule rests on: rows, `no …` for what had to be absent, comparisons with\n" +
        "their values, and the rows that an aggregate ranges over.\n" +
        "\nExit codes: 0 explained, whether the row is there or not; 1 errors in the rules\n" +
        "or in a line of facts; 2 wrong usage, or a file that cannot be read; 70 a fault\n" +
        "of calm; 130 Ctrl-C.",
    )
    .action(async (file: string, row: string, options: WhyOptions) => {
      const { why } = await import("./why.ts");
      finish(why(file, row, options));
    });
}

function addSimulate(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("simulate")
    .summary("run scenarios on simulated replicas")
    .description(
      "Runs the scenarios of a rule file: replicas on a network that delays, loses and doubles messages and is cut in two, all in one process and in simulated time. Shows what happens at each replica, and which expectations hold.",
    )
    .argument("<file>", "the rule file, or - for standard input")
    .option("--scenario <name>", "run this scenario alone")
    .option(
      "--seed <number>",
      "the seed of all chance (default: 1); the same seed gives the same run",
      wholeNumber,
      1,
    )
    .option("-F, --facts <folder>", "load the inputs from this folder (default: they begin empty)")
    .option("--messages", "show every message, too", false)
    .option("--quiet", "show only what fails", false)
    .addOption(
      new Option("--format <format>", "pretty, json or svg (default: as --out ends, else pretty)").choices([
        "pretty",
        "json",
        "svg",
      ]),
    )
    .option("--out <file>", "write to this file instead of standard output")
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm simulate rules.dl", "run all scenarios of a file"],
        ["calm simulate --scenario last_unit rules.dl", "run one of them"],
        ["calm simulate --seed 7 rules.dl", "with other losses and delays"],
        ["calm simulate --messages rules.dl", "see each message on its way"],
        ["calm simulate rules.dl --out run.svg", "draw the runs, time downwards"],
      ) +
        "\n\nA scenario stands in the rule file:\n" +
        "  .scenario both_sell {\n" +
        "    replicas madrid, dublin.\n" +
        "    partition madrid | dublin.\n" +
        '    at madrid: sell("camera").\n' +
        '    at dublin: sell("camera").\n' +
        "    heal.\n" +
        "    settle.\n" +
        "    expect converged.\n" +
        "  }\n" +
        "\nExit codes: 0 all expectations hold; 1 one does not, or errors in the rules;\n" +
        "2 wrong usage, no such scenario, or a file that cannot be read or written; 70 a\n" +
        "fault of calm; 130 Ctrl-C.",
    )
    .action(async (file: string, options: SimulateOptions) => {
      const { simulate } = await import("./simulate.ts");
      finish(simulate(file, options));
    });
}

function addVerify(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("verify")
    .summary("try to break the verdicts on simulated replicas")
    .description(
      "Runs a program on simulated replicas under many random schedules: facts and calls in any order, messages late, lost and doubled, networks cut in two, replicas that crash. What the checker calls safe must stay; of each point of order it shows a run on which two replicas act differently.",
    )
    .argument("<file>", "the rule file, or - for standard input")
    .option("--schedules <number>", "how many schedules to try (default: 1,000)", positiveNumber, 1000)
    .option(
      "--seed <number>",
      "the seed of the first schedule (default: 1); the next ones follow",
      wholeNumber,
      1,
    )
    .option("-F, --facts <folder>", "load the inputs from this folder (default: they begin empty)")
    .option("--scenarios", "print the scenario of each point of order, for `calm simulate`", false)
    .addOption(
      new Option("--format <format>", "pretty (default) or json")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm verify rules.dl", "try 1,000 schedules"],
        ["calm verify --schedules 100000 rules.dl", "try harder"],
        ["calm verify --scenarios rules.dl", "a run for each point of order"],
      ) +
        "\n\nExit codes: 0 no schedule contradicts a verdict; 1 one does, or errors in the\n" +
        "rules; 2 wrong usage, nothing to run, or a file that cannot be read; 70 a fault\n" +
        "of calm; 130 Ctrl-C.",
    )
    .action(async (file: string, options: VerifyOptions) => {
      const { verify } = await import("./verify.ts");
      finish(verify(file, options));
    });
}

function addConfluence(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("confluence")
    .summary("say which invariants survive merges")
    .description(
      "Judges the invariants of a file against its operations: can replicas that each keep one break it by merging? With a proof where not, else with the shortest run that does, and with repairs that were tried and judged again.",
    )
    .argument("<file>", "the rule file, or - for standard input")
    .option("-F, --facts <folder>", "load the inputs from this folder (default: they may hold anything)")
    .option(
      "--prefix <number>",
      "so many operations may come before replicas part (default: 2)",
      wholeNumber,
      2,
    )
    .option(
      "--branch <number>",
      "so many operations may each replica do alone (default: 2)",
      positiveNumber,
      2,
    )
    .option("--states <number>", "look at no more states than this (default: 6,000)", positiveNumber, 6000)
    .option("--no-solver", "do without Z3 for what is left undecided")
    .option("--solver-timeout <ms>", "so long may Z3 take for one answer (default: 1000)", positiveNumber)
    .option("--scenarios", "print each counterexample as a scenario, for `calm simulate`", false)
    .option("--repair <kind>", "print the program with this repair made: a kind, or invariant:kind")
    .addOption(
      new Option("--format <format>", "pretty (default) or json")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm confluence rules.dl", "judge every invariant"],
        ["calm confluence --scenarios rules.dl", "see each broken one as a run"],
        ["calm confluence --repair escrow rules.dl", "make one of the repairs"],
        ["calm confluence --states 100000 rules.dl", "look further where undecided"],
      ) +
        "\n\nExit codes: 0 no invariant is broken, or a repair printed; 1 one is broken, or\n" +
        "errors in the rules; 2 wrong usage, no invariants, no such repair, or a file\n" +
        "that cannot be read; 70 a fault of calm; 130 Ctrl-C.",
    )
    .action(async (file: string, options: ConfluenceOptions) => {
      const { confluence } = await import("./confluence.ts");
      finish(await confluence(file, options));
    });
}

function addExplain(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("explain")
    .summary("say what a code means and what to do")
    .description(
      "Shows the page of a code: what it means, why, how to fix it, with an example. Of a word of a verdict, such as nonmonotone, it shows what it says. Without either, lists all.",
    )
    .argument("[code]", "such as CALM101, or a word such as nonmonotone")
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm explain", "list all codes"],
        ["calm explain CALM101", "the page of one"],
        ["calm explain redesignable", "a word"],
      ),
    )
    .action(async (code: string | undefined, options: { readonly color: ColorChoice }) => {
      const { explain } = await import("./explain.ts");
      finish(explain(code ?? null, options.color));
    });
}

function addFmt(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("fmt")
    .summary("lay out rule files")
    .description(
      "Writes rule files in the canonical layout. Comments are kept; lines with a mistake stay as they are.",
    )
    .argument("[path...]", "files, folders, or - for standard input (default: the current folder)")
    .option(
      "--check",
      "change nothing; list the files that would change, and end with 1 if there are any",
      false,
    )
    .option("--config <file>", "use this configuration instead of the nearest calm.config.json")
    .addHelpText(
      "after",
      examples(
        ["calm fmt", "lay out all rule files below the current folder"],
        ["calm fmt --check", "for continuous integration"],
        ["calm fmt - < rules.dl", "print one, laid out"],
      ),
    )
    .action(async (paths: readonly string[], options: FormatOptions) => {
      const { fmt } = await import("./fmt.ts");
      finish(fmt(paths, options));
    });
}

function addPlayground(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("playground")
    .summary("try it all in a browser")
    .description(
      "Serves a page, on this machine alone: write rules and see their verdicts and their graph, run them on replicas, cut the network and watch, and do the exercises. What you write stays in your browser.",
    )
    .argument("[file]", "a rule file to open, with what it includes")
    .option("--port <number>", "listen at this port (default: 4173, or the next free one)", portNumber)
    .option("--out <folder>", "write the page to this folder, for any web server, and serve nothing")
    .addHelpText(
      "after",
      examples(
        ["calm playground", "then open the address that it prints"],
        ["calm playground rules.dl", "with your own rules in it"],
        ["calm playground --out site", "to put it on the web"],
      ) +
        "\n\n--out takes a new or empty folder, or one that it wrote before: then its files\n" +
        "are replaced. It overwrites nothing else, and the page needs no back end.\n" +
        "\nExit codes: 0 written, or served until Ctrl-C; 2 wrong usage, a port that is\n" +
        "taken, or files that cannot be read or written; 70 a fault of calm.",
    )
    .action(async (file: string | undefined, options: { readonly port?: number; readonly out?: string }) => {
      const { playground } = await import("./playground.ts");
      finish(await playground(file ?? null, { port: options.port ?? null, out: options.out ?? null }));
    });
}

function addLsp(calm: Command): void {
  calm
    .command("lsp")
    .summary("serve an editor")
    .description(
      "Speaks the Language Server Protocol over standard input and output, for files that end in .dl or .calm.\n" +
        "An editor starts it: findings appear while one types, with their witnesses and what mends them.",
    )
    .option("--stdio", "talk over standard input and output, which is the only way", false)
    // Editors pass on what they know, such as the id of their process, which `initialize` says again.
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText(
      "after",
      examples(["calm lsp --stdio", "the command to give an editor; the README has it for several"]) +
        "\n\nSettings: the section `calm` of the editor's configuration (debounce, evidence,\n" +
        "rules, static, inlayHints, codeLens, workspace.maxFiles), and calm.config.json\n" +
        "above a file, which goes first.",
    )
    .action(async () => {
      const { serve } = await import("../lsp/server.ts");
      serve(process.stdin, process.stdout);
    });
}

function addInit(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("init")
    .summary("begin a small project")
    .description(
      "Writes a rule file with a point of order and its sealed form, a configuration and a README. Overwrites nothing.",
    )
    .argument("[folder]", "where to (default: the current folder)")
    .addHelpText("after", examples(["calm init demo && calm check demo", "write it, and check it"]))
    .action(async (folder: string | undefined) => {
      const { init } = await import("./init.ts");
      finish(init(folder ?? "."));
    });
}

function addCompletion(calm: Command, finish: (code: ExitCode) => void): void {
  calm
    .command("completion")
    .summary("print a script for shell completion")
    .description("Prints a script that lets a shell complete the commands and options of calm.")
    .argument("<shell>", "bash, zsh or fish")
    .addHelpText(
      "after",
      examples(
        ["source <(calm completion bash)", "in ~/.bashrc"],
        ["source <(calm completion zsh)", "in ~/.zshrc, after compinit"],
        ["calm completion fish | source", "in ~/.config/fish/config.fish"],
      ),
    )
    .action(async (shell: string) => {
      const { completion } = await import("./completion.ts");
      finish(completion(shell, calm));
    });
}
