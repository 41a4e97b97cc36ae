import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../base/nearest-name.ts";
import { readAnswerSheet, type AnswerSheet } from "../classroom/answer-sheet.ts";
import { classSummary } from "../classroom/class-summary.ts";
import type { Exercise } from "../classroom/exercise.ts";
import { grade, percentOf, unjudgedRepair, type Grade } from "../classroom/grade.ts";
import { judge } from "../classroom/judge.ts";
import { questionsOf } from "../classroom/questions.ts";
import { repairPoints } from "../classroom/repair-judgement.ts";
import { checkProgram, type Checked } from "../diagnostics/check.ts";
import {
  builtInExercises,
  findExercise,
  isExerciseFolder,
  readFolder,
  type ExerciseFolder,
} from "../node/exercise-folders.ts";
import { ReadFailure } from "../node/source-store.ts";
import {
  readClass,
  readHandIn,
  type ClassFolder,
  type FileText,
  type StudentFolder,
  type Submission,
} from "../node/submissions.ts";
import { UsageError } from "../node/usage-error.ts";
import { parse } from "../syntax/parse.ts";
import { classCsv } from "./class-csv.ts";
import { classJson } from "./class-json.ts";
import { classTable } from "./class-table.ts";
import { openConsole, type ColorChoice } from "./console.ts";
import { ruleErrors } from "./exercise-lint.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import type { GradedClass, GradedStudent, StudentGrade } from "./graded-class.ts";
import { ProgressLine } from "./progress-line.ts";
import { RepairJudges, repairLimits, type JudgedRepair } from "./repair-judges.ts";
import { writeFilesWhole, WriteFailure } from "./write-file.ts";

export interface ExerciseGradeOptions {
  readonly format: "csv" | "json" | "pretty";
  /** A number, a name or a path: the one exercise, or the folder of several, that is graded. */
  readonly exercise?: string;
  readonly out?: string;
  /** Seconds of the processor's time in which a changed program has to be judged. */
  readonly timeLimit: number;
  readonly color: ColorChoice;
}

/**
 * `calm exercise grade`: grades what lies in a class's folder, a folder for each student. Ends with
 * 2 where a student's folder cannot be read; what the others handed in is graded all the same.
 * Throws `UsageError`.
 */
export async function gradeFolder(folder: string, options: ExerciseGradeOptions): Promise<ExitCode> {
  const course = courseOf(options.exercise ?? null);
  const found = classIn(folder, course);
  const console = openConsole(options.out === undefined ? options.color : "never");
  const line = new ProgressLine(process.stderr);
  const judges = new RepairJudges({ ...repairLimits, time: options.timeLimit * 1000 });
  let isReadable: boolean;
  let graded: GradedClass;
  try {
    ({ graded, isReadable } = await gradeClass(folder, found, course, judges, (done) => {
      line.show(() => `student ${String(done)} of ${String(found.students.length)}`);
    }));
  } finally {
    line.clear();
    judges.close();
  }
  const text = { csv: classCsv, json: classJson, pretty: (one: GradedClass) => classTable(one, console) }[
    options.format
  ](graded);
  if (options.out === undefined) console.write(text);
  else writeOut(options.out, text);
  if (graded.exercises.length === 0) {
    console.note("calm: nothing was graded: nobody handed in an exercise that comes with calm");
    console.note("your own are graded with --exercise and the folder of one, or of several");
  }
  return isReadable ? exitCodes.fine : exitCodes.usage;
}

function classIn(folder: string, course: Course): ClassFolder {
  try {
    const found = readClass(folder, course.assignments);
    if (found.students.length > 0) return found;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    throw new UsageError(`${folder} ${error.message}`, expectedFolder);
  }
  throw new UsageError(`${folder} holds no folder of a student`, expectedFolder);
}

const expectedFolder =
  "a class's folder holds a folder for each student, with an answers.json in it,\nor with a folder for each exercise";

function writeOut(path: string, text: string): void {
  try {
    writeFilesWhole([{ path, pieces: [text] }]);
  } catch (error) {
    throw error instanceof WriteFailure ? new UsageError(error.message) : error;
  }
}

// The exercises that there are.

/** The exercises that students may have handed in. */
interface Course {
  readonly folders: readonly ExerciseFolder[];
  /** Whether they were named, so that each of them is expected of everybody. */
  readonly isNamed: boolean;
  /** How folders may be called in which they were handed out. */
  readonly assignments: readonly string[];
  /** Whether an exercise comes with the tool, and is not graded. */
  isOther(name: string): boolean;
  /** Reads and checks an exercise when it is first asked for. Throws `UsageError`. */
  load(folder: ExerciseFolder): LoadedExercise;
}

interface LoadedExercise {
  readonly exercise: Exercise;
  readonly checked: Checked;
  /** What somebody gets who handed in nothing. */
  readonly nothing: Grade;
}

function courseOf(words: string | null): Course {
  const folders = words === null ? builtInExercises() : namedExercises(words);
  const loaded = new Map<ExerciseFolder, LoadedExercise>();
  const assignments = folders.flatMap(namesOf);
  const others = new Set(
    words === null
      ? []
      : builtInExercises()
          .flatMap(namesOf)
          .filter((name) => !/^\d+$/.test(name)),
  );
  return {
    folders,
    isNamed: words !== null,
    assignments,
    isOther: (name) => others.has(name) && !assignments.includes(name),
    load: (folder) => {
      const known = loaded.get(folder) ?? loadExercise(folder);
      loaded.set(folder, known);
      return known;
    },
  };
}

/** One exercise, or those in a folder and in the lessons below it. */
function namedExercises(words: string): readonly ExerciseFolder[] {
  const isFolder = existsSync(words) && statSync(words).isDirectory();
  if (!isFolder || isExerciseFolder(words)) return [findExercise(words)];
  const below = foldersIn(words).flatMap((path) => (isExerciseFolder(path) ? [path] : foldersIn(path)));
  const found = below.filter(isExerciseFolder).map(findExercise);
  return found.length === 0 ? [findExercise(words)] : found;
}

function foldersIn(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
    .sort((a, b) => (a < b ? -1 : 1));
}

function loadExercise({ path, name }: ExerciseFolder): LoadedExercise {
  const { exercise, problems } = readFolder(path);
  if (exercise === null) throw new UsageError(`the exercise ${name} cannot be read`, problems.join("\n"));
  const checked = checkProgram(parse(exercise.rules), () => ({ problem: "not found" }));
  // What is left of such rules would be a key, but a wrong one.
  const errors = ruleErrors(exercise, checked);
  if (errors.length > 0)
    throw new UsageError(
      `the exercise ${name} has errors in its rules, so that nobody can be graded by it`,
      `${errors[0] ?? ""}\n\`calm exercise lint ${path}\` says more`,
    );
  const nothing =
    exercise.task === "repair"
      ? unjudgedRepair(exercise, "missing", "nothing was handed in", repairPoints)
      : grade(exercise, judge(exercise, checked, { answers: new Map() }, { refutations: false }));
  return { exercise, checked, nothing };
}

/** What an exercise may be called, in plain writing: `release-ready`, `05-release-ready`, `5`, `05`. */
function namesOf(folder: ExerciseFolder): readonly string[] {
  const { number } = folder;
  const name = plain(folder.name);
  if (number === null) return [name];
  const digits = String(number).padStart(2, "0");
  return [name, `${digits}-${name}`, String(number), digits];
}

// A class, student by student.

async function gradeClass(
  folder: string,
  { students, assignment, filesBeside }: ClassFolder,
  course: Course,
  judges: RepairJudges,
  progress: (done: number) => void,
): Promise<{ readonly graded: GradedClass; readonly isReadable: boolean }> {
  const results: StudentResult[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < students.length; index = next++) {
      const student = students[index];
      if (student === undefined) return;
      results[index] = await gradeStudent(student, assignment, course, judges);
      progress(++done);
      // So that Ctrl-C is heard between two students.
      await new Promise(setImmediate);
    }
  };
  await Promise.all(Array.from({ length: studentsAtATime }, work));
  const met = new Set(results.flatMap(({ grades }) => [...grades.keys()]));
  const folders = course.folders.filter((one) => course.isNamed || met.has(one));
  const graded = results.map((result) => completed(result, folders, course));
  return {
    graded: {
      folder,
      exercises: folders.map((one) => {
        const { exercise, nothing } = course.load(one);
        return { exercise, number: one.number, pointsMost: nothing.pointsMost };
      }),
      students: graded,
      summary: classSummary(
        folders.map((_, index) =>
          graded.flatMap(({ grades }) => {
            const one = grades[index];
            return one === undefined ? [] : [{ grade: one.grade, handedIn: one.status === "graded" }];
          }),
        ),
      ),
      filesBeside,
    },
    isReadable: results.every(({ isUnreadable }) => !isUnreadable),
  };
}

/** Enough to keep all processes busy that judge repairs. */
const studentsAtATime = 8;

interface StudentResult {
  readonly student: StudentFolder;
  readonly grades: ReadonlyMap<ExerciseFolder, StudentGrade>;
  readonly problems: readonly string[];
  readonly isUnreadable: boolean;
}

/** With nothing for each exercise that was not handed in. */
function completed(
  { student, grades, problems }: StudentResult,
  folders: readonly ExerciseFolder[],
  course: Course,
): GradedStudent {
  const all = folders.map(
    (folder): StudentGrade =>
      grades.get(folder) ?? {
        grade: course.load(folder).nothing,
        status: "missing",
        file: null,
        problems: [],
      },
  );
  const points = all.reduce((sum, one) => sum + one.grade.points, 0);
  const pointsMost = all.reduce((sum, one) => sum + one.grade.pointsMost, 0);
  const { name, folder } = student;
  const isEmpty = grades.size === 0 && problems.length === 0;
  return {
    name,
    folder,
    points,
    pointsMost,
    percent: percentOf(points, pointsMost),
    grades: all,
    problems: isEmpty ? ["nothing was handed in"] : problems,
  };
}

async function gradeStudent(
  student: StudentFolder,
  assignment: string | null,
  course: Course,
  judges: RepairJudges,
): Promise<StudentResult> {
  const { submissions, problems, isUnreadable } = readHandIn(student);
  const told = new Notes(problems);
  const chosen = new Map<ExerciseFolder, Assigned>();
  for (const submission of submissions) {
    const assigned = assign(submission, assignment, course, told);
    if (assigned === null) continue;
    const earlier = chosen.get(assigned.folder);
    if (earlier === undefined) chosen.set(assigned.folder, assigned);
    else
      told.add(
        `\`${fileOf(assigned)}\` is of ${assigned.folder.name} too; \`${fileOf(earlier)}\` was graded`,
      );
  }
  const grades = new Map<ExerciseFolder, StudentGrade>();
  const graded = await Promise.all(
    [...chosen.values()].map(
      async (one) => [one.folder, await gradeSubmission(one, course, judges)] as const,
    ),
  );
  for (const [folder, one] of graded) grades.set(folder, one);
  return { student, grades, problems: told.sentences, isUnreadable };
}

/** A submission, of which exercise it is, and what its `answers.json` says. */
interface Assigned {
  readonly submission: Submission;
  readonly folder: ExerciseFolder;
  readonly sheet: AnswerSheet | null;
}

/** Null where it is of no exercise that is graded, which is told unless it is of another one. */
function assign(
  submission: Submission,
  assignment: string | null,
  course: Course,
  told: Notes,
): Assigned | null {
  const { path, answers } = submission;
  const sheet = answers?.kind === "text" ? readAnswerSheet(answers.text) : null;
  const written = sheet?.exercise ?? startedAs(submission);
  const names = [
    written,
    startedAs(submission),
    path.slice(path.lastIndexOf("/") + 1),
    path === "" ? assignment : null,
  ];
  for (const name of names) {
    const folder = course.folders.find((one) => namesOf(one).includes(plain(name ?? "")));
    if (folder !== undefined) return { submission, folder, sheet };
    if (course.isOther(plain(name ?? ""))) return null;
  }
  // Of another homework: it was begun as what it says that it is.
  if (course.isNamed && written !== null && startedAs(submission) === written) return null;
  const [only, ...others] = course.folders;
  if (written === null && only !== undefined && others.length === 0 && (path === "" || answers !== null))
    return { submission, folder: only, sheet };
  told.add(`\`${placeOf(submission)}\` ${whyUnassigned(answers, sheet, written, course)}`);
  return null;
}

function whyUnassigned(
  answers: FileText | null,
  sheet: AnswerSheet | null,
  written: string | null,
  { folders, isNamed }: Course,
): string {
  if (written !== null) {
    const near = nearestName(
      plain(written),
      folders.map(({ name }) => name),
    );
    if (near !== null) return `says that it is of ${written}, which is no exercise here: is it ${near}?`;
    return isNamed
      ? `says that it is of ${written}, which is no exercise here`
      : `says that it is of ${written}, which does not come with calm: name its folder with \`--exercise\``;
  }
  if (answers?.kind === "refused") return answers.why;
  const [problem] = sheet?.problems ?? [];
  return problem === undefined ? "does not say of which exercise it is" : `cannot be used: ${problem}`;
}

/** The exercise that a folder was started with, by what `start` noted in it. */
function startedAs({ started }: Submission): string | null {
  return started?.kind === "text" ? readAnswerSheet(started.text).exercise : null;
}

async function gradeSubmission(
  assigned: Assigned,
  course: Course,
  judges: RepairJudges,
): Promise<StudentGrade> {
  const loaded = course.load(assigned.folder);
  return loaded.exercise.task === "repair"
    ? gradeRepair(assigned.submission, loaded, judges)
    : gradeAnswers(assigned, loaded);
}

function gradeAnswers(
  { submission, sheet }: Assigned,
  { exercise, checked, nothing }: LoadedExercise,
): StudentGrade {
  const { path, answers } = submission;
  const file = below(path, "answers.json");
  const told = new Notes([]);
  if (answers === null || sheet === null) {
    told.add(answers?.kind === "refused" ? `\`${file}\` ${answers.why}` : `there is no \`${file}\``);
    const status = answers === null ? "missing" : "unreadable";
    return { grade: nothing, status, file: answers === null ? null : file, problems: told.sentences };
  }
  if (answers.kind === "text" && !answers.isUtf8) told.add(`some bytes of \`${file}\` are not UTF-8`);
  for (const problem of sheet.problems) told.add(`\`${file}\`: ${problem}`);
  noteUnasked(sheet, exercise, checked, told);
  const isEmpty = sheet.answers.size === 0 && sheet.problems.length > 0;
  if (isEmpty) return { grade: nothing, status: "unreadable", file, problems: told.sentences };
  const judged = judge(exercise, checked, sheet, { refutations: false });
  return { grade: grade(exercise, judged), status: "graded", file, problems: told.sentences };
}

function noteUnasked({ answers }: AnswerSheet, exercise: Exercise, checked: Checked, told: Notes): void {
  const names = questionsOf(exercise, checked).map(({ name }) => name);
  const known = new Set(names);
  for (const [name, answer] of answers) {
    // An answer that says nothing cannot be missed.
    if (known.has(name) || Object.values(answer).every((said) => said === null)) continue;
    told.addLate(() => {
      const near = nearestName(name, names);
      return `${cut(name)} is not asked for${near === null ? "" : `: was ${near} meant?`}`;
    });
  }
}

async function gradeRepair(
  { path, rules }: Submission,
  { exercise, nothing }: LoadedExercise,
  judges: RepairJudges,
): Promise<StudentGrade> {
  const file = below(path, "rules.dl");
  const without = (status: "missing" | "unreadable", why: string): StudentGrade => ({
    grade: nothing,
    status,
    file: status === "missing" ? null : file,
    problems: [why],
  });
  if (rules === null) return without("missing", `there is no \`${file}\``);
  if (rules.kind === "refused") return without("unreadable", `\`${file}\` ${rules.why}`);
  if (withoutSpace(rules.text) === withoutSpace(exercise.rules.text))
    return without("missing", `\`${file}\` is as it was handed out`);
  const judged = await judges.judge(exercise, rules.text);
  if (judged.kind === "judged")
    return {
      grade: grade(exercise, judged.judgement),
      status: "graded",
      file,
      problems: bytesNote(file, rules),
    };
  const why = `\`${file}\` ${whyUnjudged(judged)}`;
  return {
    grade: unjudgedRepair(exercise, "wrong", why, repairPoints),
    status: "graded",
    file,
    problems: [why, ...bytesNote(file, rules)],
  };
}

function whyUnjudged(judged: Exclude<JudgedRepair, { readonly kind: "judged" }>): string {
  if (judged.kind === "failed") return `could not be judged: ${cut(judged.why)}`;
  return judged.why === "time"
    ? "does not come to an end: judging it was stopped"
    : "takes more memory than there is for it: judging it was stopped";
}

function bytesNote(file: string, text: FileText & { readonly kind: "text" }): readonly string[] {
  return text.isUtf8 ? [] : [`some bytes of \`${file}\` are not UTF-8`];
}

/** What is to be told, of which there may be more than anybody reads. */
class Notes {
  readonly #first: string[];
  #others = 0;

  constructor(sentences: readonly string[]) {
    this.#first = [...sentences];
  }

  add(sentence: string): void {
    this.addLate(() => sentence);
  }

  /** `describe` is only asked when its sentence is told. */
  addLate(describe: () => string): void {
    if (this.#first.length < notesMost) this.#first.push(cut(describe()));
    else this.#others++;
  }

  get sentences(): readonly string[] {
    return this.#others === 0
      ? this.#first
      : [...this.#first, `and ${this.#others.toLocaleString("en")} more like these`];
  }
}

const notesMost = 5;
const noteLengthMost = 200;

function cut(text: string): string {
  return text.length > noteLengthMost ? `${text.slice(0, noteLengthMost)}…` : text;
}

function placeOf({ path, answers }: Submission): string {
  return below(path, answers === null ? "rules.dl" : "answers.json");
}

function fileOf({ submission }: Assigned): string {
  return placeOf(submission);
}

function below(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function plain(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, "-");
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
