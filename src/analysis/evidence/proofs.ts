import type { Program, Relation } from "../../model/program.ts";
import { clauseUnits } from "../clause-units.ts";
import { overall } from "../coordinated-relations.ts";
import type { Direction } from "../direction.ts";
import { Movements } from "../movements.ts";
import type { Report } from "../report.ts";
import { clauseParts, type ClauseParts } from "./clause-parts.ts";
import type { Setting } from "./grounding.ts";
import type { EvidenceCache } from "./evidence-cache.ts";
import { relationContents } from "./relation-contents.ts";
import { isProved } from "./small-model.ts";
import type { Slice, Slices } from "./slices.ts";
import { constantsIn } from "./value-choice.ts";

/** A relation that rests on more rules than this is left to its directions. */
const rulesMax = 120;
/** A program of more rules is left to its directions as a whole. */
const programMax = 20_000;
/** So many relations of one program are looked at, and so often anew with what was proved before. */
const [relationsMax, passesMax] = [300, 3];

/**
 * The relations whose rows move less than their directions say, as is proved from their rules:
 * what they are without any boundary or seal.
 */
export function proofs(
  program: Program,
  report: Report,
  slices: Slices,
  cache: EvidenceCache | null = null,
): ReadonlyMap<Relation, Direction> {
  // Every pass judges the whole program anew.
  if (program.rules.length > programMax) return new Map();
  const contents = cache === null ? null : relationContents(program);
  const proved = new Map<Relation, Direction>();
  const { units } = clauseUnits(program);
  for (let pass = 0; pass < passesMax; pass++) {
    const movements = new Movements(program, units, { coordination: false, closed: new Set(), proved });
    const open = suspects(program, report, movements, proved);
    const before = proved.size;
    const setting = settingOf(program, movements, proved);
    for (const relation of open.slice(0, relationsMax)) {
      const ask = (): Direction | null => {
        const slice = slices.of(relation);
        return slice === null ? null : directionProved(relation, slice, setting);
      };
      const key = `${relation.name} ${contents?.get(relation) ?? ""} proof ${String(pass)}`;
      const direction = cache === null ? ask() : cache.recall(key, () => ({ proved: ask() })).proved;
      if (direction !== null) proved.set(relation, direction);
    }
    if (proved.size === before) break;
  }
  return proved;
}

function directionProved(
  relation: Relation,
  { given, program }: Slice,
  setting: Omit<Setting, "given">,
): Direction | null {
  const { rules } = program;
  // What is decided at a boundary below is another relation than the same rules without it.
  if (rules.length > rulesMax || rules.some(({ boundary }) => boundary !== null)) return null;
  const constants = [...constantsIn(program)];
  const values = given.flatMap(({ row }) => row);
  const stays = isProved(relation, "never lost", constants, values, { ...setting, given });
  const keepsOut = isProved(relation, "never gained", constants, values, { ...setting, given });
  if (stays) return keepsOut ? "constant" : "up";
  return keepsOut ? "down" : null;
}

/** The relations that may be better than they are called, those before that others read. */
function suspects(
  program: Program,
  report: Report,
  movements: Movements,
  proved: ReadonlyMap<Relation, Direction>,
): readonly Relation[] {
  return program.dependencies.components.flat().filter((relation) => {
    const verdict = report.relations.get(relation);
    if (relation.kind === "base" || proved.has(relation) || verdict?.verdict !== "nonmonotone") return false;
    const movement = movements.of(relation);
    return overall(movement) === "any" && !movement.nondeterministic;
  });
}

function settingOf(
  program: Program,
  movements: Movements,
  proved: ReadonlyMap<Relation, Direction>,
): Omit<Setting, "given"> {
  const closedBooks = new Set<Relation>([
    ...program.incomplete,
    ...program.inputs.map((input) => input.relation),
  ]);
  const known = new Map<Relation, readonly ClauseParts[]>();
  return {
    program,
    movements,
    direction: (relation) => proved.get(relation) ?? movements.of(relation).keys,
    isOpen: (relation) =>
      !closedBooks.has(relation) &&
      !relation.equivalence &&
      relation.keyCount === relation.columns.length &&
      !movements.of(relation).nondeterministic,
    clauses: (relation) => {
      let clauses = known.get(relation);
      if (clauses === undefined) {
        clauses = program.rules.flatMap((rule) =>
          rule.heads
            .filter((head) => head.relation === relation)
            .flatMap(({ atom }) =>
              rule.clauses.map((clause) => clauseParts(clause, atom, program, movements)),
            ),
        );
        known.set(relation, clauses);
      }
      return clauses;
    },
  };
}
