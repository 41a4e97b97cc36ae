import { compareDots, dotFromPlain, dotText, dotToPlain, listFrom, type Dot } from "./actor.ts";
import { mergeDots } from "./add-wins-set.ts";
import { contextHas, contextOf, dotContext, type DotContext } from "./dot-context.ts";
import { malformed, type Lattice } from "./lattice.ts";
import { compareRows, rowFromPlain, rowKey, type Row } from "./row.ts";

/** `mv`: every value that no later write has seen and replaced; concurrent writes stay side by side. */
export interface MultiValueRegister {
  readonly writes: readonly { readonly dot: Dot; readonly value: Row }[];
  readonly context: DotContext;
}

/** A write replaces the values that its writer saw. */
export function replacement(register: MultiValueRegister, dot: Dot, value: Row): MultiValueRegister {
  return {
    writes: [{ dot, value }],
    context: contextOf([dot, ...register.writes.map((write) => write.dot)]),
  };
}

/** What is read: each distinct value once, in their order. */
export function valuesOf({ writes }: MultiValueRegister): readonly Row[] {
  const values = new Map(writes.map(({ value }) => [rowKey(value), value]));
  return [...values.values()].toSorted(compareRows);
}

export const multiValueRegister: Lattice<MultiValueRegister> = {
  name: "mv",
  bottom: { writes: [], context: dotContext.bottom },
  merge(a, b) {
    const values = new Map([...a.writes, ...b.writes].map(({ dot, value }) => [dotText(dot), value]));
    const dots = mergeDots(
      a.writes.map(({ dot }) => dot),
      a.context,
      b.writes.map(({ dot }) => dot),
      b.context,
    );
    return {
      writes: dots.map((dot) => ({ dot, value: values.get(dotText(dot)) ?? [] })),
      context: dotContext.merge(a.context, b.context),
    };
  },
  leq(a, b) {
    const known = new Set(a.writes.map(({ dot }) => dotText(dot)));
    return (
      dotContext.leq(a.context, b.context) &&
      b.writes.every(({ dot }) => known.has(dotText(dot)) || !contextHas(a.context, dot))
    );
  },
  toPlain: ({ writes, context }) => [
    writes.map(({ dot, value }) => [dotToPlain(dot), value]),
    dotContext.toPlain(context),
  ],
  fromPlain(plain) {
    const [given, context] = listFrom(plain);
    const writes = listFrom(given).map((one) => {
      const [dot, value] = listFrom(one);
      return { dot: dotFromPlain(dot), value: rowFromPlain(value) };
    });
    return {
      writes: writes.toSorted((a, b) => compareDots(a.dot, b.dot)),
      context: dotContext.fromPlain(context ?? malformed("an mv register")),
    };
  },
};
