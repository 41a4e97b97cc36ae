/** What a new exercise begins with; `lint` finds it where it was left as it was. */
export const unfinished = "TODO";

/** The files that `calm exercise new` writes, by name. */
export function newExerciseFiles(task: "classify" | "repair"): Readonly<Record<string, string>> {
  return task === "classify"
    ? { "exercise.md": classifyText, "rules.dl": classifyRules }
    : { "exercise.md": repairText, "rules.dl": repairRules, "solution.dl": repairSolution };
}

const classifyText = `---
task: classify
level: easy
---

# TODO: a title

<!-- Comments such as this one are not shown. The block above begins the file:
     task    classify: say of each output and invariant whether it needs coordination
             repair: change rules.dl until \`calm check\` accepts it
     level   easy, middle or hard
     choose  a column (likes.count) or a relation (tags) whose type is to be chosen;
             several with commas. Then only that is asked, unless there is also
     ask     names of outputs and invariants, with commas, or all -->

TODO: Who are the people, and where are the replicas? What arrives late?

TODO: What is promised to whom by each output (\`missing\`), and what happens if it is not kept?
Students need this more than the rules: whether a row may be withdrawn depends on who acts on it.

TODO: End with the question. Do not write the answer's own words into the text: \`calm exercise lint\`
looks for them.
`;

const opening = `// TODO: one sentence that says what this program is about.

`;

const rule = `.decl missing(title: symbol)
missing(t) :- book(t), !returned(t).
.output missing
`;

const scenario = `.scenario at_work {
  replicas madrid, dublin.
  at madrid: book("Emma").
  at dublin: returned("Emma").
  settle.
  expect !missing("Emma").
}
`;

const classifyRules = `${opening}// What is told to the program. These relations have no rules.
.decl book(title: symbol)
.decl returned(title: symbol)

// What it concludes. Each .output and each .invariant is a question.
// Right is what \`calm check\` and \`calm confluence\` prove: change the
// rules, and the key changes.
${rule}
// An output promises that its rows stand. This one would promise less:
//   .output missing(promise="eventual")

// Operations and invariants, where something must never happen:
//   .operation lend(title: symbol) { insert lent(title). }
//   .invariant once: lent(t, a), lent(t, b) => a = b.

// A scenario shows how the program is used; \`calm simulate\` runs it.
${scenario}`;

const repairText = `---
task: repair
level: hard
---

# TODO: a title

<!-- Comments such as this one are not shown. Students change rules.dl. Right is what \`calm check\`
     accepts, as long as each output and invariant keeps its promise and its words, the scenarios
     pass, and the answers stay what they were. solution.dl is your own solution: students do not
     get it, and \`calm exercise lint\` has it judged. -->

TODO: Who are the people, and where are the replicas? What is promised to whom?

TODO: What goes wrong now? Say what students may change, and what has to stay.
`;

const repairRules = `${opening}.decl book(title: symbol)
.decl returned(title: symbol)

// A letter is sent for each of them, and cannot be called back.
${rule}
// It has to pass before and after the repair.
${scenario}`;

const repairSolution = repairRules
  .replace(
    "// A letter is sent for each of them, and cannot be called back.\n",
    "// A letter is sent for each of them, and cannot be called back: all are\n// asked before.\n.boundary last_call by barrier\n",
  )
  .replace("missing(t) :- book(t)", "missing(t) at last_call :- book(t)");
