import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

function calm(line: string, cwd = root): string {
  const command = [fileURLToPath(new URL("../dist/cli.js", import.meta.url)), ...words(line)];
  return spawnSync(process.execPath, command, { cwd, encoding: "utf8" }).stdout;
}

/** A folder in which an exercise was started, with the answers that stand above its session. */
function answered(exercise: string): string {
  const folder = mkdtempSync(join(tmpdir(), "calm-readme-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  calm(`exercise start ${exercise}`, folder);
  const above = readme.slice(0, readme.indexOf(`$ calm exercise check ${exercise}`));
  const answers = [...above.matchAll(/^```json\n([^]*?)^```$/gm)].at(-1)?.[1] ?? "";
  writeFileSync(join(folder, exercise, "answers.json"), answers);
  return folder;
}

/** The words of a command line, in which quotes keep one together. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, inside]) => inside ?? word);
}

const sessions = [...readme.matchAll(/^```console\n\$ calm (.*)\n([^]*?)^```$/gm)].map(([, line, shown]) => ({
  line: line ?? "",
  shown: shown ?? "",
}));

describe("what the README shows is what the tool prints", () => {
  test("it shows the tool at work", () => expect(sessions.length).toBeGreaterThan(0));

  test.each(sessions)("calm $line", ({ line, shown }) => {
    const [, exercise] = /^exercise check (\S+)$/.exec(line) ?? [];
    expect(calm(line, exercise === undefined ? root : answered(exercise))).toBe(shown);
  });
});

test("the commands of the README are those that the tool has", () => {
  const [, list = ""] = /\nCommands:\n([^]*?)\n\n/.exec(calm("--help")) ?? [];
  const commands = [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  const described = [...readme.matchAll(/^\| `calm ([a-z]+)/gm)].map(([, name]) => name);
  expect(new Set(described)).toEqual(new Set(commands.filter((name) => name !== "help")));
});

test("the formats of the README are those that check has", () => {
  const [, list = ""] = /--format <format>\s+how to report: ([^]*?)\n {2}--/.exec(calm("check --help")) ?? [];
  const formats =
    list
      .replace("(default)", "")
      .match(/[a-z]+/g)
      ?.filter((word) => word !== "or") ?? [];
  const described = readme.slice(readme.indexOf("| `calm check --format`")).matchAll(/^\| `([a-z]+)` /gm);
  expect([...described].map(([, name]) => name).sort()).toEqual(formats.sort());
});

test("what the README links to is there", () => {
  const links = [...readme.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, link]) => link ?? "");
  expect(links.filter((link) => !existsSync(new URL(link, new URL("../", import.meta.url))))).toEqual([]);
});
