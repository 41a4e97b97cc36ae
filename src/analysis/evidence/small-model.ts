import { variablesIn } from "../../model/terms.ts";
import type { Relation } from "../../model/program.ts";
import type { Value } from "../../engine/value-pool.ts";
import {
  anyElement,
  cutElement,
  Grounding,
  isPlainHead,
  sortsOf,
  TooLarge,
  valueToken,
  witnessElement,
  type Domain,
  type Element,
  type Setting,
  type Sort,
} from "./grounding.ts";
import type { Aim, ClauseParts } from "./clause-parts.ts";
import { hasCuts, signOfColumn } from "./cuts.ts";
import type { Argument } from "./part.ts";
import { isSatisfiable } from "./satisfiability.ts";

/** What is to be proved: that no row of a relation ever goes, or that none ever comes. */
export type Claim = "never lost" | "never gained";

/** So many ways for variables to be equal are looked at for one row and over all of a relation, and so many constants. */
const [partitionsMax, allPartitionsMax, constantsMax] = [500, 3000, 8];

/**
 * Whether a claim is proved by the small-model property (analysis.md, section 5).
 *
 * Were a row lost between two states, some instance of a clause would hold before and no
 * derivation of the row after. Whether that can be is asked over the values of one instance and
 * the constants, for each way in which these may be equal, as a question of propositional logic:
 * when none has a solution, the row is never lost. A recursive relation is proved by induction:
 * of the rows that would be lost take one that was derived first. A row with a growing value is
 * asked for value by value: whether it is still there that far, or further.
 */
export function isProved(
  relation: Relation,
  claim: Claim,
  constants: readonly Value[],
  given: readonly Value[],
  setting: Setting,
): boolean {
  if (!setting.isOpen(relation)) return false;
  const all = [...new Set([...constants, ...given])];
  const whole = all.length <= constantsMax;
  const named = whole ? all : [...new Set(constants)];
  if (named.length > constantsMax) return false;
  const clausesMax = { left: allPartitionsMax };
  return aimsAt(relation, all, setting).every((aim) => {
    const budget = { left: Math.min(partitionsMax, clausesMax.left) };
    clausesMax.left -= budget.left;
    const scope = { named, whole, budget };
    const isKept = setting
      .clauses(relation, aim)
      .every((clause) => isClauseProved(relation, clause, claim, scope, setting));
    clausesMax.left += Math.max(0, budget.left);
    return isKept;
  });
}

/** The row itself, and for each growing column every value that the rules tell from others. */
function aimsAt(relation: Relation, values: readonly Value[], setting: Setting): readonly Aim[] {
  const aims: Aim[] = [null];
  for (const [column, declared] of relation.columns.entries()) {
    if (!hasCuts(declared)) continue;
    const sign = signOfColumn(declared);
    const own = setting.valuesAt(relation, column);
    // Counts and values that are never negative tell these apart, bounded ones those about their bounds.
    const bounds = [...setting.program.relations.values()].flatMap(({ columns }) =>
      columns.flatMap(({ bound }) => (bound === null ? [] : [bound, bound + 1, -bound, -bound - 1])),
    );
    const special = [-2, -1, 0, 1, 2, ...new Set(bounds)];
    // Between two numbers that are told apart any other stands for all.
    const near = values.flatMap((value) =>
      typeof value === "number" ? [value - 1, value, value + 1, -value - 1, -value, 1 - value] : [],
    );
    const leasts =
      own === null
        ? [...special, ...near].map((value) => Math.round(value))
        : own.map((value) => sign * value);
    for (const least of new Set(leasts)) aims.push({ column, least });
  }
  return aims;
}

interface Scope {
  readonly named: readonly Value[];
  readonly whole: boolean;
  readonly budget: { left: number };
}

function isClauseProved(
  relation: Relation,
  clause: ClauseParts,
  claim: Claim,
  { named, whole, budget }: Scope,
  setting: Setting,
): boolean {
  const { head, parts, uses } = clause;
  if (!isPlainHead(clause)) return false;
  const inHead = new Set(head.flatMap((one) => (one.kind === "cut" ? [] : variablesIn(one))));
  const names = [...new Set([...inHead, ...uses.keys()])].filter(
    (name) => inHead.has(name) || (uses.get(name) ?? 0) > 1,
  );
  const sorts = sortsOf(parts);
  const fixed = named.map((value) => ({
    element: valueToken(value),
    sort: typeof value === "string" ? ("symbol" as const) : ("number" as const),
  }));
  const isImpossible = (values: ReadonlyMap<string, Element>): boolean =>
    parts.some((part) => {
      if (part.kind === "never") return true;
      if (part.kind !== "equality") return false;
      const [left, right] = [part.left, part.right].map((term) => elementAt(term, values));
      return left !== undefined && right !== undefined && (left === right) === part.negated;
    });
  const assign = (
    i: number,
    values: ReadonlyMap<string, Element>,
    own: readonly { readonly element: Element; readonly sort: Sort | null }[],
  ): boolean => {
    if (isImpossible(values)) return true;
    const name = names[i];
    if (name === undefined) {
      budget.left--;
      if (budget.left < 0) return false;
      return isInstanceProved(
        relation,
        clause,
        claim,
        values,
        { elements: [...fixed, ...own], whole, witnessed: false },
        setting,
      );
    }
    const sort = sorts.get(name) ?? null;
    // The most general case first: where it fails nothing else needs to be tried.
    const fresh = { element: `?${String(own.length)}`, sort };
    if (!assign(i + 1, new Map(values).set(name, fresh.element), [...own, fresh])) return false;
    return [...own, ...fixed].every(
      (one) =>
        (sort !== null && one.sort !== null && one.sort !== sort) ||
        assign(i + 1, new Map(values).set(name, one.element), own),
    );
  };
  return assign(0, new Map(), []);
}

/**
 * Whether no row is lost with one instance of a clause: first with the values of the instance
 * alone, then with names for what else the bodies speak of.
 */
function isInstanceProved(
  relation: Relation,
  clause: ClauseParts,
  claim: Claim,
  values: ReadonlyMap<string, Element>,
  domain: Domain,
  setting: Setting,
): boolean {
  if (isRefuted(relation, clause, claim, values, domain, setting).refuted) return true;
  const sorts = sortsOf(clause.parts);
  const all = new Map(values);
  const elements = [...domain.elements];
  for (const name of clause.uses.keys()) {
    if (all.has(name)) continue;
    const element = witnessElement(name);
    all.set(name, element);
    elements.push({ element, sort: sorts.get(name) ?? null });
  }
  if (elements.length > elementsMax) return false;
  const first = isRefuted(relation, clause, claim, all, { ...domain, elements, witnessed: true }, setting);
  if (first.refuted || first.witnesses.length === 0) return first.refuted;
  elements.push(...first.witnesses);
  if (elements.length > elementsMax) return false;
  return isRefuted(relation, clause, claim, all, { ...domain, elements, witnessed: true }, setting).refuted;
}

/** With more values a grounding is not tried. */
const elementsMax = 11;

interface Refutation {
  readonly refuted: boolean;
  readonly witnesses: Domain["elements"];
}

function isRefuted(
  relation: Relation,
  { head, parts }: ClauseParts,
  claim: Claim,
  values: ReadonlyMap<string, Element>,
  domain: Domain,
  setting: Setting,
): Refutation {
  const grounding = new Grounding(setting, domain);
  const [holding, missing] = claim === "never lost" ? ([0, 1] as const) : ([1, 0] as const);
  const row = head.map((argument) => elementAt(argument, values) ?? anyElement);
  try {
    for (const part of parts) {
      const held = grounding.part(part, values, holding);
      if (held === false) return { refuted: true, witnesses: [] };
      if (held !== null && held !== true) grounding.require([held]);
      if (part.kind !== "atom" || part.negated || part.relation !== relation) continue;
      const later = grounding.part(part, values, missing);
      if (typeof later === "number") grounding.require([later]);
    }
    grounding.require([-grounding.row(relation, row, missing)]);
    grounding.settle();
  } catch (error) {
    if (error instanceof TooLarge) return { refuted: false, witnesses: [] };
    throw error;
  }
  const refuted = isSatisfiable(grounding.clauses, grounding.variables) === false;
  return { refuted, witnesses: grounding.witnesses };
}

function elementAt(argument: Argument, values: ReadonlyMap<string, Element>): Element | undefined {
  switch (argument.kind) {
    case "cut":
      return cutElement(argument.least);
    case "constant":
      return valueToken(argument.value);
    case "variable":
      return values.get(argument.name);
    case "wildcard":
    case "call":
    case "aggregate":
      return undefined;
  }
}
