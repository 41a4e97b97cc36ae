import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import { placeOf } from "../../base/source.ts";
import { present } from "../../base/assert.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type { Operation, PlainLiteral, Program, Relation } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { Context } from "../entry.ts";
import { insertAt, lineBreakOf, replace, type TextEdit } from "../quick-fix.ts";
import { freshAmong, freshName, list, quoted } from "../wording.ts";
import { keyedPair } from "./keyed-pair.ts";
import { countOf } from "./limited.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/** At most so many rows for each value of some columns, whatever values those may come to have. */
interface Reservable {
  readonly relation: Relation;
  readonly columns: readonly number[];
  readonly limit: Limit;
}

type Limit =
  | { readonly kind: "number"; readonly most: number }
  /** What a static relation says in a column of an atom, less a number. */
  | {
      readonly kind: "listed";
      readonly atom: Syntax.Atom;
      readonly column: number;
      /** The columns of the limited relation whose values the atom names, by variable. */
      readonly keys: ReadonlyMap<string, number>;
      readonly less: number;
    };

/**
 * Rights to each key are made at one desk, once, and handed out; whoever inserts a row uses one up
 * (reservations; Balegas et al., "Putting Consistency Back into Eventual Consistency", 2015). Unlike
 * rights that are shared out beforehand they serve keys that nobody knew at the start.
 */
export function reservation({ invariant }: BrokenInvariant, { program }: Context): readonly Repair[] {
  return reservablesIn(invariant.syntax, program).flatMap((one): readonly Repair[] => {
    const spending = spendingOf(one, program);
    if (spending === null) return [];
    const { relation, columns, limit } = one;
    const { source, syntax } = invariant;
    const [first] = program.operations.values();
    if (first === undefined || program.factRelations.has(relation)) return [];
    if (program.inputs.some((input) => input.relation === relation)) return [];
    const keys = columns.map((column) => present(relation.columns[column], "a column"));
    const names = keys.map(({ name }) => name);
    const declared = keys.map(({ name, type }) => `${name}: ${type}`).join(", ");
    const key = names.join(", ");
    const handed = freshName(program, `${relation.name}_open`);
    const rights = spending.rights;
    const leader = [...program.boundaries.values()].find(({ protocol }) => protocol.kind === "leader");
    const desk = leader?.name ?? freshName(program, "desk");
    const taken = new Set(names);
    const amount = freshAmong(taken, "amount");
    const receiver = freshAmong(taken, "receiver");
    const isOne = limit.kind === "number" && limit.most === 1;
    const { asked, made } = askedLimit(limit, relation, names, invariant.source.text);
    const newline = lineBreakOf(source);
    const lines = [
      `.decl ${handed}(${declared})`,
      `.decl ${rights}(${declared}, ${freshAmong(taken, "rights")}: bounded<0>)`,
      ...(leader === undefined ? [`.boundary ${desk} by leader`] : []),
      `.operation ${freshName(program, `open_${relation.name}`)}(${declared}) at ${desk} {`,
      `  require ${asked}!${handed}(${key}).`,
      `  insert ${handed}(${key}).`,
      `  ${rights}(${key}) += ${made}.`,
      "}",
      `.operation ${freshName(program, `hand_out_${relation.name}`)}(${declared}, ${isOne ? "" : `${amount}: number, `}${receiver}: symbol) {`,
      `  transfer ${isOne ? "1" : amount} of ${rights}(${key}) to ${receiver}.`,
      "}",
    ];
    const wildcards = [...keys.map(() => "_"), "n"].join(", ");
    return [
      {
        kind: "reservation",
        title: `Open each ${list(names.map(quoted))} at one desk, which hands out the rights that ${list(spending.operations.map(({ name }) => quoted(name)))} ${spending.operations.length === 1 ? "uses" : "use"} up`,
        cost: "rights are handed out ahead of time, and who has none is refused",
        edits: [
          insertAt(
            source,
            Math.min(syntax.span.start, first.source === source ? first.syntax.span.start : Infinity),
            `${lines.join(newline)}${newline}`,
          ),
          ...spending.edits,
          replace(
            placeOf(source, syntax.span),
            `.invariant ${invariant.name}: ${rights}(${wildcards}) => n >= 0.`,
          ),
        ],
        keeps: true,
      },
    ];
  });
}

function reservablesIn({ left, right }: Syntax.Invariant, program: Program): readonly Reservable[] {
  const tests = clausesOf([right ?? []]).clauses;
  const pair = keyedPair(clausesOf([left]).clauses, program);
  const conclusions = tests.flatMap(({ literals }) => literals);
  const isUnique =
    pair !== null &&
    right !== null &&
    tests.length === 1 &&
    conclusions.every((one) => one.kind === "comparison" && one.operator === "=");
  if (isUnique) return [{ relation: pair.relation, columns: pair.keys, limit: { kind: "number", most: 1 } }];
  const literals = [left, right ?? []].flatMap((side) =>
    clausesOf([side]).clauses.flatMap((clause) => clause.literals),
  );
  return literals.flatMap((literal): readonly Reservable[] => {
    if (literal.kind !== "comparison" || (literal.operator !== "<=" && literal.operator !== "<")) return [];
    const counted = countOf(literal.left, literals, program);
    if (counted === null || counted.group.length === 0) return [];
    const limit = limitOf(literal.right, literal.operator === "<" ? 1 : 0, literals, counted.group, program);
    const { relation, group } = counted;
    return limit === null ? [] : [{ relation, columns: group.map(({ column }) => column), limit }];
  });
}

function limitOf(
  term: Syntax.Term,
  less: number,
  literals: readonly PlainLiteral[],
  group: readonly { readonly column: number; readonly variable: string }[],
  program: Program,
): Limit | null {
  const number = constantNumber(term);
  if (number !== null) return number - less > 0 ? { kind: "number", most: number - less } : null;
  if (term.kind !== "variable") return null;
  for (const atom of literals) {
    if (atom.kind !== "atom" || program.relations.get(atom.relation.text)?.qualifier !== "static") continue;
    const at = (name: string): number =>
      atom.arguments.findIndex((one) => one.kind === "variable" && one.name === name);
    const column = at(term.name);
    if (column < 0) continue;
    const keys = new Map(group.map((one) => [one.variable, one.column] as const));
    return { kind: "listed", atom, column, keys, less };
  }
  return null;
}

/** What the desk asks before it makes rights, with a comma behind it, and how many it makes. */
function askedLimit(
  limit: Limit,
  { columns }: Relation,
  names: readonly string[],
  text: string,
): { readonly asked: string; readonly made: string } {
  if (limit.kind === "number") return { asked: "", made: String(limit.most) };
  const { atom, column, keys, less } = limit;
  const taken = new Set(names);
  const [most, one] = [freshAmong(taken, "most"), freshAmong(taken, "m")];
  const terms = atom.arguments.map((term, i) => {
    if (i === column) return one;
    if (term.kind === "constant") return text.slice(term.span.start, term.span.end);
    const key = term.kind === "variable" ? keys.get(term.name) : undefined;
    return key === undefined ? "_" : present(columns[key], "a column").name;
  });
  // Of several limits the least counts.
  return {
    asked: `${most} = min ${one} : { ${atom.relation.text}(${terms.join(", ")}) }, `,
    made: less === 0 ? most : `${most} - ${String(less)}`,
  };
}

interface Spending {
  /** The relation of the rights. */
  readonly rights: string;
  readonly edits: readonly TextEdit[];
  readonly operations: readonly Operation[];
}

/** What uses rights up: each insertion of a row. Null where rows go, or where keys are not what a caller names. */
function spendingOf({ relation, columns }: Reservable, program: Program): Spending | null {
  if (relation.keyCount < relation.columns.length) return null;
  const rights = freshName(program, `${relation.name}_right`);
  const edits: TextEdit[] = [];
  const operations = new Set<Operation>();
  for (const operation of program.operations.values()) {
    const { source, syntax } = operation;
    const parameters = new Set(syntax.parameters.map(({ name }) => name.text));
    for (const effect of syntax.steps) {
      if (effect.kind === "require" || effectAtom(effect).relation.text !== relation.name) continue;
      if (effect.kind !== "insert") return null;
      const terms = columns.map((column) => present(effect.atom.arguments[column], "an argument"));
      if (terms.some((term) => term.kind !== "variable" || !parameters.has(term.name))) return null;
      const key = terms.map(({ span }) => source.text.slice(span.start, span.end)).join(", ");
      edits.push(insertAt(source, effect.span.start, `${rights}(${key}) -= 1. `));
      operations.add(operation);
    }
  }
  return edits.length === 0 ? null : { rights, edits, operations: [...operations] };
}
