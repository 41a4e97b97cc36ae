import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { byDesign } from "./by-design.ts";
import { difference } from "./same-outputs.ts";
import { findCases, type SouffleCase } from "./souffle-case.ts";

/** `npm run conformance -- DIR`: Soufflé's own test programs, run by `calm run`, against the outputs expected there. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    verbose: { type: "boolean", default: false },
    timeout: { type: "string", default: "60" },
    help: { type: "boolean", default: false },
  },
});

type Outcome =
  | { readonly kind: "same" }
  | { readonly kind: "refused"; readonly codes: readonly string[]; readonly reason: string }
  | { readonly kind: "stopped"; readonly reason: string }
  | { readonly kind: "differs"; readonly reason: string };

const [folder] = positionals;
if (values.help || folder === undefined) {
  console.log(`npm run conformance -- DIR [options]

  DIR             a checkout of Soufflé, or its folder of tests
  --only TEXT     the programs whose name contains TEXT
  --verbose       list also what is the same and what is outside the language
  --timeout N     seconds that a program may take (default 60)

Row order and the printing of floats aside, outputs are to be the same bytes.`);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = conform(resolve(folder));
}

function conform(root: string): number {
  const tests = existsSync(join(root, "tests")) ? join(root, "tests") : root;
  const results = findCases(tests)
    .filter(({ name }) => name.includes(values.only))
    .map((one) => ({ name: one.name, outcome: outcomeOf(one) }));
  const outside = results.filter(({ outcome }) => isOutside(outcome));
  const same = results.filter(({ outcome }) => outcome.kind === "same");
  const others = results.filter(({ outcome }) => outcome.kind !== "same" && !isOutside(outcome));
  const meant = others.filter(({ name }) => byDesign.has(name));
  if (values.verbose) {
    for (const { name } of same) console.log(`same       ${name}`);
    for (const { name, outcome } of outside) console.log(`outside    ${name}: ${reasonOf(outcome)}`);
  }
  for (const { name } of meant) console.log(`by design  ${name}: ${byDesign.get(name) ?? ""}`);
  for (const { name, outcome } of others)
    if (!byDesign.has(name)) console.log(`differs    ${name}: ${reasonOf(outcome)}`);
  const plain = results.length - outside.length;
  console.log(
    `\n${same.length} of ${plain} programs give what Soufflé gives; ${meant.length} differ by design.\n` +
      `${outside.length} more use what the language leaves out (CALM010, or an unsupported IO).`,
  );
  return same.length + meant.length === plain ? 0 : 1;
}

/** Whether a program uses what the language leaves out and says so. */
function isOutside(outcome: Outcome): boolean {
  if (outcome.kind === "refused") return outcome.codes.includes("CALM010");
  return outcome.kind === "stopped" && /`IO=\w+` is not supported/.test(outcome.reason);
}

function reasonOf(outcome: Outcome): string {
  return outcome.kind === "same" ? "" : outcome.reason;
}

function outcomeOf(one: SouffleCase): Outcome {
  const output = mkdtempSync(join(tmpdir(), "calm-conformance-"));
  try {
    const command = resolve("dist/cli.js");
    const ended = spawnSync(
      process.execPath,
      [command, "run", "-F", one.facts, "-D", one.prints ? "-" : ".", one.program],
      {
        cwd: output,
        encoding: "utf8",
        timeout: Number(values.timeout) * 1000,
        maxBuffer: 1 << 28,
        input: "",
      },
    );
    if (ended.signal !== null) return { kind: "stopped", reason: `not done after ${values.timeout} s` };
    const codes = [...ended.stderr.matchAll(/^error\[(CALM\d+)\]/gm)].map(([, code]) => code ?? "");
    if (codes.length > 0) return { kind: "refused", codes, reason: summary(ended.stderr) };
    if (ended.status !== 0) return { kind: "stopped", reason: summary(ended.stderr) };
    const reason = differenceOf(one, output, ended.stdout);
    return reason === null ? { kind: "same" } : { kind: "differs", reason };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** The first message of each code, in one line. */
function summary(errors: string): string {
  const messages = errors
    .replaceAll(/\n {2}(?=\S)(?!-->)/g, " ")
    .split("\n")
    .filter((line) => line.startsWith("error") || line.startsWith("calm:"));
  const byCode = new Map(messages.map((line) => [/CALM\d+/.exec(line)?.[0] ?? line, line]));
  return [...byCode.values()].join(" | ").slice(0, 300);
}

function differenceOf(one: SouffleCase, output: string, printed: string): string | null {
  const text = (path: string): string => readFileSync(path, "latin1");
  const name = basename(one.program).replace(/dl$/, "out");
  const inPrint = one.isDialogue
    ? null
    : difference(text(join(one.expected, name)), Buffer.from(printed, "utf8").toString("latin1"));
  if (inPrint !== null) return `printed: ${inPrint}`;
  const isTable = (folder: string) => (file: string) =>
    /\.(csv|json)$/.test(file) && statSync(join(folder, file)).isFile();
  const expected = readdirSync(one.expected).filter(isTable(one.expected));
  const given = readdirSync(output).filter(isTable(output));
  for (const file of expected) {
    if (!given.includes(file)) return `${file} is not written`;
    const inFile = difference(text(join(one.expected, file)), text(join(output, file)));
    if (inFile !== null) return `${file}: ${inFile}`;
  }
  const extra = given.filter((file) => !expected.includes(file));
  return extra.length > 0 ? `${extra.join(", ")} written as well` : null;
}
