import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { codes } from "../../src/diagnostics/code.ts";
import { verdictWords } from "../../src/diagnostics/verdict-words.ts";
import { calm, folderWith } from "./calm.ts";
import { clean, open } from "./rule-texts.ts";

test.each([
  "",
  "check",
  "fmt",
  "run",
  "watch",
  "why",
  "explain",
  "lab",
  "exercise",
  "playground",
  "lsp",
  "init",
  "completion",
])("help of %j fits into 80 columns", async (command) => {
  const { code, out } = await calm([...(command === "" ? [] : [command]), "--help"]);
  expect(code).toBe(0);
  expect(out).toContain("\nExamples:\n  ");
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

describe("explain", () => {
  test("shows the page of a code, wrapped", async () => {
    const { code, out } = await calm(["explain", "calm101"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^CALM101 negation \(error\)\n\n {2}A conclusion rests on/);
    expect(out).toContain("    ready(r) :- release(r), !open_blocker(r, _).");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("lists all codes without one", async () => {
    const { out } = await calm(["explain"]);
    expect(out.match(/^CALM\d+/gm)).toEqual([...codes]);
    expect(out.replace(/\s+/g, " ")).toContain("nonmonotone, nondeterministic, final");
  });

  test("says what a word of a verdict says", async () => {
    for (const word of ["not-confluent", "Not confluent"]) {
      const { code, out } = await calm(["explain", word]);
      expect([code, out.split("\n")[0]]).toEqual([0, "not confluent, said of an invariant"]);
    }
    const { code, err } = await calm(["explain", "nonmonotne"]);
    expect([code, err.split("\n")[1]]).toEqual([2, "did you mean nonmonotone?"]);
  });

  test("knows every word that a verdict is written with", () => {
    const schema = readFileSync(new URL("../../src/cli/check.schema.json", import.meta.url), "utf8");
    const words = [...schema.matchAll(/"(?:verdict|class|promise|proof)": \{\s*"enum": \[([^\]]*)\]/g)]
      .flatMap(([, list = ""]) => [...list.matchAll(/"([^"]+)"/g)])
      .map(([, word = ""]) => word.replaceAll("_", " "));
    expect(words.length).toBeGreaterThan(15);
    for (const word of words) expect([...verdictWords.keys()]).toContain(word);
  });

  test.each(["CALM109", "101", "calm1011"])("%s: suggests the nearest code", async (name) => {
    const { code, err } = await calm(["explain", name]);
    expect(code).toBe(2);
    expect(err).toMatch(/^calm: \S+ is not a code, and no word of a verdict\ndid you mean CALM1\d\d\?\n$/);
  });
});

describe("fmt", () => {
  const untidy = clean.replace("known(u) :- user(u).", "known( u ):-user(u) .  // all of them");
  const tidy = clean.replace("known(u) :- user(u).", "known(u) :- user(u). // all of them");

  test("writes files in the canonical layout, with their mark, and names them", async () => {
    const cwd = folderWith({ "a.dl": `\ufeff${untidy}`, "deep/b.dl": tidy });
    expect(await calm(["fmt"], { cwd })).toEqual({ code: 0, out: "changed a.dl\n", err: "" });
    expect(readFileSync(join(cwd, "a.dl"), "utf8")).toBe(`\ufeff${tidy}`);
    expect(await calm(["fmt"], { cwd })).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(cwd).sort()).toEqual(["a.dl", "deep"]);
  });

  test("--check changes nothing, lists and ends with 1", async () => {
    const cwd = folderWith({ "a.dl": untidy, "b.dl": tidy });
    expect(await calm(["fmt", "--check", "."], { cwd })).toEqual({
      code: 1,
      out: "would change a.dl\n",
      err: "",
    });
    expect(readFileSync(join(cwd, "a.dl"), "utf8")).toBe(untidy);
    expect((await calm(["fmt", "--check", "b.dl"], { cwd })).code).toBe(0);
  });

  test("standard input goes to standard output", async () => {
    expect(await calm(["fmt", "-"], { input: untidy })).toEqual({ code: 0, out: tidy, err: "" });
    expect(await calm(["fmt", "--check", "-"], { input: untidy })).toEqual({ code: 1, out: "", err: "" });
  });

  test("leaves lines with a mistake as they are, and files whose bytes would be lost", async () => {
    const cwd = folderWith({
      "a.dl": `${untidy}known(u  :-  user( u ).\n`,
      "b.dl": Uint8Array.of(0x2f, 0x2f, 0xe9),
    });
    const { code, err } = await calm(["fmt"], { cwd });
    expect([code, err]).toEqual([2, "calm: b.dl:1:3: not UTF-8, so it is left alone\n"]);
    expect(readFileSync(join(cwd, "a.dl"), "utf8")).toBe(`${tidy}known(u  :-  user( u ).\n`);
    expect(readFileSync(join(cwd, "b.dl"))).toEqual(Buffer.of(0x2f, 0x2f, 0xe9));
  });

  test("says of a file that is not there that it is not there", async () => {
    expect(await calm(["fmt", "none.dl"])).toEqual({
      code: 2,
      out: "",
      err: "calm: none.dl does not exist\n",
    });
  });
});

describe("init", () => {
  test("writes a project that shows a point of order and its sealed form", async () => {
    const cwd = folderWith({});
    expect((await calm(["init", "demo"], { cwd })).code).toBe(0);
    expect(readdirSync(join(cwd, "demo")).sort()).toEqual([
      "README.md",
      "calm.config.json",
      "release-open.dl",
      "release-sealed.dl",
    ]);
    const demo = join(cwd, "demo");
    const { code, out } = await calm(["check", "--format", "compact"], { cwd: demo });
    expect(code).toBe(1);
    expect(out).toMatch(/^release-open\.dl:\S+ error CALM101 .*\nrelease-sealed\.dl:\S+ info CALM101 .*\n$/);
    expect((await calm(["check", "release-sealed.dl"], { cwd: demo })).code).toBe(0);
  });

  test("overwrites nothing", async () => {
    const cwd = folderWith({ "README.md": "mine" });
    const { code, err } = await calm(["init"], { cwd });
    expect(code).toBe(2);
    expect(err).toBe("calm: nothing was written: README.md would be overwritten\n");
    expect(readdirSync(cwd)).toEqual(["README.md"]);
    expect(readFileSync(join(cwd, "README.md"), "utf8")).toBe("mine");
  });
});

describe("completion", () => {
  const script = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

  /** What bash offers for the last word. */
  function complete(...words: readonly string[]): readonly string[] {
    const { stdout, stderr } = spawnSync(
      "bash",
      [
        "-c",
        `calm() { "${process.execPath}" "${script}" "$@"; }
         source <(calm completion bash)
         compopt() { :; }
         COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _calm
         printf '%s\\n' "\${COMPREPLY[@]}"`,
        "bash",
        ...words,
      ],
      { encoding: "utf8" },
    );
    expect(stderr).toBe("");
    return stdout.split("\n").filter((word) => word !== "");
  }

  test("bash completes commands, options, values and codes", () => {
    expect(complete("calm", "ch")).toEqual(["check"]);
    expect(complete("calm", "check", "--max")).toEqual(["--max-warnings"]);
    expect(complete("calm", "check", "--format", "")).toEqual([
      "pretty",
      "json",
      "sarif",
      "github",
      "compact",
    ]);
    expect(complete("calm", "check", "--format", "=", "s")).toEqual(["sarif"]);
    expect(complete("calm", "explain", "CALM40")).toEqual(["CALM401", "CALM402"]);
    expect(complete("calm", "completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  test.each([
    ["zsh", "autoload -U compinit; compinit -D -u; source $1; whence -w _calm", "_calm: function"],
    ["fish", "source $argv[1]; complete -C 'calm check --format s'", "sarif"],
  ] as const)("%s takes its script, where it is installed", async (shell, words, says) => {
    const { out } = await calm(["completion", shell]);
    expect(out).toContain("calm");
    if (spawnSync(shell, ["--version"]).error !== undefined) {
      console.warn(`skipped: ${shell} does not read its script; apt-get install ${shell}`);
      return;
    }
    const path = join(folderWith({ script: out }), "script");
    const given = shell === "zsh" ? [shell, path] : [path];
    const { stdout, stderr } = spawnSync(shell, ["-c", words, ...given], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(stdout).toContain(says);
  });

  test("of another shell is wrong usage", async () => {
    expect(await calm(["completion", "bsh"])).toEqual({
      code: 2,
      out: "",
      err: "calm: there is no completion for bsh\ndid you mean bash?\n",
    });
  });
});

test("--watch checks again when a file changes, and ends when it is interrupted", async () => {
  const cwd = folderWith({ "rules.dl": clean });
  const script = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const child = spawn(process.execPath, [script, "check", "--watch", "--format", "compact"], { cwd });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  let err = "";
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  await expect.poll(() => err, { timeout: 20_000 }).toContain("waiting for changes");
  expect(out).toBe("");
  writeFileSync(join(cwd, "rules.dl"), open);
  await expect.poll(() => out, { timeout: 20_000 }).toContain("rules.dl:5:23: error CALM101");
  appendFileSync(join(cwd, "more.dl"), open);
  await expect.poll(() => out, { timeout: 20_000 }).toContain("more.dl:5:23: error CALM101");
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGINT");
  await ended;
});

test("what reads the output may stop early", () => {
  const script = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const { status, stderr } = spawnSync(
    "bash",
    [
      "-c",
      `set -o pipefail; "${process.execPath}" "${script}" explain --color always | head -1 > /dev/null; true`,
    ],
    { encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  expect(existsSync(script)).toBe(true);
});
