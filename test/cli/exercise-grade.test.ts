import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Exercise } from "../../src/classroom/exercise.ts";
import { RepairJudges } from "../../src/cli/repair-judges.ts";
import { isHere } from "../optional-tool.ts";
import { calm, folderWith, type Ended } from "./calm.ts";

const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

const approvals = `.decl approval(release: symbol, reviewer: symbol)
.decl blocker(release: symbol, bug: symbol)

.decl approved(release: symbol)
approved(r) :- approval(r, _).
.output approved

.decl ready(release: symbol)
ready(r) :- approved(r), !blocker(r, _).
.output ready
`;

const closing = `.decl bid(lot: symbol, bidder: symbol, amount: number)
.decl closed(lot: symbol)

.decl outbid(lot: symbol, bidder: symbol)
outbid(l, b) :- bid(l, b, m), bid(l, _, n), n > m.

.decl winner(lot: symbol, bidder: symbol)
winner(l, b) :- closed(l), bid(l, b, _), !outbid(l, b).
.output winner

.scenario two_bids {
  replicas madrid, dublin.
  at madrid: bid("vase", "ana", 10).
  at dublin: bid("vase", "bo", 12).
  settle.
  everywhere: insert closed("vase").
  settle.
  expect winner("vase", "bo").
}
`;

const closingMended = closing.replace("closed(lot: symbol)", "closed(lot: symbol)\n.seal bid(lot) by closed");

const prose = (task: string, title: string): string =>
  `---\ntask: ${task}\n---\n# ${title}\n\nSay what it needs.\n`;

/** A teacher's own course: an exercise to classify, worth 7 points, and one to repair, worth 4. */
const course = {
  "course/01-release/exercise.md": prose("classify", "Release"),
  "course/01-release/rules.dl": approvals,
  "course/02-auction/exercise.md": prose("repair", "Auction"),
  "course/02-auction/rules.dl": closing,
};

const free = { answer: "coordination-free", question: "grows only" };
const needing = { answer: "needs coordination", question: "reads an absence", boundary: "blocker" };

function sheet(answers: unknown, exercise: unknown = "release"): string {
  return JSON.stringify({ exercise, answers });
}

const allRight = sheet({ approved: free, ready: needing });

/** What students may hand in, by the folder's name, and the line of the table that it deserves. */
interface Student {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The cells after the name. */
  readonly line: string;
}

const nothing = (note: string): string => `,,0,11,0,${note}`;

const students: Readonly<Record<string, Student>> = {
  // Right.
  "01 all": {
    files: { "release/answers.json": allRight, "auction/rules.dl": closingMended },
    line: "7,4,11,11,100,",
  },
  "02 numbered": {
    files: { "hw/01-release/answers.json": allRight, "hw/02-auction/rules.dl": closingMended },
    line: "7,4,11,11,100,",
  },
  "03 other words": {
    files: {
      "answers.json": sheet({
        approved: { answer: "Coordination_Free", question: "GROWS-ONLY" },
        ready: { answer: " Needs  Coordination ", question: "reads_an_absence", boundary: ["blocker"] },
      }),
    },
    line: "7,,7,11,64,",
  },
  "04 repair only": {
    files: { "answers.json": sheet({}, "auction"), "rules.dl": closingMended },
    line: ",4,4,11,36,",
  },
  // Wrong.
  "04 started": {
    files: { "my work/rules.dl": closingMended, "my work/.calm-exercise.json": '{"exercise":"auction"}' },
    line: ",4,4,11,36,",
  },
  "05 wrong": {
    files: {
      "release/answers.json": sheet({ approved: needing, ready: free }),
      "auction/rules.dl": closing.replace("!outbid(l, b)", "bid(l, b, 12)"),
    },
    line: '0,0,0,11,0,"`auction/rules.dl`: With the facts `bid(""bo"", ""vase"", 13)`, `closed(""bo"")`, the exercise answers `winner(""bo"", ""vase"")` in the end, and your rules do not"',
  },
  "06 half": {
    files: { "answers.json": sheet({ approved: "coordination-free", ready: "coordination-free" }) },
    line: "2,,2,11,18,",
  },
  "07 no boundary": {
    files: { "answers.json": sheet({ approved: free, ready: { ...needing, boundary: "" } }) },
    line: "6,,6,11,55,",
  },
  // Missing.
  "08 empty": {
    files: { "notes.txt": "later" },
    line: nothing('"there is no `answers.json` and no `rules.dl`, but `notes.txt`"'),
  },
  "08 in other files": {
    files: { "hw/release.json": allRight, "hw/release.pdf": "", "text.txt": "" },
    line: nothing('"there is no `answers.json` and no `rules.dl`, but `text.txt` and 2 other files"'),
  },
  "08 misnamed": {
    files: {
      "release/answers (1).json": allRight,
      "auction/rules.dl": closingMended,
      "auction/rules.txt": "",
    },
    line: ",4,4,11,36,`release/answers (1).json` was not looked at: it would have to be called `answers.json`",
  },
  "09 as handed out": {
    files: { "release/answers.json": sheet({ approved: { answer: "" } }), "auction/rules.dl": closing },
    line: "0,,0,11,0,`auction/rules.dl` is as it was handed out",
  },
  "10 of another": {
    files: { "answers.json": sheet({ approved: free }, "relaese") },
    line: nothing('\"`answers.json` says that it is of relaese, which is no exercise here: is it release?\"'),
  },
  // Malformed.
  "11 list": {
    files: { "release/answers.json": "[1, 2]" },
    line: '0,,0,11,0,"`release/answers.json`: it should hold an object, `{ … }`"',
  },
  "11 unfinished": {
    files: { "release/answers.json": allRight.slice(0, -5) },
    line: "0,,0,11,0,`release/answers.json`: it is no JSON",
  },
  "12 answers of no use": {
    files: { "answers.json": sheet([1, 2]) },
    line: '0,,0,11,0,"release: `answers.json`: its `answers` should be an object, `{ … }`"',
  },
  "13 typo": {
    files: { "answers.json": sheet({ aproved: free, ready: needing }) },
    line: "4,,4,11,36,release: aproved is not asked for: was approved meant?",
  },
};

const many = (count: number, textOf: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => textOf(index)).join("");

const hundredThousand = `{"exercise":"release","answers":{${many(100_000, (i) => `"${i.toString(36)}":1,`)}"ready":${JSON.stringify(needing)}}}`;

/** Each is joined with all: 40 rows, then 40², then 40⁴, … */
const exploding = `${closing}
.decl many(a: number)
${many(40, (i) => `many(${String(i)}).\n`)}
.decl pair0(a: number, b: number)
pair0(a, b) :- many(a), many(b).
${many(6, (i) => `.decl pair${String(i + 1)}(a: number, b: number, c: number, d: number)\npair${String(i + 1)}(a * 7 + b, b, c, d * 3 + a) :- pair0(a, b), pair0(c, d)${i === 0 ? "" : `, pair${String(i)}(x, _, y, _), x != a, y != c`}.\n`)}
.output pair6
`;

/** Comes to an end on any facts, but its many judgements take seconds together. */
const slow = `${closing}
.decl many(a: number)
${many(28, (i) => `many(${String(i)}).\n`)}
.decl pair(a: number, b: number)
pair(a, b) :- many(a), many(b).
.decl four(a: number, b: number, c: number, d: number)
four(a, b, c, d) :- pair(a, b), pair(c, d).
.output four
`;

const endless = `${closing}
.decl n(x: number)
n(0).
n(x + 1) :- n(x).
.output n
`;

const hostile: Readonly<Record<string, Student>> = {
  "14 huge": {
    files: {
      "release/answers.json": `{"exercise":"release","answers":{"ready":"${"x".repeat(10_000_000)}"}}`,
    },
    line: '0,,0,11,0,"`release/answers.json` is larger than 1 MB, and was not read"',
  },
  "15 huge rules": {
    files: { "auction/rules.dl": closing + many(400_000, (i) => `bid("vase", "b", ${String(i)}).\n`) },
    line: ',0,0,11,0,"`auction/rules.dl` is larger than 200 kB, and was not read"',
  },
  "16 __proto__": {
    files: {
      "release/answers.json": `{"__proto__":{"exercise":"auction"},"exercise":"release","constructor":1,"answers":{"__proto__":{"ready":{"answer":"needs coordination"}},"constructor":{"prototype":1},"ready":{"__proto__":{"answer":"needs coordination"},"toString":"x"}}}`,
    },
    line: '0,,0,11,0,"`release/answers.json`: `ready` of `__proto__` is not asked for; `release/answers.json`: `prototype` of `constructor` is not asked for; `release/answers.json`: `__proto__` of `ready` is not asked for; `release/answers.json`: `toString` of `ready` is not asked for"',
  },
  "17 deep": {
    files: { "answers.json": `${"[".repeat(400_000)}${"]".repeat(400_000)}` },
    line: nothing('"`answers.json` cannot be used: it should hold an object, `{ … }`"'),
  },
  "18 deep answers": {
    files: {
      "answers.json": sheet("x").replace('"x"', `${'{"ready":'.repeat(90_000)}1${"}".repeat(90_000)}`),
    },
    line: "0,,0,11,0,release: `answers.json`: `ready` of `ready` is not asked for",
  },
  "19 no UTF-8": {
    files: {
      "release/answers.json": Buffer.from(
        sheet({ approved: free, ready: { ...needing, boundary: "blocker \u00e9" } }),
        "latin1",
      ),
    },
    line: "7,,7,11,64,some bytes of `release/answers.json` are not UTF-8",
  },
  "20 NUL": {
    files: { "release/answers.json": `${allRight}\0\0\0` },
    line: "0,,0,11,0,`release/answers.json`: it is no JSON",
  },
  "21 UTF-16": {
    files: { "release/answers.json": Buffer.from(`\ufeff${allRight}`, "utf16le") },
    line: "0,,0,11,0,`release/answers.json` is written in UTF-16: it should be saved as UTF-8",
  },
  "22 includes another's": {
    files: { "auction/rules.dl": '.include "../../01 all/auction/rules.dl"\n' },
    line: ",0,0,11,0,`auction/rules.dl`: `.include` in line 1 is not read: write everything into `rules.dl` itself",
  },
  "23 reads a file": {
    files: {
      "auction/rules.dl": `${closingMended}.input bid(IO=file, filename="../../../outside/bids.csv")\n.output outbid(filename="../../../outside/written.csv")\n`,
    },
    line: ',0,0,11,0,"`auction/rules.dl`: `.input` in line 21 is not read: an exercise has the facts that stand in it, and those that its scenarios insert"',
  },
  "24 endless": {
    files: { "auction/rules.dl": endless },
    line: ',0,0,11,0,"`auction/rules.dl`: The rule in line 23 computes values from its own relation, which need not come to an end: the exercise can be solved without"',
  },
  "25 exploding": {
    files: { "auction/rules.dl": exploding },
    line: ',0,0,11,0,"`auction/rules.dl`: The rules do not come to an end on all facts: this takes more work than is wanted, line 66"',
  },
  "26 nested": {
    files: {
      "auction/rules.dl": `${closing}winner(l, l) :- closed(l), 1 = ${"(".repeat(60_000)}1${")".repeat(60_000)}.\n`,
    },
    line: ',0,0,11,0,"`auction/rules.dl`: The file has 120,535 characters, and 20,501 are more than enough here, so that it was not read"',
  },
  "27 100,000 answers": {
    files: { "answers.json": hundredThousand },
    line: `4,,4,11,36,"${many(5, (i) => `release: \`answers.json\`: what it says of \`${String(i)}\` should be an object, \`{ ""answer"": ""…"" }\`; `)}release: and 99,995 more like these"`,
  },
  '28 =HYPERLINK("x"),"y"': { files: { "answers.json": allRight }, line: "7,,7,11,64," },
  "=cmd|' 'C'!A0": { files: { "answers.json": allRight }, line: "7,,7,11,64," },
  "29 line\nend\u001b[31m": { files: { "answers.json": allRight }, line: "7,,7,11,64," },
  "..30 dots": { files: { "answers.json": allRight }, line: "7,,7,11,64," },
  "31 packages": {
    files: {
      "node_modules/x/answers.json": allRight,
      ".git/answers.json": allRight,
      "a/b/c/d/e/answers.json": allRight,
    },
    line: ",,0,11,0,what lies deeper than 4 folders was not looked at",
  },
  "32 files": {
    files: {
      ...Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${String(i)}.txt`, ""])),
      "answers.json": allRight,
    },
    line: "7,,7,11,64,",
  },
  "33 twice": {
    files: { "a/answers.json": sheet({ ready: free }), "b/answers.json": allRight },
    line: '0,,0,11,0,"`b/answers.json` is of release too; `a/answers.json` was graded"',
  },
};

const outside = {
  "outside/answers.json": allRight,
  "outside/bids.csv": "vase,ana,1\n",
  "outside/rules.dl": closingMended,
};

/** A folder with the course, the class and something outside that nobody may look at. */
function classroom(all: Readonly<Record<string, Student>>): string {
  const files = Object.entries(all).flatMap(([name, student]) =>
    Object.entries(student.files).map(([path, text]) => [`class/${name}/${path}`, text] as const),
  );
  return folderWith({ ...course, ...outside, ...Object.fromEntries(files) });
}

/** Students whose folders and files are links, pipes and folders, and their lines. */
const special: Readonly<Record<string, string>> = {
  "40 link":
    '0,0,0,11,0,"`release/answers.json` is a symbolic link, and links are not followed; `auction/rules.dl` is a symbolic link, and links are not followed"',
  "41 linked folder": nothing('"`release` is a symbolic link, and links are not followed"'),
  "42 linked student": nothing('"the folder is a symbolic link, and links are not followed"'),
  "43 circle": nothing('"`answers.json` is a symbolic link, and links are not followed"'),
  "44 pipe":
    ',0,0,11,0,"`answers.json` is no plain file (a pipe or a device), and was not opened; `auction/rules.dl` is no plain file (a pipe or a device), and was not opened"',
  "45 folder": nothing('"`answers.json` is a folder, not a file"'),
};

function addSpecial(folder: string): void {
  const at = (path: string): string => {
    const whole = join(folder, "class", path);
    mkdirSync(dirname(whole), { recursive: true });
    return whole;
  };
  symlinkSync("/etc/passwd", at("40 link/release/answers.json"));
  symlinkSync("../../../outside/rules.dl", at("40 link/auction/rules.dl"));
  symlinkSync("../../outside", at("41 linked folder/release"));
  symlinkSync("../outside", at("42 linked student"));
  symlinkSync("answers.json", at("43 circle/answers.json"));
  const pipes = ["44 pipe/answers.json", "44 pipe/auction/rules.dl", "pipe"].map(at);
  expect(spawnSync("mkfifo", pipes).status).toBe(0);
  mkdirSync(at("45 folder/answers.json"), { recursive: true });
  writeFileSync(at("marks.xlsx"), "");
}

test("a class of forty, with all that can be wrong, gets the right table, and nothing else is opened", async () => {
  const folder = classroom({ ...students, ...hostile });
  addSpecial(folder);
  const traced = isHere(
    spawnSync("strace", ["-qq", "-e", "trace=execve", process.execPath, "-v"]).status === 0,
    "which files a grading opens",
    "apt-get install strace",
  );
  const words = [
    "exercise",
    "grade",
    "class",
    "--exercise",
    "course",
    "--time-limit",
    "20",
    "--format",
    "csv",
  ];
  const { code, out, err } = traced
    ? await run(
        "strace",
        [...tracing, "-o", join(folder, "trace"), process.execPath, command, ...words],
        folder,
      )
    : await calm(words, { cwd: folder });
  expect([code, err]).toEqual([0, ""]);

  const lines = [
    ...Object.entries({ ...students, ...hostile }).map(([name, { line }]) => `${csvName(name)},${line}`),
    ...Object.entries(special).map(([name, line]) => `${name},${line}`),
  ];
  // What follows is the JSON parser's own, and differs between versions of Node.
  const shown = out
    .replaceAll(/"?(`[^`"]*`: it is no JSON): .*/g, "$1")
    .trimEnd()
    .split("\n");
  expect(shown[0]).toBe("student,release,auction,points,of,percent,notes");
  expect(shown.slice(1).sort()).toEqual(lines.sort());

  if (!traced) return;
  const calls = callsIn(readFileSync(join(folder, "trace"), "utf8"));
  const files = new Set(
    calls.filter(({ isFolder, call }) => !isFolder && call !== "execve").map(({ path }) => path),
  );
  const relative = [...files].filter((path) => !path.startsWith("/"));
  expect(relative.sort()).toEqual([...handedIn(), ...Object.keys(course)].sort());
  expect(calls.filter(({ path }) => /outside|passwd|marks/.test(path))).toEqual([]);
  const started = calls.filter(({ call }) => call === "execve").map(({ path }) => path);
  expect(new Set(started)).toEqual(new Set([process.execPath]));
  expect(calls.filter(({ call }) => changing.includes(call))).toEqual([]);
});

const changing = ["creat", "connect", "link", "linkat", "symlink", "rename", "renameat", "unlink", "mkdir"];
const tracing = ["-f", "-qq", "-s", "300", "-e", `trace=open,openat,openat2,execve,${changing.join(",")}`];

interface Call {
  readonly call: string;
  readonly path: string;
  readonly isFolder: boolean;
}

function callsIn(trace: string): readonly Call[] {
  return trace.split("\n").flatMap((line) => {
    const [, call, path] = /^\d+ +(\w+)\([^"]*"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    return call === undefined || path === undefined
      ? []
      : [{ call, path, isFolder: line.includes("O_DIRECTORY") }];
  });
}

/** The files that have to be opened, as strace writes their paths. */
function handedIn(): readonly string[] {
  const isRead = (path: string): boolean =>
    /(?:^|\/)(?:answers\.json|rules\.dl|\.calm-exercise\.json)$/.test(path) &&
    !/^(?:node_modules|\.git|a\/b)\//.test(path);
  return Object.entries({ ...students, ...hostile })
    .filter(([name]) => !/^1[45] huge/.test(name))
    .flatMap(([name, { files }]) =>
      Object.keys(files)
        .filter(isRead)
        .map((path) => `class/${name}/${path}`),
    )
    .map((path) => path.replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\u001b", "\\33"));
}

describe("a repair is judged in a process of its own", () => {
  const script = fileURLToPath(new URL("../../dist/repair-process.js", import.meta.url));
  const auction: Exercise = {
    name: "auction",
    title: "Auction",
    task: "repair",
    level: "easy",
    asks: "all",
    choices: [],
    prose: "",
    rules: { path: "rules.dl", text: closing },
    solution: new Map(),
  };

  test("which serves many, a few at a time", async () => {
    const judges = new RepairJudges({ time: 10_000, bytes: 1e9 }, script);
    try {
      const texts = [exploding, closingMended, endless, closing, closingMended, closingMended];
      const answers = await Promise.all(texts.map((text) => judges.judge(auction, text)));
      expect(answers.map(outcome)).toEqual(["0", "4", "0", "0", "4", "4"]);
    } finally {
      judges.close();
    }
  });

  test("which is stopped when it takes too long, and another one takes its place", async () => {
    // There are at most four at a time.
    const judges = new RepairJudges({ time: 300, bytes: 1e9 }, script);
    try {
      const answers = await Promise.all([1, 2, 3, 4, 5].map(() => judges.judge(auction, slow)));
      expect(answers.map(outcome)).toEqual(["time", "time", "time", "time", "time"]);
    } finally {
      judges.close();
    }
  });

  test("which is stopped when it takes too much memory", async () => {
    // No process of Node has so little.
    const judges = new RepairJudges({ time: 10_000, bytes: 30e6 }, script);
    try {
      expect(outcome(await judges.judge(auction, exploding))).toBe("memory");
    } finally {
      judges.close();
    }
  });

  function outcome(judged: Awaited<ReturnType<RepairJudges["judge"]>>): string {
    return judged.kind === "judged" ? String(judged.judgement.points) : judged.why;
  }
});

/** Runs something to its end. */
function run(program: string, words: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const written = { out: "", err: "" };
    child.stdout.on("data", (data: Buffer) => (written.out += data.toString("utf8")));
    child.stderr.on("data", (data: Buffer) => (written.err += data.toString("utf8")));
    child.on("close", (code) => resolve({ code, ...written }));
  });
}

/** A small class, in which everybody did the first exercise. */
const small: Readonly<Record<string, string>> = {
  "class/release-ana/answers.json": allRight,
  "class/release-bo/answers.json": sheet({ approved: needing, ready: free }),
  "class/release-cy/answers.json": sheet({ approved: free, ready: free }),
  "class/release-dee/README.md": "",
};

describe("what a teacher reads", () => {
  test("names students without the assignment that GitHub Classroom puts before them", async () => {
    const folder = folderWith({ ...course, ...small });
    const { code, out, err } = await calm(["exercise", "grade", "class", "--exercise", "course/01-release"], {
      cwd: folder,
    });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      [
        "student   01  points  of    %",
        "───────  ───  ──────  ──  ───",
        "ana      7/7       7   7  100",
        "bo       0/7       0   7    0",
        "cy       3/7       3   7   43",
        "dee        –       0   7    0",
        "",
        "dee: there is no `answers.json` and no `rules.dl`, but `README.md`",
        "",
        "    exercise  points  handed in  mean of those",
        "──  ────────  ──────  ─────────  ─────────────",
        "01  release        7          3           48 %",
        "",
        "4 students, 36 % of all points",
        "Most got wrong: `ready` of release: 2 of 3 wrong; 2 said `coordination-free`",
        "",
      ].join("\n"),
    );
  });

  test("is quiet about another homework, and tells a folder of which nothing is graded", async () => {
    const begun = {
      "class/ana/auction/rules.dl": closing,
      "class/ana/auction/.calm-exercise.json": sheet({}, "auction"),
    };
    const folder = folderWith({ ...course, ...begun, "class/ana/answers.json": allRight });
    const one = ["exercise", "grade", "class", "--exercise", "course/01-release", "--format", "csv"];
    expect(await calm(one, { cwd: folder })).toEqual({
      code: 0,
      out: "student,release,points,of,percent,notes\nana,7,7,7,100,\n",
      err: "",
    });
    const own = folderWith({ "class/ana/answers.json": allRight });
    const { code, err } = await calm(["exercise", "grade", "class"], { cwd: own });
    expect(code).toBe(0);
    expect(err).toBe(
      "calm: nothing was graded: nobody handed in an exercise that comes with calm\nyour own are graded with --exercise and the folder of one, or of several\n",
    );
  });

  test("knows an exercise whose name has capitals and underscores", async () => {
    const folder = folderWith({
      "class/ana/answers.json": sheet({ approved: free, ready: needing }, "My_Release"),
      "class/bo/my-release/answers.json": JSON.stringify({ answers: { approved: free, ready: needing } }),
      "My_Release/exercise.md": prose("classify", "Release"),
      "My_Release/rules.dl": approvals,
    });
    const words = ["exercise", "grade", "class", "--exercise", "My_Release", "--format", "csv"];
    expect(await calm(words, { cwd: folder })).toEqual({
      code: 0,
      out: "student,My_Release,points,of,percent,notes\nana,7,7,7,100,\nbo,7,7,7,100,\n",
      err: "",
    });
  });

  test("refuses to grade by rules that have errors", async () => {
    const folder = folderWith({
      ...small,
      "release/exercise.md": prose("classify", "Release"),
      "release/rules.dl": approvals.replace("bug: symbol", "bug: symbl"),
    });
    const { code, out, err } = await calm(["exercise", "grade", "class", "--exercise", "release"], {
      cwd: folder,
    });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(
      /^calm: the exercise release has errors in its rules[^]*rules\.dl:2: CALM002: .*symbl/,
    );
  });

  test("has each part of each answer as JSON", async () => {
    const folder = folderWith({ ...course, ...small, "class/notes.txt": "" });
    const words = [
      "exercise",
      "grade",
      "class",
      "--exercise",
      "course",
      "--format",
      "json",
      "--out",
      "g.json",
    ];
    const { code, out, err } = await calm(words, { cwd: folder });
    expect([code, out, err]).toEqual([0, "", ""]);
    const report: unknown = JSON.parse(readFileSync(join(folder, "g.json"), "utf8"));
    const part = (name: string, given: string | null, status: string): object => ({
      part: name,
      given,
      status,
    });
    const ready = { name: "ready", kind: "output", message: null, pointsMost: 4 };
    expect(report).toMatchObject({
      schemaVersion: 1,
      exercises: [
        {
          name: "release",
          number: 1,
          title: "Release",
          task: "classify",
          level: "easy",
          pointsMost: 7,
        },
        { name: "auction", number: 2, title: "Auction", task: "repair", level: "easy", pointsMost: 4 },
      ],
      students: [
        { name: "ana", folder: "release-ana", points: 7, pointsMost: 11, percent: 64, problems: [] },
        { name: "bo" },
        {
          name: "cy",
          exercises: [
            {
              exercise: "release",
              status: "graded",
              file: "answers.json",
              points: 3,
              pointsMost: 7,
              percent: 43,
              problems: [],
              questions: [
                { name: "approved", status: "right", points: 3 },
                {
                  ...ready,
                  status: "wrong",
                  points: 0,
                  parts: [
                    part("answer", "coordination-free", "wrong"),
                    part("question", "grows only", "wrong"),
                    part("boundary", null, "missing"),
                  ],
                },
              ],
            },
            {
              exercise: "auction",
              status: "missing",
              file: null,
              points: 0,
              questions: [{ name: "rules.dl", kind: "repair", status: "missing", parts: [] }],
            },
          ],
        },
        { name: "dee", problems: ["there is no `answers.json` and no `rules.dl`, but `README.md`"] },
      ],
      summary: {
        students: 4,
        percent: 23,
        filesBeside: 1,
        hardest: { exercise: "release", name: "ready" },
        exercises: [
          {
            exercise: "release",
            handedIn: 3,
            percent: 48,
            questions: [
              { name: "approved", right: 2, partlyRight: 0, wrong: 1, missing: 1, open: 0 },
              {
                name: "ready",
                right: 1,
                partlyRight: 0,
                wrong: 2,
                missing: 1,
                open: 0,
                usualMistake: { said: "coordination-free", times: 2 },
              },
            ],
          },
          { exercise: "auction", handedIn: 0, percent: null },
        ],
      },
    });
  });

  test("is a table in several parts where the terminal is narrow", async () => {
    const names = Array.from({ length: 14 }, (_, i) => `${String(i + 1).padStart(2, "0")}-part`);
    const folder = folderWith({
      ...Object.fromEntries(
        names.flatMap((name) => [
          [`course/${name}${name}/exercise.md`, prose("classify", name)],
          [`course/${name}${name}/rules.dl`, approvals],
        ]),
      ),
      "class/Anastasia Maximiliana Longstocking-Ephraimsdaughter/01-part01-part/answers.json": allRight,
    });
    const { out } = await calm(["exercise", "grade", "class", "--exercise", "course"], { cwd: folder });
    const lines = out.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /^student|^Anastasia/.test(line))).toEqual([
      "student                        01  02  03  04  05  06  07  08  09  10",
      "Anastasia Maxi…raimsdaughter  7/7   –   –   –   –   –   –   –   –   –",
      "student                       11  12  13  14  points  of  %",
      "Anastasia Maxi…raimsdaughter   –   –   –   –       7  98  7",
    ]);
  });

  test("goes on where a folder cannot be read, and ends with 2", async () => {
    const folder = folderWith({ ...course, ...small });
    // In Latin-1.
    mkdirSync(Buffer.from(join(folder, "class/release-Jos\u00e9"), "latin1"));
    const words = ["exercise", "grade", "class", "--exercise", "course/01-release", "--format", "csv"];
    const { code, out } = await calm(words, { cwd: folder });
    expect(code).toBe(2);
    expect(out).toBe(
      [
        "student,release,points,of,percent,notes",
        "Jos\ufffd,,0,7,0,the folder has a name that is not UTF-8: rename it",
        "ana,7,7,7,100,",
        "bo,0,0,7,0,",
        "cy,3,3,7,43,",
        'dee,,0,7,0,"there is no `answers.json` and no `rules.dl`, but `README.md`"',
        "",
      ].join("\n"),
    );
  });

  test("says nothing of other exercises that come with the tool", async () => {
    const folder = folderWith({
      ...course,
      "class/ana/01-release/answers.json": allRight,
      "class/ana/last-camera/rules.dl": closing,
      "class/ana/extra/answers.json": sheet({}, "reactions"),
      "class/ana/2/answers.json": sheet({}, "nonesuch"),
    });
    const words = ["exercise", "grade", "class", "--exercise", "course/01-release", "--format", "csv"];
    const { out } = await calm(words, { cwd: folder });
    expect(out.split("\n")[1]).toBe(
      'ana,7,7,7,100,"`2/answers.json` says that it is of nonesuch, which is no exercise here"',
    );
  });

  test("is refused where there is no class, with what to do", async () => {
    const folder = folderWith({ ...course, "empty/notes.txt": "" });
    const expected =
      "a class's folder holds a folder for each student, with an answers.json in it,\n" +
      "or with a folder for each exercise\n";
    for (const [rest, problem] of [
      [["none"], `none does not exist\n${expected}`],
      [["empty"], `empty holds no folder of a student\n${expected}`],
      [["course/01-release/rules.dl"], `course/01-release/rules.dl is a file, not a folder\n${expected}`],
      [
        ["course", "--exercise", "nonesuch"],
        "there is no exercise nonesuch\n`calm exercise list` shows them all\n",
      ],
    ] as const) {
      const { code, out, err } = await calm(["exercise", "grade", ...rest], { cwd: folder });
      expect([code, out, err]).toEqual([2, "", `calm: ${problem}`]);
    }
  });
});

function csvName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    '28 =HYPERLINK("x"),"y"': '"28 =HYPERLINK(""x""),""y"""',
    "=cmd|' 'C'!A0": "'=cmd|' 'C'!A0",
    "29 line\nend\u001b[31m": "29 line␊end␛[31m",
  };
  return names[name] ?? name.replace(/^27 .*/, '"$&"');
}
