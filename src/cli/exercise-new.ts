import { builtInExercises } from "../node/exercise-folders.ts";
import { UsageError } from "../node/usage-error.ts";
import { openConsole, type ColorChoice } from "./console.ts";
import { writeNew } from "./exercise-start.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { markdownLines } from "./markdown-text.ts";
import { newExerciseFiles } from "./new-exercise-files.ts";

export interface ExerciseNewOptions {
  readonly task: "classify" | "repair";
  readonly color: ColorChoice;
}

/** `calm exercise new`: the files of an exercise to be filled in. Overwrites nothing. Throws `UsageError`. */
export function exerciseNew(
  name: string,
  target: string | null,
  { task, color }: ExerciseNewOptions,
): ExitCode {
  if (!/^(?:\d+-)?\p{L}[\p{L}\p{N}_-]*$/u.test(name))
    throw new UsageError(
      `${name} is no name for an exercise`,
      "letters, digits and hyphens, such as library-fines; a number may stand in front: 01-library-fines",
    );
  const taken = builtInExercises().find((one) => one.name === name.replace(/^\d+-/, ""));
  if (taken !== undefined)
    throw new UsageError(
      `an exercise that comes with calm is called ${taken.name} too, and would be taken for yours`,
      "choose another name",
    );
  const wide = openConsole(color);
  const console = { ...wide, width: Math.min(80, wide.width) };
  const folder = target ?? name;
  for (const path of writeNew(folder, newExerciseFiles(task))) console.write(`wrote ${path}\n`);
  const solution = task === "repair" ? ", your solution into `solution.dl`" : "";
  const text = `1. Write the task into \`exercise.md\` and the program into \`rules.dl\`${solution}. They run as they are.
2. \`calm exercise lint ${folder}\` says what is left to do. The key is what the checker proves.
3. \`calm exercise show ${folder}\` shows it as students see it.
4. \`calm exercise start ${folder} FOLDER\` makes the folder that students get.
5. \`calm exercise grade HOMEWORK --exercise ${folder}\` grades what they hand in.`;
  console.write(`\n${markdownLines(text, console).join("\n")}\n`);
  return exitCodes.fine;
}
