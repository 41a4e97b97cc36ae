import { sameMembers, sweep, type Memory } from "../base/memory.ts";
import type { Program, Relation, Rule, Seal } from "../model/program.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import type { UnitsByRelation } from "./clause-units.ts";
import { coverByBoundary, coverBySeal } from "./cover.ts";
import { isMonotone } from "./direction.ts";
import { examine, type Concern, type Examination, type PointNode } from "./examination.ts";
import type { Movements } from "./movements.ts";
import type { Cover } from "./report.ts";

/** A clause as it was judged: what it shows without seals and with them, and whether it is decided at a boundary. */
export interface UnitView {
  readonly unit: ClauseUnit;
  /** What is of concern while no seal counts: the points, covered or not. */
  readonly concerns: readonly Concern[];
  /** Those that seals leave open, and how each relation that is read moves the head then. */
  readonly open: Examination;
  /** The rule's boundary does its work here: the heads are decisions, and every concern left open is covered by it. */
  readonly decided: boolean;
  readonly covers: (concern: Concern) => readonly Cover[];
  /** The seals that make a reading monotone, at the node where it stands; also where that is no point, as a view is read. */
  readonly sealed: ReadonlyMap<PointNode, readonly Seal[]>;
}

/** Looks at every clause of every derived relation; `name` tells several such looks from each other. */
export function unitViews(
  program: Program,
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  movements: Movements,
  name: string,
  memory: Memory | null = null,
): ReadonlyMap<Relation, readonly UnitView[]> {
  const ask = (list: readonly ClauseUnit[]): readonly UnitView[] =>
    list.map((unit) => {
      const look = (): UnitView => unitView(unit, program, movements);
      return memory?.recall("view", unit, look) ?? look();
    });
  const views = sweep(memory, name, [...units.values()], ask, undefined, sameMembers);
  const make = (): KeptViews => {
    const all = new Map<Relation, readonly UnitView[]>();
    let i = 0;
    for (const relation of units.keys()) all.set(relation, views[i++] ?? []);
    return { units, all };
  };
  const kept = memory?.keep(name, views, (before: KeptViews) => before.units === units, make);
  return (kept ?? make()).all;
}

interface KeptViews {
  readonly units: UnitsByRelation;
  readonly all: ReadonlyMap<Relation, readonly UnitView[]>;
}

/** The rules whose boundary buys nothing (P11): every clause of theirs is monotone without it. */
export function superfluousRules(
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  movements: Movements,
): ReadonlySet<Rule> {
  const superfluous = new Set<Rule>();
  const needed = new Set<Rule>();
  for (const list of units.values()) {
    for (const unit of list) {
      if (!movements.isDecided(unit)) continue;
      if (needsBoundary(unit, movements)) needed.add(unit.rule);
      else superfluous.add(unit.rule);
    }
  }
  return new Set([...superfluous].filter((rule) => !needed.has(rule)));
}

function needsBoundary(unit: ClauseUnit, movements: Movements): boolean {
  const own = movements.clauseInContext(unit);
  return own.nondeterministic || !isMonotone(own.keys) || !own.values.every(isMonotone);
}

function unitView(unit: ClauseUnit, program: Program, movements: Movements): UnitView {
  const decided = movements.isDecided(unit) && needsBoundary(unit, movements);
  const whole = examine(unit, program, movements, movements.plain());
  if (whole.concerns.length === 0 && whole.readings.every(({ direction }) => isMonotone(direction))) {
    return { unit, concerns: [], open: whole, decided, covers: () => [], sealed: new Map() };
  }
  const bare = examine(unit, program, movements, movements.context(unit, false));
  // Where nothing is sealed, both are one.
  const open = movements.hasSeals() ? examine(unit, program, movements, movements.context(unit, true)) : bare;
  const boundary = unit.rule.boundary;
  const covers = (concern: Concern): readonly Cover[] => {
    if (!open.concerns.some((other) => isSame(other, concern))) {
      return sealsOver(concern, open).map(coverBySeal);
    }
    return decided && boundary !== null ? [coverByBoundary(boundary)] : [];
  };
  const moving = new Set(
    bare.readings.flatMap(({ direction, nodes }) => (isMonotone(direction) ? [] : nodes)),
  );
  const sealed = new Map([...open.sealHits].filter(([node]) => moving.has(node)));
  return { unit, concerns: bare.concerns, open, decided, covers, sealed };
}

export function isSame(a: Concern, b: Concern): boolean {
  return a.node === b.node && a.code === b.code;
}

function sealsOver(concern: Concern, open: Examination): readonly Seal[] {
  const own = open.sealHits.get(concern.node);
  return own ?? [...new Set([...open.sealHits.values()].flat())];
}
