import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";
import { broken, clean, loose, open } from "./rule-texts.ts";

const compact = ["check", "--format", "compact"];

describe("the exit code", () => {
  test("is 0 without errors", async () => {
    const cwd = folderWith({ "rules.dl": clean });
    expect(await calm([...compact, "rules.dl"], { cwd })).toEqual({ code: 0, out: "", err: "" });
  });

  test("is 1 with an error, and 0 with --exit-zero", async () => {
    const cwd = folderWith({ "rules.dl": open });
    expect((await calm(["check", "rules.dl"], { cwd })).code).toBe(1);
    expect((await calm(["check", "--exit-zero", "rules.dl"], { cwd })).code).toBe(0);
  });

  test("is 0 with warnings, unless there are more than --max-warnings", async () => {
    const cwd = folderWith({ "rules.dl": loose });
    expect((await calm(["check", "rules.dl"], { cwd })).code).toBe(0);
    expect((await calm(["check", "--max-warnings", "1", "rules.dl"], { cwd })).code).toBe(0);
    const { code, err } = await calm(["check", "--max-warnings", "0", "rules.dl"], { cwd });
    expect(code).toBe(1);
    expect(err).toBe("calm: 1 warning is more than the 0 that --max-warnings allows\n");
  });

  test("is 2 for a file that is not there, and the others are still checked", async () => {
    const cwd = folderWith({ "rules.dl": open });
    const { code, out, err } = await calm([...compact, "missing.dl", "rules.dl"], { cwd });
    expect(code).toBe(2);
    expect(err).toBe("calm: missing.dl does not exist\n");
    expect(out).toContain("rules.dl:5:23: error CALM101");
  });

  test("is 2 for a link that leads nowhere and for a folder without rule files", async () => {
    const cwd = folderWith({ "notes/readme.txt": "nothing here", "rules.dl": clean });
    symlinkSync(join(cwd, "gone.dl"), join(cwd, "link.dl"));
    const { code, err } = await calm(["check", "link.dl", "notes", "rules.dl"], { cwd });
    expect(code).toBe(2);
    expect(err).toBe("calm: link.dl does not exist\ncalm: notes holds no rule files (.dl, .calm)\n");
    expect((await calm(["check", "--exit-zero", "notes"], { cwd })).code).toBe(2);
  });

  test("is 2 for what the command does not know", async () => {
    const unknownOption = await calm(["check", "--formt", "json"]);
    expect(unknownOption.code).toBe(2);
    expect(unknownOption.err).toContain("Did you mean --format?");
    const unknownCommand = await calm(["chek"]);
    expect(unknownCommand.code).toBe(2);
    expect(unknownCommand.err).toContain("Did you mean check?");
    expect((await calm(["check", "--format", "yaml"])).code).toBe(2);
    expect((await calm(["check", "--max-warnings", "some"])).code).toBe(2);
    expect((await calm([])).code).toBe(2);
  });

  test("is 0 for help and for the version", async () => {
    expect(await calm(["--version"])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
    const help = await calm(["check", "--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toContain("Examples:\n  calm check rules.dl");
  });
});

describe("where rules come from", () => {
  test("folders are searched, without node_modules and what .gitignore leaves out", async () => {
    const cwd = folderWith({
      "a.dl": open,
      "deep/b.calm": open,
      "deep/c.txt": open,
      "node_modules/d.dl": open,
      "out/e.dl": open,
      "kept/f.dl": open,
      ".gitignore": "/out\n*.tmp.dl\n",
      "g.tmp.dl": open,
    });
    const { out } = await calm(compact, { cwd });
    expect(out.match(/^\S+?(?=:)/gm)).toEqual(["a.dl", "deep/b.calm", "kept/f.dl"]);
  });

  test("what is named is checked, ignored or not, once", async () => {
    const cwd = folderWith({ "out/e.dl": open, ".gitignore": "out\n" });
    expect(
      (await calm([...compact, "out/e.dl", "./out/e.dl", "out"], { cwd })).out.match(/CALM101/g),
    ).toHaveLength(1);
  });

  test("standard input is `-`", async () => {
    const { code, out } = await calm([...compact, "-"], { input: open });
    expect(code).toBe(1);
    expect(out).toMatch(/^<stdin>:5:23: error CALM101 /);
  });

  test("standard input finds its includes from the name that it is given", async () => {
    const cwd = folderWith({ "parts/users.dl": ".decl user(name: symbol)\n.input user\n" });
    const text = '.include "users.dl"\n.decl known(name: symbol)\nknown(u) :- user(u).\n.output known\n';
    const words = ["-", "--stdin-filename", "parts/rules.dl"];
    expect(await calm([...compact, ...words], { cwd, input: text })).toEqual({ code: 0, out: "", err: "" });
  });

  test("an included file is read from the folder of the one that includes it, and named in what it gives", async () => {
    const cwd = folderWith({
      "main.dl":
        '.include "parts/users.dl"\n.decl known(name: symbol)\nknown(u) :- user(u, _).\n.output known\n',
      "parts/users.dl": '.include "../more.dl"\n.decl user(name: symbol, age: nmber)\n.input user\n',
      "more.dl": ".decl more(x: symbl)\n",
    });
    const { out, err } = await calm([...compact, "main.dl"], { cwd });
    expect(err).toBe("");
    expect(out).toContain("parts/users.dl:2:31: error CALM002");
    expect(out).toContain("more.dl:1:15: error CALM002");
  });

  test("a file that another one includes is checked there, not alone, unless it is named", async () => {
    const cwd = folderWith({
      "main.dl": '.include "part.dl"\n.decl user(name: symbol)\n.input user\n.output known\n',
      "part.dl": ".decl known(name: symbol)\nknown(u) :- user(u).\n",
    });
    expect(await calm(compact, { cwd })).toEqual({ code: 0, out: "", err: "" });
    expect((await calm([...compact, "part.dl"], { cwd })).out).toContain("part.dl:2:13: error CALM002");
  });

  test("files that include one another are reported and do not hang", async () => {
    const cwd = folderWith({ "a.dl": '.include "b.dl"\n', "b.dl": '.include "a.dl"\n' });
    const { code, out } = await calm(compact, { cwd });
    expect(code).toBe(1);
    expect(out).toContain("CALM012");
  });
});

describe("bytes", () => {
  const place = (out: string): string => out.split(" ")[0] ?? "";

  test("that are not UTF-8 are found at their place, and the rest is checked", async () => {
    const bytes = Buffer.from(`// caf\u0000\n${open}`, "latin1");
    bytes[6] = 0xe9;
    const cwd = folderWith({ "rules.dl": bytes });
    const { code, out } = await calm([...compact, "rules.dl"], { cwd });
    expect(code).toBe(1);
    expect(place(out)).toBe("rules.dl:1:7:");
    expect(out).toContain("CALM001 these bytes are not UTF-8");
    expect(out).toContain("rules.dl:6:23: error CALM101");
  });

  test("that are NUL are found in strings and comments too", async () => {
    const cwd = folderWith({ "rules.dl": clean + 'user("a\0\0b"). // \0\n' });
    const { out } = await calm([...compact, "rules.dl"], { cwd });
    expect(out.match(/a NUL byte/g)).toHaveLength(1);
    expect(out).toContain("rules.dl:6:8: error CALM001 a NUL byte");
  });

  test("of a mark at the beginning count nothing", async () => {
    const cwd = folderWith({ "rules.dl": `\ufeff${open}` });
    expect((await calm([...compact, "rules.dl"], { cwd })).out).toMatch(/^rules\.dl:5:23:/);
  });

  test.each([
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("of %s end lines", async (_name, lineBreak) => {
    const cwd = folderWith({ "rules.dl": open.replaceAll("\n", lineBreak) });
    expect((await calm([...compact, "rules.dl"], { cwd })).out).toMatch(/^rules\.dl:5:23:/);
  });
});

describe("levels", () => {
  test("are set by --rule, several with commas", async () => {
    const cwd = folderWith({ "rules.dl": open + loose.replaceAll(/user|known/g, "other_$&") });
    const { code, out } = await calm([...compact, "--rule", "CALM101=warning,calm008=off", "rules.dl"], {
      cwd,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^\S+ warning CALM101 .*\n$/);
  });

  test("that do not exist are wrong usage", async () => {
    expect(await calm(["check", "--rule", "CALM999=off"])).toEqual({
      code: 2,
      out: "",
      err: expect.stringContaining("calm: --rule CALM999=off: CALM999 is not a code\n") as string,
    });
    expect((await calm(["check", "--rule", "CALM101=fatal"])).err).toBe(
      "calm: --rule CALM101=fatal: the level is one of error, warning, info, off\n",
    );
  });

  test("--quiet leaves errors only", async () => {
    const cwd = folderWith({ "rules.dl": loose });
    expect(await calm(["check", "--quiet", "rules.dl"], { cwd })).toEqual({ code: 0, out: "", err: "" });
  });
});

describe("suppressions", () => {
  const suppressed = (comment: string): string => open.replace("active(u) :-", `${comment}\nactive(u) :-`);

  test("take out what they name on the next line", async () => {
    const cwd = folderWith({
      "rules.dl": suppressed("// calm-disable-next-line CALM101: nobody is banned later"),
    });
    expect(await calm([...compact, "rules.dl"], { cwd })).toEqual({ code: 0, out: "", err: "" });
  });

  test("without a reason work, and are reported", async () => {
    const cwd = folderWith({ "rules.dl": suppressed("/* calm-disable-next-line CALM101 */") });
    const { code, out } = await calm([...compact, "rules.dl"], { cwd });
    expect(code).toBe(0);
    expect(out).toBe("rules.dl:5:1: warning CALM014 this suppression gives no reason\n");
  });

  test("of what is not there are reported, code by code", async () => {
    const cwd = folderWith({
      "rules.dl": suppressed("// calm-disable-next-line CALM103, CALM101, CALM77: why"),
    });
    const { out } = await calm([...compact, "rules.dl"], { cwd });
    expect(out).toContain("rules.dl:5:27: warning CALM014 `CALM103` is not reported on the next line");
    expect(out).toContain("rules.dl:5:45: warning CALM014 `CALM77` is not a code");
    expect(out).not.toContain("CALM101 ");
  });

  test("may stand one above the other", async () => {
    const text = suppressed(
      "// calm-disable-next-line CALM101: one\n// calm-disable-next-line CALM008: two",
    ).replace("user(u), ", "user(u), user(v), ");
    const cwd = folderWith({ "rules.dl": text });
    expect(await calm([...compact, "rules.dl"], { cwd })).toEqual({ code: 0, out: "", err: "" });
  });
});

describe("closed inputs", () => {
  test("make points of order go away, which is said", async () => {
    const cwd = folderWith({ "rules.dl": open });
    const { out } = await calm(["check", "rules.dl"], { cwd });
    expect(out.replace(/\s+/g, " ")).toContain(
      "1 of 1 point of order goes away if the inputs are complete before the run: `calm check --static inputs`",
    );
    expect((await calm([...compact, "--static", "inputs", "rules.dl"], { cwd })).code).toBe(0);
    expect((await calm([...compact, "--static", "banned", "rules.dl"], { cwd })).code).toBe(0);
    expect((await calm([...compact, "--static", "user", "rules.dl"], { cwd })).code).toBe(1);
  });

  test("that no file declares are noted", async () => {
    const cwd = folderWith({ "rules.dl": clean });
    expect((await calm(["check", "--static", "baned", "rules.dl"], { cwd })).err).toContain(
      "calm: --static baned: no file that was checked declares baned\n",
    );
  });
});

describe("the configuration", () => {
  test("is found upwards, and paths in it count from its folder", async () => {
    const cwd = folderWith({
      "calm.config.json": JSON.stringify({
        rules: { CALM101: "warning" },
        maxWarnings: 0,
        exclude: ["old/"],
      }),
      "src/rules.dl": open,
      "src/old/rules.dl": open,
    });
    const { code, out } = await calm(compact, { cwd: join(cwd, "src") });
    expect(out.match(/warning CALM101/g)).toHaveLength(1);
    expect(code).toBe(1);
    expect((await calm([...compact, "--max-warnings", "5"], { cwd: join(cwd, "src") })).code).toBe(0);
  });

  test.each([
    ["{", "calm.config.json is not JSON: "],
    ["[]", "calm.config.json: the whole must be an object"],
    ['{"rulez": {}}', "calm.config.json: rulez is not a setting; did you mean rules?"],
    [
      '{"rules": {"CALM111": "loud"}}',
      "calm.config.json: rules.CALM111 must be one of error, warning, info, off",
    ],
    ['{"rules": {"CALM11": "off"}}', "calm.config.json: rules.CALM11 is not a code; did you mean CALM"],
    ['{"static": "all"}', 'calm.config.json: static must be "inputs" or a list of relations'],
    ['{"maxWarnings": -1}', "calm.config.json: maxWarnings must be a whole number, 0 or more"],
    ['{"exclude": "old"}', "calm.config.json: exclude must be a list of patterns as in a .gitignore"],
  ])("%s is wrong usage", async (text, says) => {
    const cwd = folderWith({ "calm.config.json": text, "rules.dl": clean });
    const { code, err } = await calm(["check", "rules.dl"], { cwd });
    expect(code).toBe(2);
    expect(err).toContain(says);
  });

  test("that is named must be there", async () => {
    expect(await calm(["check", "--config", "none.json"])).toEqual({
      code: 2,
      out: "",
      err: "calm: none.json does not exist\n",
    });
  });
});

describe("the baseline", () => {
  test("holds what is known; what is new is reported, wherever lines have moved to", async () => {
    const cwd = folderWith({ "rules.dl": open });
    const written = await calm(["check", "--write-baseline", "known.json", "rules.dl"], { cwd });
    expect(written.code).toBe(0);
    expect(written.err).toBe("calm: wrote 1 known finding to known.json\n");
    writeFileSync(join(cwd, "rules.dl"), `// moved\n\n${open}`);
    expect((await calm([...compact, "--baseline", "known.json", "rules.dl"], { cwd })).code).toBe(0);
    writeFileSync(
      join(cwd, "rules.dl"),
      open.replace("!banned(u).", "!banned(u), !banned(u), !banned(cat(u, u))."),
    );
    const { code, out } = await calm([...compact, "--baseline", "known.json", "rules.dl"], { cwd });
    expect(code).toBe(1);
    expect(out.match(/CALM101/g)).toHaveLength(2);
  });

  test("says what did not occur any more", async () => {
    const cwd = folderWith({ "rules.dl": open });
    await calm(["check", "--write-baseline", "known.json", "rules.dl"], { cwd });
    writeFileSync(join(cwd, "rules.dl"), clean);
    expect((await calm(["check", "--baseline", "known.json", "rules.dl"], { cwd })).err).toContain(
      "1 finding of the baseline did not occur",
    );
  });

  test("that is missing or something else is wrong usage", async () => {
    const cwd = folderWith({ "rules.dl": open, "other.json": '{"a": 1}' });
    const missing = await calm(["check", "--baseline", "none.json", "rules.dl"], { cwd });
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("write it with: calm check --write-baseline none.json");
    expect((await calm(["check", "--baseline", "other.json", "rules.dl"], { cwd })).code).toBe(2);
  });
});

describe("--fix", () => {
  test("writes what keeps the meaning and reports the rest", async () => {
    const cwd = folderWith({ "rules.dl": `\ufeff${loose}`, "open.dl": open });
    const { code, out } = await calm([...compact, "--fix"], { cwd });
    expect(code).toBe(1);
    expect(out.match(/CALM\d+/g)).toEqual(["CALM101"]);
    expect(readFileSync(join(cwd, "rules.dl"), "utf8")).toBe(
      `\ufeff${loose.replace("user(u, a)", "user(u, _)")}`,
    );
    expect(readFileSync(join(cwd, "open.dl"), "utf8")).toBe(open);
  });

  test("cannot write standard input", async () => {
    expect((await calm(["check", "--fix", "-"], { input: loose })).code).toBe(2);
  });
});

test("a fault of ours ends with 70, says how to report it, and shows a trace only when asked", async () => {
  const cwd = folderWith({ "rules.dl": open });
  const sabotage = "WeakMap.prototype.set=()=>{throw%20new%20Error('no%20room')}";
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${sabotage}` };
  const { code, err } = await calm([...compact, "rules.dl"], { cwd, env });
  expect(code).toBe(70);
  expect(err).toMatch(/^calm: internal fault at rules\.dl: no room\n.*Please report it/s);
  expect(err).not.toMatch(/^ {4}at /m);
  expect((await calm([...compact, "rules.dl"], { cwd, env: { ...env, CALM_DEBUG: "1" } })).err).toMatch(
    /^ {4}at /m,
  );
});

test("a syntax error leaves the rest checked, and its verdicts say so", async () => {
  const { out } = await calm(["check", "-"], { input: broken });
  expect(out).toContain("what has an error above is left out of these verdicts");
});
