import { startFacts } from "../../analysis/confluence/confluence.ts";
import { placeOf } from "../../base/source.ts";
import { present } from "../../base/assert.ts";
import type { Row } from "../../lattice/row.ts";
import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import { valueText } from "../../model/fact-text.ts";
import type { PlainLiteral, Program, Relation } from "../../model/program.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { Context } from "../entry.ts";
import { insertAt, lineBreakOf, replace, type TextEdit } from "../quick-fix.ts";
import { freshName, quoted } from "../wording.ts";
import { counterOf, countOf, type Limited } from "./limited.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

const cost = "a replica refuses once its own share is used up, until others hand some over";

/**
 * Rights to act are shared out beforehand (escrow; O'Neil, 1986): a counter that must not fall below
 * a number becomes `bounded`, and what must not exceed a number takes from a `bounded` store of
 * what is left.
 */
export function escrow(broken: BrokenInvariant, { program }: Context): readonly Repair[] {
  const { syntax } = broken.invariant;
  const literals = [syntax.left, syntax.right ?? []].flatMap((side) =>
    clausesOf([side]).clauses.flatMap((clause) => clause.literals),
  );
  return literals.flatMap((literal): readonly Repair[] => {
    if (literal.kind !== "comparison") return [];
    return [literal, turned(literal)].flatMap((limit) => [
      ...boundedCounterFor(limit, literals, program),
      ...rightsFor(limit, literals, broken, program),
    ]);
  });
}

/** `a <= b` as `b >= a`. */
function turned(comparison: Syntax.Comparison): Syntax.Comparison {
  const operators = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!=" } as const;
  const { left, right, operator } = comparison;
  return { ...comparison, left: right, right: left, operator: operators[operator] };
}

/** `n >= k` of a `pncounter`: it becomes `bounded<k>`. */
function boundedCounterFor(
  { left, operator, right }: Syntax.Comparison,
  literals: readonly PlainLiteral[],
  program: Program,
): readonly Repair[] {
  const least = constantNumber(right);
  if (least === null || (operator !== ">=" && operator !== ">")) return [];
  const counter = counterOf(left, literals, program);
  if (counter === null) return [];
  const { relation } = counter;
  const column = relation.declaration.columns[relation.keyCount];
  if (column?.type.text !== "pncounter") return [];
  const bound = operator === ">" ? least + 1 : least;
  const { source } = relation.place;
  return [
    {
      kind: "escrow",
      title: `Share out ${quoted(relation.name)}: make it \`bounded<${String(bound)}>\``,
      cost,
      edits: [replace(placeOf(source, column.type.span), `bounded<${String(bound)}>`)],
      keeps: true,
    },
  ];
}

function rightsFor(
  { left, operator, right }: Syntax.Comparison,
  literals: readonly PlainLiteral[],
  { invariant }: BrokenInvariant,
  program: Program,
): readonly Repair[] {
  const limited = counterOf(left, literals, program) ?? countOf(left, literals, program);
  if (limited === null) return [];
  const { relation, group } = limited;
  const isMost = operator === "<=" || operator === "<";
  if (!isMost && (limited.isCounter || (operator !== ">=" && operator !== ">"))) return [];
  const bounds = boundsFor(right, limited, literals, program);
  if (bounds === null) return [];
  const strict = operator === "<" || operator === ">" ? 1 : 0;
  const facts = bounds.map(({ key, bound, present: now }) => {
    const rights = isMost ? bound - strict - now : now - (bound + strict);
    return { key, rights };
  });
  if (facts.some(({ rights }) => rights < 0)) return [];
  const name = freshName(program, `${relation.name}_${isMost ? "left" : "spare"}`);
  const columns = group.map(({ column }) => present(relation.columns[column], "a column"));
  const { source, syntax } = invariant;
  const newline = lineBreakOf(source);
  const declared = [...columns.map((column) => `${column.name}: ${column.type}`), "rights: bounded<0>"].join(
    ", ",
  );
  const lines = [
    `.decl ${name}(${declared})`,
    ...facts.map(({ key, rights }) => {
      const values = key.map((value, i) => valueText(value, columns[i]?.value ?? "number"));
      return `${name}(${[...values, String(rights)].join(", ")}).`;
    }),
  ];
  const edits: TextEdit[] = [];
  const touched: string[] = [];
  for (const operation of program.operations.values())
    for (const effect of operation.syntax.steps) {
      if (effect.kind === "require" || effectAtom(effect).relation.text !== relation.name) continue;
      const amount = amountOf(effect, limited, isMost, operation.source.text);
      if (amount === null) continue;
      const terms = group.map(({ column }) => {
        const span = effectAtom(effect).arguments[column]?.span;
        return span === undefined ? "_" : operation.source.text.slice(span.start, span.end);
      });
      if (terms.includes("_")) return [];
      edits.push(
        insertAt(operation.source, effect.span.start, `${name}(${terms.join(", ")}) -= ${amount}. `),
      );
      touched.push(operation.name);
    }
  const [first] = program.operations.values();
  if (edits.length === 0 || first === undefined) return [];
  const wildcards = [...columns.map(() => "_"), "n"].join(", ");
  return [
    {
      kind: "escrow",
      title: `Share out what is left in ${quoted(name)}, and take from it in ${[...new Set(touched)].map(quoted).join(" and ")}`,
      cost,
      edits: [
        insertAt(
          source,
          Math.min(syntax.span.start, first.source === source ? first.syntax.span.start : Infinity),
          `${lines.join(newline)}${newline}`,
        ),
        ...edits,
        replace(
          placeOf(source, syntax.span),
          `.invariant ${invariant.name}: ${name}(${wildcards}) => n >= 0.`,
        ),
      ],
      keeps: true,
    },
  ];
}

/** How much of the rights an effect uses up; null where it uses none. */
function amountOf(
  effect: Syntax.Effect,
  { isCounter }: Limited,
  isMost: boolean,
  text: string,
): string | null {
  switch (effect.kind) {
    case "add":
      return isCounter && effect.operator === "+="
        ? text.slice(effect.amount.span.start, effect.amount.span.end)
        : null;
    case "insert":
      return !isCounter && isMost ? "1" : null;
    case "delete":
      return !isCounter && !isMost ? "1" : null;
    case "write":
    case "splice-in":
    case "splice-out":
    case "transfer":
      return null;
  }
}

interface Bound {
  readonly key: Row;
  readonly bound: number;
  /** How much there is now. */
  readonly present: number;
}

/**
 * The bound of each group that is known: a constant for those with facts, or what a static relation
 * says for each key. Null where the bound is of another kind.
 */
function boundsFor(
  term: Syntax.Term,
  limited: Limited,
  literals: readonly PlainLiteral[],
  program: Program,
): readonly Bound[] | null {
  const rows = factsOf(limited.relation, program);
  const { group, isCounter, relation } = limited;
  const keyOf = (row: Row): Row => group.map(({ column }) => row[column] ?? 0);
  const amountAt = (key: Row): number => {
    const own = rows.filter((row) => key.every((value, i) => keyOf(row)[i] === value));
    return isCounter ? Number(own[0]?.[relation.keyCount] ?? 0) : own.length;
  };
  const constant = constantNumber(term);
  if (constant !== null) {
    const keys = group.length === 0 ? [[]] : unique(rows.map(keyOf));
    return keys.map((key) => ({ key, bound: constant, present: amountAt(key) }));
  }
  if (term.kind !== "variable") return null;
  for (const literal of literals) {
    if (literal.kind !== "atom") continue;
    const other = program.relations.get(literal.relation.text);
    if (other?.qualifier !== "static") continue;
    const at = literal.arguments.findIndex((one) => one.kind === "variable" && one.name === term.name);
    const places = group.map(({ variable }) =>
      literal.arguments.findIndex((one) => one.kind === "variable" && one.name === variable),
    );
    if (at < 0 || places.some((place) => place < 0)) continue;
    return factsOf(other, program).map((row) => {
      const key = places.map((place) => row[place] ?? 0);
      return { key, bound: Number(row[at]), present: amountAt(key) };
    });
  }
  return null;
}

function unique(keys: readonly Row[]): readonly Row[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

function factsOf({ name }: Relation, program: Program): readonly Row[] {
  return startFacts(program).flatMap(({ relation, row }) => (relation === name ? [row] : []));
}
