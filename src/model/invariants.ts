import type { Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { namesAround } from "./aggregate-scope.ts";
import { reportSingles, reportUnsafe, TypeProblems } from "./clause-checks.ts";
import { clausesOf } from "./clauses.ts";
import { checkBodyNames, checkSize, type Names } from "./names.ts";
import type { Invariant } from "./program.ts";
import { boundVariables, unsafeOccurrences } from "./safety.ts";
import { TypeInference } from "./type-inference.ts";

/** The invariant, or null when something in it was reported. */
export function readInvariant(syntax: Syntax.Invariant, source: Source, names: Names): Invariant | null {
  const leftSound = checkBodyNames([syntax.left], source, names);
  const rightSound = checkBodyNames([syntax.right ?? []], source, names);
  const bodies = [syntax.left, syntax.right ?? []];
  if (!bodies.every((body) => checkSize([body], [], syntax.span, source, names))) return null;
  if (!checkSafety(syntax, source, names) || !checkTypes(syntax, source, names)) return null;
  if (!leftSound || !rightSound) return null;
  return { name: syntax.name.text, source, syntax, assumed: syntax.assumed };
}

/** Variables of the right side alone are existential: it must bind them itself. */
function checkSafety(syntax: Syntax.Invariant, source: Source, names: Names): boolean {
  const left = clausesOf([syntax.left]).clauses;
  const right = clausesOf([syntax.right ?? []]).clauses;
  const none = new Set<string>();
  const bound = left.map(({ literals }) => boundVariables(literals, none, namesAround(literals, [], none)));
  const [first, ...others] = bound;
  const known = new Set([...(first ?? none)].filter((name) => others.every((one) => one.has(name))));
  const unsafe = [
    ...left.flatMap(({ literals }) => unsafeOccurrences(literals, [], none)),
    ...right.flatMap(({ literals }) => unsafeOccurrences(literals, [], known)),
  ];
  reportUnsafe(unsafe, source, names);
  if (unsafe.length > 0) return false;
  const literals = new Set([...left, ...right].flatMap((clause) => clause.literals));
  reportSingles([[...literals]], none, source, names);
  return true;
}

function checkTypes(syntax: Syntax.Invariant, source: Source, names: Names): boolean {
  const problems = new TypeProblems(names);
  const inference = new TypeInference(source, names, problems);
  const clauses = [...clausesOf([syntax.left]).clauses, ...clausesOf([syntax.right ?? []]).clauses];
  inference.read([...new Set(clauses.flatMap(({ literals }) => literals))], []);
  inference.finish();
  return problems.count === 0;
}
