import { InvalidArgumentError, Option, type Command } from "commander";
import type { ExitCode } from "./exit-code.ts";
import type { LabBroadcastOptions } from "./lab-broadcast.ts";
import type { LabCrdtOptions } from "./lab-crdt.ts";
import type { LabGossipOptions } from "./lab-gossip.ts";
import type { LabLatencyOptions } from "./lab-latency.ts";
import type { LabQuorumOptions } from "./lab-quorum.ts";

/** Adds `calm lab` with a subcommand for each experiment, described but not loaded. */
export function addLab(calm: Command, finish: (code: ExitCode) => void): void {
  const lab = calm
    .command("lab")
    .summary("measure what coordination costs")
    .description(
      "Experiments with simulated replicas: what a write waits for, how a rumour spreads, when quorums overlap, what causal delivery holds back, and how replicated types merge. All are done in simulated time, from a seed: the same seed gives the same figures.",
    )
    .helpCommand(false)
    .addHelpText(
      "after",
      examples(
        ["calm lab latency", "local writes, a leader, a quorum, a barrier"],
        ["calm lab crdt --out crdt.svg", "replicated types in a partition, as a plot"],
      ) + exitCodesHelp,
    );
  addLatency(lab, finish);
  addGossip(lab, finish);
  addQuorum(lab, finish);
  addBroadcast(lab, finish);
  addCrdt(lab, finish);
}

function addLatency(lab: Command, finish: (code: ExitCode) => void): void {
  const command = lab
    .command("latency")
    .summary("what a write waits for, near and far")
    .description(
      "Replicas in Virginia, Frankfurt and Tokyo run the same operation in four ways: it waits for nobody, for a leader in Virginia, for a quorum of two, or for everybody. Shows how long a write takes in each region, how many messages it costs, and whether it is accepted while Tokyo is cut off.",
    )
    .option("--writes <number>", "how many writes in each region", wholeNumber, 100)
    .option("--local-time <ms>", "what storing a write takes where it is made", number, 3.6)
    .option("--jitter <part>", "how much slower a link may be at a write: 0.1 for a tenth", number, 0);
  withCommonOptions(command)
    .addHelpText(
      "after",
      examples(
        ["calm lab latency", "the table"],
        ["calm lab latency --out latency.svg", "a plot of it"],
        ["calm lab latency --jitter 0.2 --writes 1000", "links that vary"],
      ) +
        "\n\nTwo regions cannot agree faster than light goes there and back: the leader takes\n" +
        "one round trip, a quorum two, and a barrier waits for the farthest. What needs\n" +
        "no agreement (a set that grows, say) can be written locally; `calm check` says\n" +
        "what that is." +
        exitCodesHelp,
    )
    .action(async (options: LabLatencyOptions) => {
      const { labLatency } = await import("./lab-latency.ts");
      finish(labLatency(options));
    });
}

function addGossip(lab: Command, finish: (code: ExitCode) => void): void {
  const command = lab
    .command("gossip")
    .summary("how fast a rumour reaches all nodes")
    .description(
      "One node of many hears of an update, and each round nodes call one other at random. Counts the rounds and the messages until all have it, beside what the theory says: log2 n + ln n rounds.",
    )
    .option("--nodes <numbers>", "how many nodes, one size or several", "12,100,1000,10000,100000,1000000")
    .addOption(
      new Option("--mode <mode>", "who speaks: push (default), pull, push-pull or all three")
        .choices(["push", "pull", "push-pull", "all"])
        .default("push"),
    )
    .option("--loss <part>", "the part of the messages that get lost: 0.1 for a tenth", number, 0)
    .option("--seeds <number>", "how many runs for each size, with the seeds from --seed on", wholeNumber, 5);
  withCommonOptions(command)
    .addHelpText(
      "after",
      examples(
        ["calm lab gossip", "from 12 nodes to a million"],
        ["calm lab gossip --nodes 12 --seeds 100", "the median of a hundred runs"],
        ["calm lab gossip --loss 0.3 --mode all", "three ways, with loss"],
        ["calm lab gossip --out gossip.svg", "a plot"],
      ) +
        "\n\nWith push, the number of those who know doubles each round as long as they are\n" +
        "few (log2 n rounds); then the last ones wait until somebody happens to call them\n" +
        "(ln n rounds). Lost messages lengthen both a little and stop neither." +
        exitCodesHelp,
    )
    .action(async (options: LabGossipOptions) => {
      const { labGossip } = await import("./lab-gossip.ts");
      finish(labGossip(options));
    });
}

function addQuorum(lab: Command, finish: (code: ExitCode) => void): void {
  const command = lab
    .command("quorum")
    .summary("which reads miss the last write")
    .description(
      "Of n replicas a write waits for w and a read asks r. Shows how many replicas the two have in common at least, how many may be down, and which part of the reads misses the last write: by enumeration of all quorums, and by simulation.",
    )
    .option("-n, --replicas <number>", "how many replicas there are", wholeNumber, 5)
    .option("-w, --write <number>", "how many a write waits for (default: each number)", wholeNumber)
    .option("-r, --read <number>", "how many a read asks (default: each number)", wholeNumber)
    .option("--trials <number>", "how many writes and reads are simulated", wholeNumber, 20_000);
  withCommonOptions(command)
    .addHelpText(
      "after",
      examples(
        ["calm lab quorum", "all quorums of five replicas"],
        ["calm lab quorum -n 3 -w 2 -r 2", "majorities of three"],
        ["calm lab quorum -n 5 -w 1", "writes that wait for one replica"],
        ["calm lab quorum --out quorum.svg", "a plot"],
      ) +
        "\n\nA read sees the last write for sure where w + r is more than n: then the two\n" +
        "quorums have a replica in common. In a program that is a boundary:\n" +
        "  .boundary majority by quorum(n=5, r=3, w=3)" +
        exitCodesHelp,
    )
    .action(async (options: LabQuorumOptions) => {
      const { labQuorum } = await import("./lab-quorum.ts");
      finish(labQuorum(options));
    });
}

function addBroadcast(lab: Command, finish: (code: ExitCode) => void): void {
  const command = lab
    .command("broadcast")
    .summary("what arrives, and what before its cause")
    .description(
      "A chat over each delivery in turn: best effort, reliable, causal, gossip. Shows what arrives, what does when its sender crashes, how many answers are shown before their question, and what causal delivery holds back until it may be shown.",
    )
    .option("--replicas <number>", "how many replicas chat", wholeNumber, 5)
    .option("--questions <number>", "how many questions are asked and answered", wholeNumber, 200)
    .option("--loss <part>", "the part of the packets that get lost: 0.1 for a tenth", number, 0.1);
  withCommonOptions(command)
    .addHelpText(
      "after",
      examples(
        ["calm lab broadcast", "four deliveries"],
        ["calm lab broadcast --loss 0", "packets that only overtake"],
        ["calm lab broadcast --replicas 9 --loss 0.3", "more replicas, worse links"],
        ["calm lab broadcast --out chat.svg", "a plot, with the buffer"],
      ) +
        "\n\nA message says what its author had seen when it was made, as a vector of counts;\n" +
        "causal delivery holds it back until all of that is there. In a scenario:\n" +
        "  network delivery = causal." +
        exitCodesHelp,
    )
    .action(async (options: LabBroadcastOptions) => {
      const { labBroadcast } = await import("./lab-broadcast.ts");
      finish(labBroadcast(options));
    });
}

function addCrdt(lab: Command, finish: (code: ExitCode) => void): void {
  const command = lab
    .command("crdt")
    .summary("what merges, whatever arrives when")
    .description(
      "Each replicated type takes in three updates in all orders, beside numbers that are overwritten; then two replicas of each use change it while they are cut off from each other, and hear of each other again over a bad network.",
    )
    .option("--runs <number>", "how many runs of each use, with the seeds from --seed on", wholeNumber, 20);
  withCommonOptions(command)
    .addHelpText(
      "after",
      examples(
        ["calm lab crdt", "both tables"],
        ["calm lab crdt --runs 1000", "with more losses and delays"],
        ["calm lab crdt --out crdt.svg", "a plot, with a diagram of each use"],
      ) +
        "\n\nIn a program the type stands in the declaration, as a qualifier of the relation\n" +
        "or around the type of its last column:\n" +
        "  .decl tags(tag: symbol) orset\n" +
        "  .decl cart(item: symbol, pieces: pncounter)" +
        exitCodesHelp,
    )
    .action(async (options: LabCrdtOptions) => {
      const { labCrdt } = await import("./lab-crdt.ts");
      finish(labCrdt(options));
    });
}

function withCommonOptions(command: Command): Command {
  return command
    .option("--seed <number>", "the seed of all chance; the same seed gives the same figures", wholeNumber, 1)
    .addOption(
      new Option("--format <format>", "pretty, json or svg (default: as --out ends, else pretty)").choices([
        "pretty",
        "json",
        "svg",
      ]),
    )
    .option("--out <file>", "write to this file instead of standard output")
    .addOption(
      new Option("--color <when>", "colours: auto (default), always or never")
        .choices(["auto", "always", "never"])
        .default("auto"),
    );
}

const exitCodesHelp =
  "\n\nExit codes: 0 done; 2 wrong usage, or a file that cannot be written; 70 a fault\nof calm; 130 Ctrl-C.";

function number(text: string): number {
  if (!/^(\d+(\.\d*)?|\.\d+)$/.test(text))
    throw new InvalidArgumentError("It must be a number, 0 or more: 0.3, say.");
  return Number(text);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw new InvalidArgumentError("It must be a whole number of at most 15 digits.");
  return Number(text);
}

function examples(...lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, says]) => `  ${command.padEnd(width)}  ${says}`).join("\n")}`;
}
