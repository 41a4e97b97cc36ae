import { describe, expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import type { Exercise } from "../../src/classroom/exercise.ts";
import { judgeRepair } from "../../src/classroom/judge-repair.ts";
import { readExercise } from "../../src/classroom/read-exercise.ts";
import type { RepairCondition, RepairJudgement } from "../../src/classroom/repair-judgement.ts";
import { checkedAlone } from "../../src/classroom/repair.ts";
import { tryScenarios } from "../../src/classroom/scenario-trial.ts";

function exerciseOf(name: string, rules: string): Exercise {
  const read = readExercise(name, {
    exercise: "---\ntask: repair\n---\n# Mend it\n\nChange the rules.\n",
    rules,
    solution: null,
  });
  if ("problems" in read) throw new Error(read.problems.join("\n"));
  return read.exercise;
}

/** The text with parts of it replaced, each of which must be there. */
function changed(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((known, [from, to]) => {
    if (!known.includes(from)) throw new Error(`no ${from}`);
    return known.replace(from, () => to);
  }, text);
}

function broken({ conditions }: RepairJudgement): readonly RepairCondition[] {
  return conditions.flatMap(({ condition, status }) => (status === "broken" ? [condition] : []));
}

function messagesOf({ conditions }: RepairJudgement, condition: RepairCondition): string {
  return conditions.find((one) => one.condition === condition)?.messages.join("\n") ?? "";
}

const releaseRules = `
.decl release(name: symbol)
.decl open_blocker(release: symbol, bug: symbol)
.operation file(release: symbol, bug: symbol) { insert open_blocker(release, bug). }
.decl ready(release: symbol)
ready(r) :- release(r), !open_blocker(r, _).
.output ready
.scenario on_its_way {
  replicas madrid, dublin.
  everywhere: insert release("v1").
  partition madrid | dublin.
  at dublin: file("v1", "crash").
  expect at madrid: !ready("v1").
  heal.
  settle.
  expect converged.
  expect !ready("v1").
}
`;
const release = exerciseOf("release-ready", releaseRules);
const rule = "ready(r) :- release(r), !open_blocker(r, _).";
const sealed = ".decl closed(release: symbol)\n.seal open_blocker(release) by closed\n";
const sealedRule = "ready(r) :- release(r), closed(r), !open_blocker(r, _).";

const stockRules = `
.decl left(product: symbol, units: pncounter)
left("camera", 1).
left("tripod", 4).
.operation sell(product: symbol) {
  require left(product, n), n >= 1.
  left(product) -= 1.
}
.invariant no_oversell: left(_, n) => n >= 0.
.decl on_shelf(product: symbol, units: number)
on_shelf(p, n) :- left(p, n).
.output on_shelf(promise="eventual")
.scenario line_is_down {
  replicas madrid, dublin.
  partition madrid | dublin.
  at madrid: sell("camera").
  at dublin: sell("camera").
  at madrid: sell("tripod").
  at dublin: sell("tripod").
  heal.
  settle.
  expect on_shelf("tripod", 2).
  expect holds no_oversell.
}
`;
const stock = exerciseOf("stock", stockRules);
const escrow: readonly [string, string] = ["units: pncounter", "units: bounded<0>"];

const nameRules = `
.decl account(id: number, name: symbol)
.operation sign_up(id: number, name: symbol) {
  require !account(_, name).
  insert account(id, name).
}
.invariant unique_name: account(a, u), account(b, u) => a = b.
.decl page(address: symbol)
page(cat("/", u)) :- account(_, u).
.output page
.scenario two_anas {
  replicas madrid, dublin.
  partition madrid | dublin.
  at madrid: sign_up(101, "ana").
  at dublin: sign_up(202, "ana").
  heal.
  settle.
  expect account(101, _).
  expect account(202, _).
  expect holds unique_name.
}
`;
const names = exerciseOf("two-anas", nameRules);
const ownNames: readonly (readonly [string, string])[] = [
  ["  require !account(_, name).\n", ""],
  ["insert account(id, name).", 'insert account(id, cat(name, "@", replica())).'],
];

describe("honest repairs are right", () => {
  const honest: readonly (readonly [string, Exercise, string])[] = [
    ["a seal", release, changed(releaseRules, [rule, `${sealed}${sealedRule}`])],
    [
      "a seal of another name, its literal last, and comments",
      release,
      changed(releaseRules, [
        rule,
        `// Closed by both.\n.decl review_over(what: symbol)\n.seal open_blocker(release) by review_over\nready(v) :- !open_blocker(v, _),\n  release(v), review_over(v).`,
      ]),
    ],
    [
      "a barrier",
      release,
      changed(releaseRules, [
        rule,
        `.boundary sweep by barrier\n${rule.replace("ready(r)", "ready(r) at sweep")}`,
      ]),
    ],
    [
      "a seal that rules take",
      release,
      changed(releaseRules, [
        rule,
        `.decl signed(release: symbol)\n.decl closed(release: symbol)\nclosed(r) :- signed(r).\n.seal open_blocker(release) by closed\n${sealedRule}`,
      ]),
    ],
    [
      "a seal, with a relation between and a scenario of one's own",
      release,
      changed(releaseRules, [
        rule,
        `${sealed}.decl blocked(release: symbol)\nblocked(r) :- open_blocker(r, _).\nready(r) :- release(r), closed(r), !blocked(r).\n.scenario closing { replicas a, b. everywhere: insert release("v2"). at a: insert closed("v2"). settle. expect ready("v2"). at b: file("v2", "late"). expect refused. }`,
      ]),
    ],
    [
      "a seal and an invariant of one's own",
      release,
      changed(releaseRules, [rule, `${sealed}${sealedRule}\n.invariant honest: ready(r) => release(r).`]),
    ],
    ["rights shared out", stock, changed(stockRules, escrow)],
    [
      "rights shared out and lent",
      stock,
      changed(stockRules, escrow, [
        ".invariant",
        ".operation lend(product: symbol, units: number, to: symbol) { transfer units of left(product) to to. }\n.invariant",
      ]),
    ],
    ["names of one's own", names, changed(nameRules, ...ownNames)],
  ];
  test.each(honest)("%s", (_, exercise, text) => {
    const judgement = judgeRepair(exercise, text);
    expect(judgement.conditions.filter(({ status }) => status !== "kept")).toEqual([]);
    expect(judgement).toMatchObject({ ok: true, points: 4, pointsMost: 4 });
  });
});

describe("the exercise as it is, is refused with a run that goes wrong", () => {
  test.each([release, stock, names])("$name", (exercise) => {
    const judgement = judgeRepair(exercise, exercise.rules.text);
    expect(judgement).toMatchObject({ ok: false, points: 0 });
    expect(broken(judgement)).toEqual(["accepted", "runs"]);
    for (const { status, refutation } of judgement.conditions) {
      if (status !== "broken") continue;
      expect(refutation).toMatchObject({ confirmed: true, schedules: null });
      const run = refutation?.run;
      expect(run?.trace.length).toBeGreaterThan(3);
      const tried = tryScenarios(checkedAlone({ path: "rules.dl", text: refutation?.file ?? "" }).program);
      const again = tried.find(({ name }) => name === run?.name);
      expect(again?.run).toEqual(run);
      // A finding's run shows what the checker says; a scenario's shows what it expects in vain.
      expect(again?.failures.length === 0).toBe(refutation?.kind === "finding");
    }
  });
});

/** What is broken, and what is said of it. */
type Cheat = readonly [string, Exercise, string, RepairCondition, string | RegExp];

describe("what is no repair is told apart", () => {
  const seal = `${sealed}${sealedRule}`;
  const nobody = ".decl closed(release: symbol) static\n.seal open_blocker(release) by closed\n";
  const cheats: readonly Cheat[] = [
    [
      "dropping the output",
      release,
      changed(releaseRules, [".output ready\n", ""]),
      "outputs",
      "`ready` is no output any more",
    ],
    [
      "renaming the output",
      release,
      releaseRules.replaceAll("ready", "done"),
      "outputs",
      "The output `ready` is gone",
    ],
    [
      "promising less",
      release,
      changed(releaseRules, [".output ready", '.output ready(promise="eventual")']),
      "outputs",
      "`ready` promises `eventual` now, and it has to promise `final`",
    ],
    [
      "promising the absence",
      release,
      changed(releaseRules, [".output ready", '.output ready(promise="absence")']),
      "outputs",
      "`ready` promises `absence` now",
    ],
    [
      "another column of the output",
      release,
      changed(releaseRules, [rule, seal], ["ready(release: symbol)", "ready(it: symbol)"]),
      "outputs",
      "The columns of `ready` are `it` now, and they have to stay `release`.",
    ],
    [
      "closing the blockers for ever",
      release,
      changed(
        releaseRules,
        ["bug: symbol)\n", "bug: symbol) static\n"],
        [".operation file(release: symbol, bug: symbol) { insert open_blocker(release, bug). }\n", ""],
      ),
      "accepted",
      /static|unknown|CALM/,
    ],
    [
      "closing the releases for ever",
      release,
      changed(releaseRules, [rule, seal], ["release(name: symbol)", "release(name: symbol) static"]),
      "accepted",
      "CALM401",
    ],
    [
      "deleting the literal",
      release,
      changed(releaseRules, [rule, "ready(r) :- release(r)."]),
      "answers",
      /with `?open_blocker|your rules answer `ready\(/i,
    ],
    [
      "asking nobody about the blockers",
      release,
      changed(releaseRules, [rule, ".decl fine(release: symbol)\nready(r) :- release(r), fine(r)."]),
      "answers",
      /your rules answer `ready\("\w+"\)` in the end, and the exercise does not/,
    ],
    [
      "deleting the blockers",
      release,
      changed(
        releaseRules,
        [".decl open_blocker(release: symbol, bug: symbol)\n", ".decl noted(release: symbol, bug: symbol)\n"],
        ["{ insert open_blocker(", "{ insert noted("],
        [rule, "ready(r) :- release(r)."],
      ),
      "relations",
      "The relation `open_blocker` is gone",
    ],
    [
      "blockers that rules derive from something else",
      release,
      changed(
        releaseRules,
        [
          ".decl open_blocker(release: symbol, bug: symbol)\n",
          ".decl open_blocker(release: symbol, bug: symbol)\n.decl noted(release: symbol, bug: symbol)\nopen_blocker(r, b) :- noted(r, b), release(r).\n",
        ],
        ["{ insert open_blocker(", "{ insert noted("],
        [
          rule,
          ".seal noted(release) by closed\n.decl closed(release: symbol)\nready(r) :- release(r), closed(r), !open_blocker(r, _).",
        ],
      ),
      "relations",
      "`open_blocker` is given from outside in the exercise, and now rules derive it",
    ],
    [
      "silencing the finding",
      release,
      changed(releaseRules, [rule, `// calm-disable-next-line CALM101: it is fine\n${rule}`]),
      "suppressions",
      "silences CALM101, and silencing it mends nothing",
    ],
    [
      "silencing it without a reason, from within a block comment",
      release,
      changed(releaseRules, [rule, `/* calm-disable-next-line CALM101 */\n${rule}`]),
      "suppressions",
      "The comment in line 6 silences CALM101",
    ],
    [
      "a seal that nobody can take",
      release,
      changed(releaseRules, [rule, `${nobody}${sealedRule}`]),
      "answers",
      /the exercise answers `ready\("\w+"\)` in the end, and your rules do not/,
    ],
    [
      "a seal that rules never take",
      release,
      changed(releaseRules, [rule, `${sealed}closed(r) :- release(r), 1 = 2.\n${sealedRule}`]),
      "answers",
      /the exercise answers `ready\("\w+"\)` in the end, and your rules do not/,
    ],
    [
      "a guard that never holds",
      release,
      changed(releaseRules, [rule, "ready(r) :- release(r), !open_blocker(r, _), 1 = 2."]),
      "answers",
      /the exercise answers `ready\("\w+"\)` in the end, and your rules do not/,
    ],
    [
      "a guard against the very release of the scenario",
      release,
      changed(releaseRules, [
        rule,
        `${sealed}ready(r) :- release(r), closed(r), !open_blocker(r, _), r != "v7".`,
      ]),
      "answers",
      'the exercise answers `ready("v7")` in the end, and your rules do not',
    ],
    ["no rule at all", release, changed(releaseRules, [rule, ""]), "answers", /the exercise answers `ready/],
    [
      "facts in place of rules",
      release,
      changed(releaseRules, [rule, 'ready("v1").']),
      "answers",
      'The fact `ready("v1")` is new',
    ],
    [
      "dropping the operation",
      release,
      changed(
        releaseRules,
        [rule, seal],
        [".operation file", ".operation note"],
        ["at dublin: file", "at dublin: note"],
      ),
      "operations",
      "The operation `file` is gone",
    ],
    [
      "another parameter",
      release,
      changed(
        releaseRules,
        [rule, seal],
        [
          ".operation file(release: symbol, bug: symbol)",
          ".operation file(release: symbol, bug: symbol, who: symbol)",
        ],
        ['file("v1", "crash")', 'file("v1", "crash", "me")'],
      ),
      "operations",
      "`file` takes (symbol, symbol, symbol) now, and it has to take (symbol, symbol)",
    ],
    [
      "an operation that does nothing",
      release,
      changed(
        releaseRules,
        [rule, seal],
        ["insert open_blocker(release, bug).", "require release(release), bug = bug."],
      ),
      "effects",
      /`file\("\w+", "\w+"\)` writes a row of `open_blocker` in the exercise, and with your rules it does not/,
    ],
    [
      "an operation that writes something else",
      release,
      changed(
        releaseRules,
        [rule, seal],
        ["insert open_blocker(release, bug).", 'insert open_blocker("", bug).'],
      ),
      "effects",
      "writes a row of `open_blocker` in the exercise",
    ],
    [
      "an operation that is never done",
      release,
      changed(releaseRules, [rule, seal], ["{ insert open", "{ require 1 = 2. insert open"]),
      "effects",
      "`file` is never done any more",
    ],
    [
      "an operation for the scenario only",
      release,
      changed(releaseRules, [rule, seal], ["{ insert open", '{ require bug = "crash". insert open']),
      "effects",
      /`file` is refused in \d+ of \d+ states in which the exercise does it/,
    ],
    [
      "an operation that waits for what nobody says",
      release,
      changed(
        releaseRules,
        [rule, seal],
        [".operation file", ".decl never(x: symbol) static\n.operation file"],
        ["{ insert open", "{ require never(bug). insert open"],
      ),
      "effects",
      "`file` is never done any more",
    ],
    [
      "another scenario",
      release,
      changed(releaseRules, [rule, seal], ['  expect at madrid: !ready("v1").\n', ""]),
      "scenarios",
      "The scenario `on_its_way` was changed",
    ],
    [
      "no scenario",
      release,
      changed(releaseRules, [rule, seal]).split(".scenario")[0] ?? "",
      "scenarios",
      "The scenario `on_its_way` is gone",
    ],
    [
      "weakening the invariant",
      stock,
      changed(stockRules, ["n >= 0.", "n >= -5."]),
      "invariants",
      "The invariant `no_oversell` says something else now",
    ],
    [
      "assuming the invariant",
      stock,
      changed(stockRules, [".invariant no_oversell:", ".invariant no_oversell assumed:"]),
      "invariants",
      "`no_oversell` is `assumed` now",
    ],
    [
      "believing that there are no blockers",
      release,
      `${releaseRules}.invariant none assumed: open_blocker(_, _) => false.\n`,
      "invariants",
      "The invariant `none` is new, and `assumed`",
    ],
    [
      "forbidding blockers",
      release,
      `${releaseRules}.invariant none: open_blocker(_, _) => false.\n`,
      "answers",
      "The invariant `none` is new, and these facts, which the exercise takes, break it: `",
    ],
    [
      "dropping the invariant",
      stock,
      changed(
        stockRules,
        [".invariant no_oversell: left(_, n) => n >= 0.\n", ""],
        ["  expect holds no_oversell.\n", ""],
      ),
      "invariants",
      "The invariant `no_oversell` is gone",
    ],
    [
      "selling nothing",
      stock,
      changed(stockRules, escrow, ["  left(product) -= 1.\n", ""]),
      "effects",
      "`left`",
    ],
    [
      "more in stock",
      stock,
      changed(stockRules, escrow, ['left("camera", 1).', 'left("camera", 2).']),
      "answers",
      'The fact `left("camera", 1)` is gone',
    ],
    [
      "a column that only grows",
      stock,
      changed(
        stockRules,
        ["units: pncounter", "units: max<number>"],
        ["left(product) -= 1.", "insert left(product, 0)."],
      ),
      "relations",
      "`left.units` is `max<number>` now, and was `pncounter`",
    ],
    [
      "an invariant over a relation that is never filled",
      names,
      changed(nameRules, [
        ".invariant unique_name: account(a, u), account(b, u)",
        ".decl taken(id: number, name: symbol)\n.invariant unique_name: taken(a, u), taken(b, u)",
      ]),
      "invariants",
      "The invariant `unique_name` says something else now",
    ],
    [
      "one name for all",
      names,
      changed(nameRules, ["insert account(id, name).", 'insert account(id, cat("x", replica())).']),
      "effects",
      "writes a row of `account` in the exercise",
    ],
  ];
  test.each(cheats)("%s", (_, exercise, text, condition, said) => {
    const judgement = judgeRepair(exercise, text);
    expect(judgement.ok).toBe(false);
    expect(judgement.points).toBe(0);
    expect(broken(judgement)).toContain(condition);
    expect(messagesOf(judgement, condition)).toMatch(said);
    for (const { messages } of judgement.conditions)
      for (const message of messages) expect(message).toMatch(/^[`A-Z].*[.]$/su);
  });

  test("another answer is shown by a run of the student's own rules", () => {
    const text = changed(releaseRules, [rule, "ready(r) :- release(r)."]);
    const { conditions } = judgeRepair(release, text);
    const refutation = conditions.find(({ condition }) => condition === "answers")?.refutation;
    expect(refutation).toMatchObject({ kind: "other answer", confirmed: true });
    expect(refutation?.run?.expects).toEqual([false]);
  });
});

describe("texts that are no rules do no harm, and come to an end", () => {
  const texts: readonly Cheat[] = [
    ["an empty file", release, "", "readable", "The file is empty"],
    ["white space", release, " \n\t\r\n", "readable", "The file is empty"],
    ["ten megabytes", release, "a".repeat(10_000_000), "readable", "The file has 10,000,000 characters"],
    [
      "everything in an include",
      release,
      '.include "real.dl"\n',
      "readable",
      "`.include` in line 1 is not read",
    ],
    [
      "an include beside",
      release,
      `.include "/etc/passwd"\n${releaseRules}`,
      "readable",
      "`.include` in line 1 is not read",
    ],
    ["an input", release, `${releaseRules}.input release\n`, "readable", /`\.input` in line \d+ is not read/],
    [
      "a mistake",
      release,
      changed(releaseRules, ["release(r), ", "release(r) "]),
      "accepted",
      /`calm check` reports an error: line 6: .* \(CALM001\)\./,
    ],
    ["no text at all", release, "\0".repeat(1000), "accepted", "CALM001"],
    ["another language", release, "def ready(r):\n  return True\n", "accepted", "CALM001"],
    [
      "names that objects have",
      release,
      ".decl __proto__(constructor: symbol)\n.output __proto__\n",
      "outputs",
      "The output `ready` is gone",
    ],
    [
      "deep nesting",
      release,
      changed(releaseRules, [rule, `ready(r) :- release(r), ${"(".repeat(5000)}r = r${")".repeat(5000)}.`]),
      "accepted",
      "CALM001",
    ],
    [
      "a recursion without end",
      release,
      changed(releaseRules, [
        rule,
        ".decl n(x: number)\nn(0).\nn(x + 1) :- n(x).\nready(r) :- release(r), n(_).",
      ]),
      "readable",
      "The rule in line 8 computes values from its own relation",
    ],
    [
      "a recursion without end through two relations",
      release,
      changed(releaseRules, [
        rule,
        '.decl s(x: symbol)\n.decl t(x: symbol)\ns("ab").\nt(cat(x, x)) :- s(x).\ns(x) :- t(x).\nready(r) :- release(r), s(_).',
      ]),
      "readable",
      "The rule in line 9 computes values from its own relation",
    ],
    [
      "a long range",
      release,
      changed(releaseRules, [rule, "ready(r) :- release(r), x = range(0, 1000000000000), x < 0."]),
      "readable",
      "`range` is not used in the exercise",
    ],
    [
      "a slow pattern",
      release,
      changed(releaseRules, [rule, 'ready(r) :- release(r), match("(a+)+b", r).']),
      "readable",
      "`match` is not used in the exercise",
    ],
    [
      "a text that doubles",
      release,
      `${releaseRules}${Array.from({ length: 40 }, (_, i) => `.decl s${String(i)}(x: symbol)\n${i === 0 ? 's0("ab").' : `s${String(i)}(cat(x, x)) :- s${String(i - 1)}(x).`}\n`).join("")}`,
      "readable",
      "The rules put together more texts than the exercise needs",
    ],
    [
      "a join of very many",
      release,
      changed(releaseRules, [
        rule,
        `ready(r) :- release(r), ${Array.from({ length: 30 }, (_, i) => `release(x${String(i)})`).join(", ")}.`,
      ]),
      "readable",
      "One of the rules has 31 conditions",
    ],
    [
      "a scenario that never ends",
      release,
      `${releaseRules}.scenario long { replicas a, b. repeat 1000000000: at a: file("v1", "x"). }`,
      "readable",
      "The scenario `long` does more than 2,000 things",
    ],
    [
      "one within another",
      release,
      `${releaseRules}.scenario long { replicas a, b. repeat 100000: repeat 100000: at a: file("v1", "x"). }`,
      "readable",
      "The scenario `long` does more than 2,000 things",
    ],
    [
      "a computed number of times",
      release,
      `${releaseRules}.scenario long { replicas a, b. repeat 10 ^ 12: at a: file("v1", "x"). }`,
      "readable",
      "write how often as a number",
    ],
    [
      "a scenario of a year",
      release,
      `${releaseRules}.scenario long { replicas a, b. run 31536000000. }`,
      "readable",
      "it runs for longer than ten minutes",
    ],
    [
      "a hundred scenarios",
      release,
      `${releaseRules}${Array.from({ length: 100 }, (_, i) => `.scenario s${String(i)} { replicas a, b. settle. }\n`).join("")}`,
      "readable",
      "There are 101 scenarios, and 20 are enough",
    ],
    [
      "a crowd of replicas",
      release,
      `${releaseRules}.scenario crowd { replicas ${Array.from({ length: 200 }, (_, i) => `r${String(i)}`).join(", ")}. settle. }`,
      "readable",
      "has 200 replicas, and 9 are enough",
    ],
  ];
  test.each(texts)("%s", (_, exercise, text, condition, said) => {
    const judgement = judgeRepair(exercise, text);
    expect(judgement.ok).toBe(false);
    expect(broken(judgement)).toContain(condition);
    expect(messagesOf(judgement, condition)).toMatch(said);
  });

  test("a byte order mark and carriage returns are no part of the rules", () => {
    const text = changed(releaseRules, [rule, `${sealed}${sealedRule}`]).replaceAll("\n", "\r\n");
    expect(judgeRepair(release, `\uFEFF${text}`).ok).toBe(true);
  });
});

test("a recursion that the exercise has itself comes to an end by its limits", () => {
  const rules = `
.decl edge(from: symbol, to: symbol, length: unsigned)
.decl cut(from: symbol, to: symbol)
.decl far(to: symbol, length: unsigned)
far("start", 0) :- edge("start", _, _).
far(y, d + w) :- far(x, d), edge(x, y, w), d < 9.
.decl open(from: symbol, to: symbol)
open(x, y) :- edge(x, y, _), !cut(x, y).
.output far, open
`;
  const exercise = exerciseOf("routes", rules);
  const honest = changed(rules, [
    "open(x, y) :- edge(x, y, _), !",
    ".decl over(from: symbol, to: symbol)\n.seal cut(from, to) by over\nopen(x, y) :- edge(x, y, _), over(x, y), !",
  ]);
  expect(judgeRepair(exercise, honest).ok).toBe(true);
  const endless = judgeRepair(exercise, changed(honest, [", d < 9", ""]));
  expect(broken(endless)).toEqual(["readable"]);
  expect(messagesOf(endless, "readable")).toMatch(
    /^The rules do not come to an end on all facts: .*, line 6\.$/,
  );
});

// CALM_FUZZ asks for more.
const spoiltMost = Number(process.env["CALM_FUZZ"] ?? 40);

test("spoilt solutions are judged too, and most of them are refused", () => {
  const texts = [
    changed(releaseRules, [rule, `${sealed}${sealedRule}`]),
    changed(stockRules, escrow),
    changed(nameRules, ...ownNames),
  ];
  const exercises = [release, stock, names];
  const words = texts.flatMap((text) => text.split(/\b/));
  let refused = 0;
  for (let seed = 1; seed <= spoiltMost; seed++) {
    const chance = new Chance(seed);
    const at = chance.below(texts.length);
    const [exercise, text] = [exercises[at], texts[at] ?? ""];
    if (exercise === undefined) continue;
    const from = chance.below(text.length);
    const to = from + (chance.happens(0.5) ? chance.below(12) : 0);
    const spoilt = `${text.slice(0, from)}${chance.pickOf(words) ?? ""}${text.slice(to)}`;
    const { ok, conditions, points } = judgeRepair(exercise, spoilt);
    expect(points).toBe(ok ? 4 : 0);
    expect(conditions.every(({ messages }) => messages.length > 0)).toBe(true);
    if (ok)
      expect(
        checkedAlone({ path: "rules.dl", text: spoilt }).diagnostics.every(
          ({ severity }) => severity !== "error",
        ),
      ).toBe(true);
    else refused++;
  }
  expect(refused).toBeGreaterThan(spoiltMost / 2);
});
