import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const rules = `.decl edge(a: number, b: number)
.input edge
.decl path(a: number, b: number)
path(x, y) :- edge(x, y).
path(x, z) :- path(x, y), edge(y, z).
.decl start(a: number)
start(a) :- edge(a, _), !path(_, a).
.decl degree(a: number, n: number)
degree(a, n) :- edge(a, _), n = count : { edge(a, _) }.
.output path, start, degree
`;

async function watch(lines: readonly string[], ...words: string[]) {
  const cwd = folderWith({ "main.dl": rules, "edge.facts": "1\t2\n" });
  const { code, out, err } = await calm(["watch", ...words, "main.dl"], { cwd, input: lines.join("\n") });
  return { code, out: out.trimEnd().split("\n"), err };
}

describe("watch prints what each commit changes in the outputs", () => {
  test("inserts and deletes, through negation and aggregates too", async () => {
    const { code, out, err } = await watch([
      '{"insert":"edge","row":[2,3]}',
      '{"insert":"edge","row":{"b":4,"a":1}}',
      '{"commit":true}',
      '{"delete":"edge","row":[1,2]}',
      '{"commit":true}',
      "",
    ]);
    expect([code, err]).toEqual([0, ""]);
    const first = out.slice(0, out.indexOf('{"commit":1}'));
    expect(first.sort()).toEqual([
      '{"delete":"degree","row":[1,1]}',
      '{"insert":"degree","row":[1,2]}',
      '{"insert":"degree","row":[2,1]}',
      '{"insert":"path","row":[1,3]}',
      '{"insert":"path","row":[1,4]}',
      '{"insert":"path","row":[2,3]}',
    ]);
    const second = out.slice(out.indexOf('{"commit":1}') + 1);
    expect(second.at(-1)).toBe('{"commit":2}');
    expect(second.slice(0, -1).sort()).toEqual([
      '{"delete":"degree","row":[1,2]}',
      '{"delete":"path","row":[1,2]}',
      '{"delete":"path","row":[1,3]}',
      '{"insert":"degree","row":[1,1]}',
      '{"insert":"start","row":[2]}',
    ]);
  });

  test("nothing, when nothing changes", async () => {
    expect((await watch(['{"insert":"edge","row":[1,2]}', '{"commit":true}'])).out).toEqual(['{"commit":1}']);
  });

  test("--initial begins with the rows that are there", async () => {
    expect((await watch([], "--initial")).out).toEqual([
      '{"insert":"path","row":[1,2]}',
      '{"insert":"start","row":[1]}',
      '{"insert":"degree","row":[1,1]}',
      '{"commit":0}',
    ]);
  });

  test("a line that is no change is said, and changes nothing", async () => {
    const { code, out, err } = await watch([
      "{",
      "[1]",
      '{"insert":"egde","row":[1,2]}',
      '{"insert":"edge","row":[1]}',
      '{"insert":"edge","row":[1,"2"]}',
      '{"insert":"edge","row":{"a":1,"c":2}}',
      '{"insert":"edge","delete":"edge","row":[1,2]}',
      '{"insert":"edge","row":[1,2],"when":3}',
      '{"insert":"edge","row":[1,9007199254740993]}',
      '{"commit":false}',
      '{"commit":true}',
    ]);
    expect(code).toBe(1);
    expect(out).toEqual(['{"commit":1}']);
    expect(err.trimEnd().split("\n")).toEqual([
      "error: line 1: this is no JSON",
      'error: line 2: an object is expected, such as {"insert":"edge","row":[1,2]}',
      "error: line 3: there is no relation `egde`; did you mean `edge`?",
      'error: line 4: "row" is to be an array of 2 values, the columns of `edge`',
      'error: line 5: "2" is no number, which the column `b` holds',
      'error: line 6: "row" is to be an array of 2 values, the columns of `edge`',
      'error: line 7: one of "insert", "delete" and "commit" is expected',
      'error: line 8: "when" means nothing beside "insert"',
      "error: line 9: 9007199254740992 is no number, which the column `b` holds",
      'error: line 10: "commit" is to be true',
    ]);
  });

  test("a commit that cannot be evaluated changes nothing, and the next one can", async () => {
    const cwd = folderWith({
      "main.dl": ".decl n(x: number)\n.decl twice(x: number)\ntwice(x * 2) :- n(x).\n.output twice\n",
    });
    const input = [
      '{"insert":"n","row":[9007199254740991]}',
      '{"insert":"n","row":[1]}',
      '{"commit":true}',
      '{"insert":"n","row":[2]}',
      '{"commit":true}',
    ].join("\n");
    expect(await calm(["watch", "main.dl"], { cwd, input })).toEqual({
      code: 1,
      out: '{"insert":"twice","row":[4]}\n{"commit":1}\n',
      err:
        "error: line 3: the commit fails, and nothing is changed\n" +
        "error: 18014398509481982 is out of range\n  --> main.dl:3:1\n",
    });
  });

  test("a commit after which a recursion would not end changes nothing, and the next is read", async () => {
    const text = `.decl on(x: number)
.input on
.decl n(x: number)
n(0).
n(x + 1) :- n(x), on(_).
.output n
`;
    const cwd = folderWith({ "main.dl": text, "on.facts": "" });
    const input = '{"insert":"on","row":[1]}\n{"commit":true}\n{"insert":"n","row":[7]}\n{"commit":true}\n';
    const { out, err } = await calm(["watch", "--max-rows", "1000", "main.dl"], { cwd, input });
    expect(out).toBe('{"insert":"n","row":[7]}\n{"commit":1}\n');
    expect(err).toMatch(/changed\nerror: `n` has 1,001 rows after .*\n {2}--> main\.dl:5:1\n$/);
  });

  test("changes that were not committed are said at the end", async () => {
    const { code, out, err } = await watch(['{"insert":"edge","row":[7,8]}']);
    expect([code, out, err]).toEqual([0, [""], "calm: 1 change was not committed\n"]);
  });
});

describe("watch needs standard input for the changes", () => {
  test("and takes no rules or facts from it", async () => {
    expect((await calm(["watch", "-"])).code).toBe(2);
    const cwd = folderWith({ "main.dl": rules.replace(".input edge", ".input edge(IO=stdin)") });
    const { code, err } = await calm(["watch", "main.dl"], { cwd });
    expect([code, err]).toEqual([
      1,
      "error: standard input holds the changes, and cannot hold facts\n  --> main.dl:2:8\n",
    ]);
  });

  test("Ctrl-C ends it with 130", async () => {
    const cwd = folderWith({ "main.dl": rules, "edge.facts": "1\t2\n" });
    const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
    const child = spawn(process.execPath, [command, "watch", "--initial", "main.dl"], { cwd });
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGINT"), 100));
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(130);
  });
});
