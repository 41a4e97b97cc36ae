import { Option, type Command } from "commander";
import { colorOption, examples, positiveNumber } from "./command-options.ts";
import type { ExerciseCheckOptions } from "./exercise-check-options.ts";
import type { ExerciseGradeOptions } from "./exercise-grade.ts";
import type { ExerciseHintOptions } from "./exercise-hint.ts";
import type { ExerciseReportOptions } from "./exercise-list.ts";
import type { ExerciseNewOptions } from "./exercise-new.ts";
import type { ExerciseStartOptions } from "./exercise-start.ts";
import type { ExitCode } from "./exit-code.ts";

/** Adds `calm exercise` with its subcommands, described but not loaded. */
export function addExercise(calm: Command, finish: (code: ExitCode) => void): void {
  const exercise = calm
    .command("exercise")
    .summary("learn by exercises, and teach with them")
    .description(
      "Exercises in four lessons: a program, and for each of its answers the question whether replicas can give it alone. A wrong answer is not called wrong and left there: it is shown a run of two replicas that disagree, or the proof that they never will.",
    )
    .helpCommand(false)
    .addHelpText(
      "after",
      examples(
        ["calm exercise list", "what there is"],
        ["calm exercise show 1", "read the first"],
        ["calm exercise start 1", "take a copy of it, and fill in its answers.json"],
        ["calm exercise check reactions", "is it right? If not, see why"],
        ["calm exercise hint reactions", "what to look at next"],
      ) +
        "\n\nFor teachers: `new` begins an exercise of your own, `lint` says what is wrong\n" +
        "with it, and `grade` grades a class.",
    );
  addList(exercise, finish);
  addShow(exercise, finish);
  addStart(exercise, finish);
  addCheck(exercise, finish);
  addHint(exercise, finish);
  addNew(exercise, finish);
  addLint(exercise, finish);
  addGrade(exercise, finish);
}

const whichHelp =
  "\n\nN is the number of an exercise, its name, or the path of a folder that holds\n" +
  "exercise.md and rules.dl.";

const exitCodesHelp =
  "\n\nExit codes: 0 done; 2 wrong usage, or a file that cannot be read or written; 70\na fault of calm.";

function addList(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("list")
    .summary("list the lessons and their exercises")
    .description("Lists the lessons with their exercises: number, name, level, what is asked, title.")
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(["calm exercise list", "all lessons"], ["calm exercise list --format json", "for programs"]) +
        exitCodesHelp,
    )
    .action(async (options: ExerciseReportOptions) => {
      const { exerciseList } = await import("./exercise-list.ts");
      finish(exerciseList(options));
    });
}

function addShow(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("show")
    .summary("show the task, the rules and the questions")
    .description("Shows an exercise: its task, its rules with line numbers, and what is asked of them.")
    .argument("<n>", "number, name or folder of an exercise")
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise show 1", "by its number"],
        ["calm exercise show release-ready", "by its name"],
        ["calm exercise show ./my-exercise", "a folder of your own"],
        ["calm exercise show 5 --color always | less -R", "page by page"],
      ) +
        whichHelp +
        exitCodesHelp,
    )
    .action(async (words: string, options: ExerciseReportOptions) => {
      const { exerciseShow } = await import("./exercise-show.ts");
      finish(exerciseShow(words, options));
    });
}

function addStart(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("start")
    .summary("take a copy of an exercise to work on")
    .description(
      "Copies an exercise into a new folder: exercise.md, rules.dl, and an answers.json to fill in. Overwrites nothing.",
    )
    .argument("<n>", "number, name or folder of an exercise")
    .argument("[folder]", "where to (default: a folder with the exercise's name)")
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise start 1", "into the folder reactions"],
        ["calm exercise start 1 homework/ana", "into this one"],
      ) +
        "\n\nIn answers.json each question has an entry; what may be said stands below, in\n" +
        '`choices`. An answer reads\n  "ready": {\n    "answer": "needs coordination",\n    "question": "reads an absence",\n    "boundary": "blocker"\n  }\n' +
        "Case, spaces, hyphens and underscores do not matter. An exercise to be repaired\n" +
        "has no answers.json: change rules.dl." +
        whichHelp +
        exitCodesHelp,
    )
    .action(async (words: string, folder: string | undefined, options: ExerciseStartOptions) => {
      const { exerciseStart } = await import("./exercise-start.ts");
      finish(exerciseStart(words, folder ?? null, options));
    });
}

function addCheck(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("check")
    .summary("is it right? if not, see a run that shows why")
    .description(
      "Says of each answer whether it is right. For the first that is not it shows the refutation: a story, a diagram of two replicas with time downwards, and a file with the run, which you can change and run again. Of an exercise to be repaired it judges rules.dl.",
    )
    .argument("[folder]", "a folder that `start` made (default: the current one)")
    .option("-i, --interactive", "ask question by question, and write the answers into answers.json", false)
    .option("--all", "show every refutation, not only the first", false)
    .option("--svg <file>", "draw the run of the first refutation into this file as well")
    .option("--ascii", "draw without signs that are not ASCII", false)
    .addOption(
      new Option("--schedules <number>", "on how many schedules a proof is tried (default: 1,000)").argParser(
        positiveNumber,
      ),
    )
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise check", "the exercise in the current folder"],
        ["calm exercise check reactions", "another one"],
        ["calm exercise check -i", "answer in the terminal"],
        ["calm exercise check --svg run.svg", "also draw the run, to be looked at"],
      ) +
        "\n\nWithout an answers.json it asks, if you sit at a terminal. What you did not\n" +
        "answer is shown as such, and costs its points. Nothing is sent anywhere.\n" +
        "\nExit codes: 0 all right; 1 an answer is wrong or missing; 2 wrong usage, or a\n" +
        "file that cannot be read or written; 70 a fault of calm; 130 Ctrl-C.",
    )
    .action(async (folder: string | undefined, options: ExerciseCheckOptions) => {
      const { exerciseCheck } = await import("./exercise-check.ts");
      finish(await exerciseCheck(folder ?? ".", options));
    });
}

function addHint(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("hint")
    .summary("say what to look at next")
    .description(
      "Gives a hint, in three levels: the question to ask, the place to look at, the shape of the story. In a folder that `start` made, each call gives the next level.",
    )
    .argument("[n]", "number, name or folder of an exercise (default: the current folder)")
    .argument("[name]", "for which output or invariant (default: the first that is not right yet)")
    .addOption(new Option("--level <number>", "1, 2 or 3 (default: the next)").choices(["1", "2", "3"]))
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise hint", "the next, in a folder of `start`"],
        ["calm exercise hint ready", "the next one for `ready`"],
        ["calm exercise hint 5 ready --level 2", "where to look, without a folder"],
      ) +
        "\n\nWhich hints were given is kept in the folder, in .calm-hints.json." +
        whichHelp +
        exitCodesHelp,
    )
    .action(async (words: string | undefined, name: string | undefined, options: ExerciseHintOptions) => {
      const { exerciseHint } = await import("./exercise-hint.ts");
      finish(exerciseHint(words ?? null, name ?? null, options));
    });
}

function addNew(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("new")
    .summary("begin an exercise of your own")
    .description(
      "Writes an exercise to begin with: exercise.md and rules.dl, with comments that say how each is written. The right answers need not be written down: they are what the checker proves. Overwrites nothing.",
    )
    .argument("<name>", "its name: lower case, digits and hyphens")
    .argument("[folder]", "where to (default: a folder with this name)")
    .addOption(
      new Option("--task <task>", "classify (default) or repair")
        .choices(["classify", "repair"])
        .default("classify"),
    )
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise new library-fines", "into the folder library-fines"],
        ["calm exercise new --task repair last-seat", "a program to be mended"],
        ["calm exercise lint library-fines", "then: what is missing?"],
      ) + exitCodesHelp,
    )
    .action(async (name: string, folder: string | undefined, options: ExerciseNewOptions) => {
      const { exerciseNew } = await import("./exercise-new.ts");
      finish(exerciseNew(name, folder ?? null, options));
    });
}

function addLint(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("lint")
    .summary("say what is wrong with exercises")
    .description(
      "Looks at exercises as their teacher: what exercise.md lacks, what is wrong with the rules, which questions the checker leaves open, where solution.json says otherwise than the checker proves, whether a repair has a solution that is accepted, and whether the text gives the answer away.",
    )
    .argument("[folder...]", "exercises, or folders that hold some (default: the current one)")
    .addOption(formatOption())
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise lint library-fines", "one exercise"],
        ["calm exercise lint exercises", "all that are below this folder"],
      ) +
        "\n\nWhere the checker leaves a question open, solution.json decides it:\n" +
        '  {"answers": {"ready": {"answer": "needs coordination"}}}\n' +
        "\nExit codes: 0 nothing is wrong; 1 something is; 2 wrong usage, or a folder\n" +
        "without exercises; 70 a fault of calm.",
    )
    .action(async (folders: readonly string[], options: ExerciseReportOptions) => {
      const { exerciseLint } = await import("./exercise-lint.ts");
      finish(exerciseLint(folders, options));
    });
}

function addGrade(exercise: Command, finish: (code: ExitCode) => void): void {
  exercise
    .command("grade")
    .summary("grade a class")
    .description(
      "Grades what a class handed in: a folder with a folder for each student, and in it an answers.json, or a folder for each exercise with answers.json or, for a repair, rules.dl. Shows a table, what could not be read, and what most got wrong.",
    )
    .argument("<folder>", "the class's folder")
    .addOption(
      new Option("--format <format>", "pretty (default), csv or json")
        .choices(["pretty", "csv", "json"])
        .default("pretty"),
    )
    .option("--exercise <n>", "grade this one only: number, name, or a folder of one or more exercises")
    .option("--out <file>", "write the table into this file")
    .addOption(
      new Option("--time-limit <seconds>", "how long a student's program may take to be judged (default: 10)")
        .argParser(positiveNumber)
        .default(10, "10"),
    )
    .addOption(colorOption())
    .addHelpText(
      "after",
      examples(
        ["calm exercise grade homework", "what everybody handed in"],
        ["calm exercise grade homework --exercise 5", "one exercise"],
        ["calm exercise grade homework --format csv", "for a spreadsheet"],
        ["calm exercise grade ready-submissions", "as GitHub Classroom fetches it"],
      ) +
        "\n\nIts answers.json says of which exercise something is, or its folder's name.\n" +
        "An answer counts 2 points, what decided it 1, a boundary 1, a type 2, a repair\n4. " +
        "Links are not followed, and nothing outside students' folders is opened.\n" +
        "More for teachers: examples/exercises/README.md.\n" +
        "\nExit codes: 0 done; 2 wrong usage, or a folder that cannot be read; 70 a fault\n" +
        "of calm.",
    )
    .action(async (folder: string, options: ExerciseGradeOptions) => {
      const { gradeFolder } = await import("./exercise-grade.ts");
      finish(await gradeFolder(folder, options));
    });
}

function formatOption(): Option {
  return new Option("--format <format>", "pretty (default) or json")
    .choices(["pretty", "json"])
    .default("pretty");
}
