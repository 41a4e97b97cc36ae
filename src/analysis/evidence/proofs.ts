import type { Clause, Program, Relation } from "../../model/program.ts";
import { liveRelations } from "../../model/liveness.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type { Atom } from "../../syntax/tree.ts";
import { clauseUnits } from "../clause-units.ts";
import { overall } from "../coordinated-relations.ts";
import type { Direction } from "../direction.ts";
import { Movements } from "../movements.ts";
import type { Report } from "../report.ts";
import { splitClause, type ClauseParts, type SplitClause } from "./clause-parts.ts";
import { hasCuts } from "./cuts.ts";
import { assumptionsOf } from "./assumed-parts.ts";
import type { Setting } from "./grounding.ts";
import type { EvidenceCache } from "./evidence-cache.ts";
import { dependenciesOf } from "./single-rows.ts";
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
  const constants = [...new Set([...constantsIn(program), ...valuesOfSplits(program, setting)])];
  const values = given.flatMap(({ row }) => row);
  const stays = isProved(relation, "never lost", constants, values, { ...setting, given });
  const keepsOut = isProved(relation, "never gained", constants, values, { ...setting, given });
  if (stays) return keepsOut ? "constant" : "up";
  return keepsOut ? "down" : null;
}

/** The values that the rules of a program tell from others beside those of their text. */
function valuesOfSplits({ rules }: Program, { valuesOf }: Omit<Setting, "given">): readonly number[] {
  const heads = new Set(rules.flatMap((rule) => rule.heads.map(({ relation }) => relation)));
  return [...heads].flatMap(valuesOf);
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
    ...withRecursiveValues(program),
  ]);
  const heads = headsByRelation(program);
  const headsOf = (relation: Relation): readonly DerivingHead[] => heads.get(relation) ?? [];
  const splits = new Map<Relation, readonly SplitClause[]>();
  const known = new Map<string, readonly ClauseParts[]>();
  const splitsOf = (relation: Relation): readonly SplitClause[] => {
    let own = splits.get(relation);
    if (own === undefined) {
      own = headsOf(relation).flatMap(({ head, clauses }) =>
        clauses.map((clause) => splitClause(clause, head, program, movements, fewValuesAt, dependencies)),
      );
      splits.set(relation, own);
    }
    return own;
  };
  const isOpen = (relation: Relation): boolean =>
    !closedBooks.has(relation) &&
    !relation.equivalence &&
    relation.columns.slice(relation.keyCount).every(hasCuts) &&
    !movements.of(relation).nondeterministic;
  const valuesAt = (relation: Relation, column: number): readonly number[] | null => {
    const terms = headsOf(relation).map(({ head }) => head.arguments[column]);
    const values = terms.map((term) => (term === undefined ? null : constantNumber(term)));
    return values.every((value) => value !== null && Number.isSafeInteger(value))
      ? values.filter((value) => value !== null)
      : null;
  };
  const fewValuesAt = (relation: Relation, column: number): readonly number[] | null => {
    if (relation.kind === "base" || !isOpen(relation) || program.factRelations.has(relation)) return null;
    const values = new Set(valuesAt(relation, column) ?? []);
    return values.size === 0 || values.size > fewValues ? null : [...values];
  };
  const live = liveRelations(program);
  const dependencies = dependenciesOf(program);
  return {
    program,
    movements,
    direction: (relation, column) => {
      const movement = movements.of(relation);
      const own = column === null ? movement.keys : (movement.values[column] ?? "any");
      return proved.get(relation) ?? own;
    },
    isOpen,
    isDead: (relation) => !live.has(relation),
    assumed: assumptionsOf(program),
    valuesAt,
    valuesOf: (relation) => (isOpen(relation) ? splitsOf(relation).flatMap(({ values }) => values) : []),
    clauses: (relation, aim) => {
      const key = `${relation.name} ${aim === null ? "" : `${String(aim.column)} ${String(aim.least)}`}`;
      let clauses = known.get(key);
      if (clauses === undefined) {
        clauses = splitsOf(relation).flatMap((split) =>
          aim === null ? split.alternatives : split.reaching(aim),
        );
        known.set(key, clauses);
      }
      return clauses;
    },
  };
}

/** A lattice column of at most so many known values is looked at value by value. */
const fewValues = 4;

interface DerivingHead {
  readonly head: Atom;
  readonly clauses: readonly Clause[];
}

/** The heads of all rules by their relations, each with the clauses behind it. */
function headsByRelation({ rules }: Program): ReadonlyMap<Relation, readonly DerivingHead[]> {
  const heads = new Map<Relation, DerivingHead[]>();
  for (const rule of rules) {
    for (const { relation, atom } of rule.heads) {
      const own = { head: atom, clauses: rule.clauses };
      const list = heads.get(relation);
      if (list === undefined) heads.set(relation, [own]);
      else list.push(own);
    }
  }
  return heads;
}

/** The relations of recursive components in which values grow: what a rule saw on the way is not what is left. */
function withRecursiveValues({ dependencies }: Program): readonly Relation[] {
  const selfReading = new Set(
    dependencies.edges.filter(({ from, to }) => from === to).map(({ from }) => from),
  );
  return dependencies.components
    .filter(
      (component) =>
        (component.length > 1 || component.some((relation) => selfReading.has(relation))) &&
        component.some(({ keyCount, columns }) => keyCount < columns.length),
    )
    .flat();
}
