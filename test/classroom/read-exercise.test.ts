import { describe, expect, test } from "vitest";
import { readExercise, type ReadExercise } from "../../src/classroom/read-exercise.ts";

const rules = [
  ".decl likes(video: symbol, count: gcounter)",
  ".decl popular(video: symbol)",
  "popular(v) :- likes(v, n), n >= 3.",
  ".output popular",
  ".invariant few: likes(_, n) => n <= 9.",
  "",
].join("\n");

function read(exercise: string, solution: string | null = null): ReadExercise {
  return readExercise("07-likes", { exercise, rules, solution });
}

function problems(exercise: string, solution: string | null = null): readonly string[] {
  const result = read(exercise, solution);
  return "problems" in result ? result.problems : [];
}

const body = "# Likes\n\nCount them.\n";

test("an exercise is what its texts say", () => {
  const block = "---\ntask: classify\nlevel: Middle\nchoose: likes.count, likes\nask: popular\n---\n\n";
  expect(read(`${block}${body}`, '{ "answers": { "few": { "answer": "needs_coordination" } } }')).toEqual({
    exercise: {
      name: "likes",
      title: "Likes",
      task: "classify",
      level: "middle",
      asks: ["popular"],
      choices: ["likes.count", "likes"],
      prose: "Count them.",
      rules: { path: "rules.dl", text: rules },
      solution: new Map([["few", "needs coordination"]]),
    },
  });
});

test("without a block everything is asked, and it is easy", () => {
  expect(read(`\uFEFF${body}`)).toMatchObject({
    exercise: { task: "classify", level: "easy", asks: "all", choices: [] },
  });
});

test("who chooses a type is asked nothing else, unless the block says so", () => {
  expect(read(`---\nchoose: likes.count\n---\n${body}`)).toMatchObject({ exercise: { asks: [] } });
  expect(read(`---\nchoose: likes.count\nask: all\n---\n${body}`)).toMatchObject({
    exercise: { asks: "all" },
  });
});

test("the carriage returns of another system are no part of the text", () => {
  expect(read("---\r\nlevel: hard\r\n---\r\n# Likes\r\n\r\nCount\r\nthem.\r\n")).toMatchObject({
    exercise: { level: "hard", title: "Likes", prose: "Count\nthem." },
  });
});

describe("every problem is told with its line", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "an open block",
      "---\nlevel: easy\n# Likes\n\nx",
      "exercise.md:1: the block that begins here is not closed: write a line `---` below it",
    ],
    [
      "a line without a colon",
      `---\nlevel easy\n---\n${body}`,
      "exercise.md:2: a line of the block has the form `name: value`, and this one is `level easy`",
    ],
    [
      "an unknown setting",
      `---\n\nlevl: easy\n---\n${body}`,
      "exercise.md:3: `levl` is nothing that an exercise has: did you mean `level`?",
    ],
    [
      "an unknown level",
      `---\nlevel: heavy\n---\n${body}`,
      "exercise.md:2: `heavy` is no `level`: it is `easy`, `middle` or `hard`",
    ],
    [
      "a misspelt task",
      `---\ntask: repiar\n---\n${body}`,
      "exercise.md:2: `repiar` is no `task`: did you mean `repair`?",
    ],
    [
      "a setting given twice",
      `---\nlevel: easy\nlevel: hard\n---\n${body}`,
      "exercise.md:3: `level` is given twice, first in line 2",
    ],
    ["a setting without a value", `---\nlevel:\n---\n${body}`, "exercise.md:2: `level` has no value"],
    [
      "a comma too many",
      `---\nask: popular,\n---\n${body}`,
      "exercise.md:2: `ask` takes names, separated by commas",
    ],
    [
      "an unknown relation",
      `---\nchoose: like.count\n---\n${body}`,
      "exercise.md:2: rules.dl declares no relation `like`: did you mean `likes`?",
    ],
    [
      "an unknown column",
      `---\nchoose: likes.cuont\n---\n${body}`,
      "exercise.md:2: `likes` has no column `cuont`: did you mean `count`?",
    ],
    [
      "a derived relation",
      `---\nchoose: popular\n---\n${body}`,
      "exercise.md:2: `popular` is derived by rules, so that its type is no choice",
    ],
    [
      "too many points",
      `---\nchoose: a.b.c\n---\n${body}`,
      "exercise.md:2: `choose` takes a column, `likes.count`, or a relation, and not `a.b.c`",
    ],
    [
      "an unknown output",
      `---\nask: popluar\n---\n${body}`,
      "exercise.md:2: rules.dl has no output and no invariant `popluar`: did you mean `popular`?",
    ],
    [
      "a type in a repair",
      `---\ntask: repair\nchoose: likes.count\n---\n${body}`,
      "exercise.md:3: an exercise with `task: repair` asks for no type: take `choose` out",
    ],
    [
      "no title",
      "---\nlevel: easy\n---\n\nCount them.\n",
      "exercise.md:5: the text begins with its title, `# …`",
    ],
    ["no text", "", "exercise.md: it has no text: it begins with its title, `# …`"],
    ["only a title", "# Likes\n", "exercise.md: there is nothing below the title: say what is to be done"],
    ["a long title", `# ${"a".repeat(121)}\n\nx`, "exercise.md:1: the title is longer than 120 characters"],
  ];
  test.each(cases)("%s", (_, exercise, problem) => {
    expect(problems(exercise)).toEqual([problem]);
  });

  const solutions: readonly (readonly [string, string, string])[] = [
    ["no JSON", '{\n  "answers": {\n    oops\n  }\n}', "solution.json:3: it is no JSON"],
    ["JSON that ends too early", '{\n  "answers": {', "solution.json:2: it is no JSON"],
    ["no object", "[]", "solution.json: it should hold an object, `{ … }`"],
    ["no answers", "{}", "solution.json: it has no `answers`"],
    [
      "an unknown name",
      '{ "answers": {\n "fwe": "needs coordination" } }',
      "solution.json:2: rules.dl has no output and no invariant `fwe`: did you mean `few`?",
    ],
    [
      "an unknown phrase",
      '{ "answers": {\n "few": "needs cordination" } }',
      "solution.json:2: `needs cordination` is no answer: did you mean `needs coordination`?",
    ],
    ["nothing said", '{ "answers": {\n\n "few": {} } }', "solution.json:3: it has no `answer` for `few`"],
  ];
  test.each(solutions)("in a solution: %s", (_, solution, problem) => {
    expect(problems(body, solution)).toEqual([problem]);
  });
});

describe("hostile texts do no harm", () => {
  test("names that objects have already are names like others", () => {
    expect(problems(`---\nchoose: __proto__.constructor\nask: toString\n---\n${body}`)).toEqual([
      "exercise.md:2: rules.dl declares no relation `__proto__`",
      "exercise.md:3: rules.dl has no output and no invariant `toString`",
    ]);
    expect(problems(body, '{ "answers": { "__proto__": "needs coordination" } }')).toEqual([
      "solution.json:1: rules.dl has no output and no invariant `__proto__`",
    ]);
    expect(({} as Readonly<Record<string, unknown>>)["answer"]).toBeUndefined();
  });

  test("huge texts are not read", () => {
    const huge = "a".repeat(10_000_000);
    expect(problems(huge)).toEqual([
      "exercise.md: it is longer than 1,000,000 characters, so that it was not read",
    ]);
    expect(problems(body, huge)).toEqual([
      "solution.json: it is longer than 1000000 characters, so that it was not read",
    ]);
    expect(readExercise("x", { exercise: body, rules: huge, solution: null })).toEqual({
      problems: ["rules.dl: it is longer than 1,000,000 characters, so that it was not read"],
    });
  });

  test("what would move a terminal's cursor is not in the title, nor in a message", () => {
    expect(read("# Li\u001b[2Jkes\u202e!\n\nx")).toMatchObject({ exercise: { title: "Li [2Jkes !" } });
    expect(problems(`---\nlev\u001b[31mel: easy\n---\n${body}`)).toEqual([
      "exercise.md:2: `lev [31mel` is nothing that an exercise has: it may be `task`, `level`, `choose` or `ask`",
    ]);
  });

  test("many lines before the end of a block are no block", () => {
    expect(problems(`---\n${"level: easy\n".repeat(100_000 / 12)}---\n${body}`)[0]).toBe(
      "exercise.md:1: the block that begins here is not closed: write a line `---` below it",
    );
  });

  test("rules that say nothing are no exercise", () => {
    expect(readExercise("x", { exercise: body, rules: " \n", solution: null })).toEqual({
      problems: ["rules.dl: it is empty"],
    });
  });
});
