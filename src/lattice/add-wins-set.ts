import { compareDots, dotFromPlain, dotText, dotToPlain, listFrom, type Dot } from "./actor.ts";
import { contextHas, contextOf, dotContext, type DotContext } from "./dot-context.ts";
import { malformed, type Lattice } from "./lattice.ts";
import { compareRows, rowFromPlain, rowKey, type Row } from "./row.ts";

/**
 * `orset`: facts that can be removed again; an add wins over a remove that did not see it.
 *
 * Without tombstones (ORSWOT; Bieniusa et al., "An Optimized Conflict-free Replicated Set",
 * 2012): a dot that the context has seen and no fact holds was removed.
 */
export interface AddWinsSet {
  readonly facts: ReadonlyMap<string, { readonly row: Row; readonly dots: readonly Dot[] }>;
  readonly context: DotContext;
}

/** Adding is about the new dot: it is never skipped because an equal fact is there, for a concurrent remove may be under way. */
export function addition(set: AddWinsSet, dot: Dot, row: Row): AddWinsSet {
  const key = rowKey(row);
  const observed = set.facts.get(key)?.dots ?? [];
  return { facts: new Map([[key, { row, dots: [dot] }]]), context: contextOf([dot, ...observed]) };
}

/** Removes the dots that are there; concurrent adds have others. */
export function removal(set: AddWinsSet, row: Row): AddWinsSet {
  return { facts: new Map(), context: contextOf(set.facts.get(rowKey(row))?.dots ?? []) };
}

export const addWinsSet: Lattice<AddWinsSet> = {
  name: "orset",
  bottom: { facts: new Map(), context: dotContext.bottom },
  merge(a, b) {
    const facts = new Map<string, { readonly row: Row; readonly dots: readonly Dot[] }>();
    for (const [key, { row }] of [...a.facts, ...b.facts]) {
      if (facts.has(key)) continue;
      const dots = mergeDots(
        a.facts.get(key)?.dots ?? [],
        a.context,
        b.facts.get(key)?.dots ?? [],
        b.context,
      );
      if (dots.length > 0) facts.set(key, { row, dots });
    }
    return { facts, context: dotContext.merge(a.context, b.context) };
  },
  leq: (a, b) =>
    dotContext.leq(a.context, b.context) &&
    // What `a` removed, `b` may not hold.
    [...b.facts].every(([key, { dots }]) => {
      const known = new Set((a.facts.get(key)?.dots ?? []).map(dotText));
      return dots.every((dot) => known.has(dotText(dot)) || !contextHas(a.context, dot));
    }),
  toPlain: ({ facts, context }) => [
    [...facts.values()]
      .toSorted((a, b) => compareRows(a.row, b.row))
      .map(({ row, dots }) => [row, dots.map(dotToPlain)]),
    dotContext.toPlain(context),
  ],
  fromPlain(plain) {
    const [given, context] = listFrom(plain);
    const facts = listFrom(given).map(
      (one): [string, { readonly row: Row; readonly dots: readonly Dot[] }] => {
        const [row, dots] = listFrom(one);
        const known = rowFromPlain(row);
        return [rowKey(known), { row: known, dots: listFrom(dots).map(dotFromPlain).toSorted(compareDots) }];
      },
    );
    return { facts: new Map(facts), context: dotContext.fromPlain(context ?? malformed("an orset")) };
  },
};

/** The dots that both hold, and those of either that the other has not seen. */
export function mergeDots(
  a: readonly Dot[],
  contextA: DotContext,
  b: readonly Dot[],
  contextB: DotContext,
): readonly Dot[] {
  const [inA, inB] = [new Set(a.map(dotText)), new Set(b.map(dotText))];
  return [
    ...a.filter((dot) => inB.has(dotText(dot)) || !contextHas(contextB, dot)),
    ...b.filter((dot) => !inA.has(dotText(dot)) && !contextHas(contextA, dot)),
  ].toSorted(compareDots);
}
