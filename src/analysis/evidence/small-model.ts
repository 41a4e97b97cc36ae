import { variablesIn } from "../../model/terms.ts";
import type { Relation } from "../../model/program.ts";
import type { Value } from "../../engine/value-pool.ts";
import {
  valueToken,
  Grounding,
  sortsOf,
  TooLarge,
  type Domain,
  type Element,
  type Setting,
  type Sort,
} from "./grounding.ts";
import type { ClauseParts } from "./clause-parts.ts";
import { isSatisfiable } from "./satisfiability.ts";

/** What is to be proved: that no row of a relation ever goes, or that none ever comes. */
export type Claim = "never lost" | "never gained";

/** So many ways for variables to be equal are looked at for one clause, and so many constants. */
const [partitionsMax, constantsMax] = [500, 8];

/**
 * Whether a claim is proved by the small-model property (analysis.md, section 5).
 *
 * Were a row lost between two states, some instance of a clause would hold before and no
 * derivation of the row after. Whether that can be is asked over the values of one instance and
 * the constants, for each way in which these may be equal, as a question of propositional logic:
 * when none has a solution, the row is never lost. A recursive relation is proved by induction:
 * of the rows that would be lost take one that was derived first.
 */
export function isProved(
  relation: Relation,
  claim: Claim,
  constants: readonly Value[],
  given: readonly Value[],
  setting: Setting,
): boolean {
  if (relation.keyCount < relation.columns.length || !setting.isOpen(relation)) return false;
  const all = [...new Set([...constants, ...given])];
  const whole = all.length <= constantsMax;
  const named = whole ? all : [...new Set(constants)];
  if (named.length > constantsMax) return false;
  const budget = { left: partitionsMax };
  return setting
    .clauses(relation)
    .every((clause) => isClauseProved(relation, clause, claim, { named, whole, budget }, setting));
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
  if (head.arguments.some(({ kind }) => kind !== "variable" && kind !== "constant")) return false;
  const inHead = new Set(head.arguments.flatMap(variablesIn));
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
      const [left, right] = [part.left, part.right].map((term) =>
        term.kind === "constant"
          ? valueToken(term.value)
          : term.kind === "variable"
            ? values.get(term.name)
            : undefined,
      );
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
        { elements: [...fixed, ...own], whole },
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

function isInstanceProved(
  relation: Relation,
  { head, parts }: ClauseParts,
  claim: Claim,
  values: ReadonlyMap<string, Element>,
  domain: Domain,
  setting: Setting,
): boolean {
  const grounding = new Grounding(setting, domain);
  const [holding, missing] = claim === "never lost" ? ([0, 1] as const) : ([1, 0] as const);
  const row = head.arguments.map((term) =>
    term.kind === "constant"
      ? valueToken(term.value)
      : term.kind === "variable"
        ? (values.get(term.name) ?? "")
        : "",
  );
  try {
    for (const part of parts) {
      const held = grounding.part(part, values, holding);
      if (held === false) return true;
      if (held !== null && held !== true) grounding.require([held]);
      if (part.kind !== "atom" || part.negated || part.relation !== relation) continue;
      const later = grounding.part(part, values, missing);
      if (typeof later === "number") grounding.require([later]);
    }
    grounding.require([-grounding.row(relation, row, missing)]);
    grounding.settle();
  } catch (error) {
    if (error instanceof TooLarge) return false;
    throw error;
  }
  return isSatisfiable(grounding.clauses, grounding.variables) === false;
}
