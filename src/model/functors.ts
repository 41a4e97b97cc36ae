import type { ValueType } from "./program.ts";

/** One way to apply a functor; a variadic one takes one or more arguments of its only parameter. */
export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly result: ValueType;
  readonly variadic: boolean;
}

const all: readonly ValueType[] = ["number", "unsigned", "float", "symbol"];
const numeric: readonly ValueType[] = ["number", "unsigned", "float"];
const integral: readonly ValueType[] = ["number", "unsigned"];
const signed: readonly ValueType[] = ["number", "float"];

function fixed(parameters: readonly ValueType[], result: ValueType): readonly Signature[] {
  return [{ parameters, result, variadic: false }];
}

/** The same type for `arity` arguments and the result, for each of `types`. */
function uniform(types: readonly ValueType[], arity: number): readonly Signature[] {
  return types.flatMap((type) => fixed(Array<ValueType>(arity).fill(type), type));
}

function variadic(types: readonly ValueType[]): readonly Signature[] {
  return types.map((type) => ({ parameters: [type], result: type, variadic: true }));
}

function conversion(from: readonly ValueType[], to: ValueType): readonly Signature[] {
  return from.flatMap((type) => fixed([type], to));
}

/**
 * Every operator and functor by name, with its signatures in the order in which one is chosen when
 * several fit (language.md, section 3; Soufflé's own where it has them). Casts, `as(t, T)`, are not
 * among them: their second argument names a type.
 */
export const functors: ReadonlyMap<string, readonly Signature[]> = new Map([
  ["+", uniform(numeric, 2)],
  ["-", [...uniform(signed, 1), ...uniform(numeric, 2)]],
  ["*", uniform(numeric, 2)],
  ["/", uniform(numeric, 2)],
  ["^", uniform(numeric, 2)],
  ["%", uniform(integral, 2)],
  ["bnot", uniform(integral, 1)],
  ["lnot", uniform(integral, 1)],
  ...["band", "bor", "bxor", "bshl", "bshr", "bshru", "land", "lor", "lxor"].map(
    (name): [string, readonly Signature[]] => [name, uniform(integral, 2)],
  ),
  ["min", variadic(all)],
  ["max", variadic(all)],
  ["range", [...uniform(numeric, 2), ...uniform(numeric, 3)]],
  ["cat", variadic(["symbol"])],
  ["strlen", fixed(["symbol"], "number")],
  ["substr", fixed(["symbol", "number", "number"], "symbol")],
  ["ord", conversion(all, "number")],
  ["to_number", conversion(all, "number")],
  ["to_unsigned", conversion(all, "unsigned")],
  ["to_float", conversion(all, "float")],
  ["to_string", conversion(all, "symbol")],
  ["itou", conversion(["number"], "unsigned")],
  ["itof", conversion(["number"], "float")],
  ["utoi", conversion(["unsigned"], "number")],
  ["utof", conversion(["unsigned"], "float")],
  ["ftoi", conversion(["float"], "number")],
  ["ftou", conversion(["float"], "unsigned")],
  ["replica", fixed([], "symbol")],
  ["now", fixed([], "number")],
]);

/** The cast `as(t, T)`. */
export const cast = "as";

/** Whether some signature of `functor` takes `count` arguments. */
export function takes(signatures: readonly Signature[], count: number): boolean {
  return signatures.some(({ parameters, variadic }) => (variadic ? count >= 1 : parameters.length === count));
}

/** The number of arguments nearest to `count` that one of the signatures takes. */
export function nearestArity(signatures: readonly Signature[], count: number): number {
  const arities = signatures.map(({ parameters }) => parameters.length);
  return arities.reduce(
    (best, one) => (Math.abs(one - count) < Math.abs(best - count) ? one : best),
    arities[0] ?? 0,
  );
}
