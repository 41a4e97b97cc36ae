import { startFacts } from "../../analysis/confluence/confluence.ts";
import { placeOf, spanAcross } from "../../base/source.ts";
import { rowKey } from "../../lattice/row.ts";
import { valueText } from "../../model/fact-text.ts";
import type { Operation, Program, Relation } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";
import { variablesIn } from "../../syntax/walk.ts";
import type { Context } from "../entry.ts";
import { lineBreakOf, remove, replace, type TextEdit } from "../quick-fix.ts";
import { freshAmong, freshName, list, quoted } from "../wording.ts";
import { mentionsOf } from "./mentions.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/** Two registers under one key, as an invariant compares them. */
interface Registers {
  readonly first: Syntax.Atom;
  readonly second: Syntax.Atom;
  readonly relations: readonly [Relation, Relation];
}

/**
 * Two registers become one of both values: a merge keeps the one record or the other, whole, and
 * each was written where the invariant held. The old names stay as views for whoever reads them.
 */
export function oneRecord({ invariant }: BrokenInvariant, context: Context): readonly Repair[] {
  const { program } = context;
  const registers = registersIn(invariant.syntax, program);
  if (registers === null) return [];
  const { first, second, relations } = registers;
  const [a, b] = relations;
  const { source } = invariant;
  if (a.place.source !== source || b.place.source !== source) return [];
  if (relations.some(({ declaration }) => declaration.names.length > 1)) return [];
  if (program.inputs.some(({ relation }) => relations.includes(relation))) return [];
  const record = freshName(program, `${a.name}_and_${b.name}`);
  const facts = joinedFacts(record, relations, context);
  if (facts === null) return [];
  const writes = [...program.operations.values()].flatMap((operation) =>
    rewritten(operation, record, relations),
  );
  const mentions = relations.flatMap(({ name }) => mentionsOf(name, context));
  if (writes.length === 0 || mentions.some(({ kind }) => kind === "inserted" || kind === "done")) return [];

  const newline = lineBreakOf(source);
  const keys = a.columns.slice(0, a.keyCount);
  const names = new Set(keys.map(({ name }) => name));
  const values = relations.flatMap((relation) =>
    relation.columns.slice(relation.keyCount).map((column) => {
      const wish = `${relation.name}_${column.name}`;
      const name = names.has(wish) ? `${wish}_` : wish;
      names.add(name);
      return { relation, name, column };
    }),
  );
  const declared = [
    ...keys.map((column) => `${column.name}: ${column.text}`),
    ...values.map(({ name, column }) => `${name}: ${column.text}`),
  ].join(", ");
  const isRead = ({ name }: Relation): boolean =>
    program.outputs.some(({ relation }) => relation.name === name) ||
    program.printsizes.some(({ relation }) => relation.name === name) ||
    mentionsOf(name, context).some(({ kind, item }) => kind !== "fact" && item !== invariant.syntax);
  const viewOf = (relation: Relation): readonly string[] => {
    if (!isRead(relation)) return [];
    const own = relation.columns.slice(relation.keyCount);
    const head = [
      ...keys.map(({ name }) => name),
      ...values.filter((one) => one.relation === relation).map(({ name }) => name),
    ];
    const body = [
      ...keys.map(({ name }) => name),
      ...values.map((one) => (one.relation === relation ? one.name : "_")),
    ];
    const columns = [
      ...keys.map((column) => `${column.name}: ${column.text}`),
      ...own.map((column) => `${column.name}: ${column.type}`),
    ];
    return [
      `.decl ${relation.name}(${columns.join(", ")})`,
      `${relation.name}(${head.join(", ")}) :- ${record}(${body.join(", ")}).`,
    ];
  };
  const textOf = ({ span }: { readonly span: { readonly start: number; readonly end: number } }): string =>
    source.text.slice(span.start, span.end);
  const elsewhere = new Set(
    [...invariant.syntax.left, ...(invariant.syntax.right ?? [])]
      .filter((literal) => literal !== first && literal !== second)
      .flatMap((literal) => variablesIn(literal).map(({ name }) => name)),
  );
  const joined = [
    ...first.arguments.map((term, i) =>
      i < a.keyCount && term.kind === "variable" && !elsewhere.has(term.name) ? "_" : textOf(term),
    ),
    ...second.arguments.slice(b.keyCount).map(textOf),
  ].join(", ");
  const [early, late] = first.span.start < second.span.start ? [first, second] : [second, first];
  const between = invariant.syntax.left.filter(
    (literal) => literal.span.start > early.span.end && literal.span.end < late.span.start,
  );
  const kept = [`${record}(${joined})`, ...between.map(textOf)].join(", ");
  return [
    {
      kind: "one record",
      title: `Keep ${list(relations.map(({ name }) => quoted(name)))} in one register, ${quoted(record)}, which ${list(writes.map(({ operation }) => quoted(operation.name)))} ${writes.length === 1 ? "writes" : "write"} whole`,
      cost: "of two writes at the same time the earlier is lost, though it may be of the other value",
      edits: [
        replace(
          placeOf(source, a.declaration.span),
          [`.decl ${record}(${declared})`, ...relations.flatMap(viewOf), ...facts.lines].join(newline),
        ),
        remove(placeOf(source, b.declaration.span)),
        ...facts.edits,
        ...writes.flatMap(({ edits }) => edits),
        replace(placeOf(source, spanAcross(early.span, late.span)), kept),
      ],
      keeps: true,
    },
  ];
}

/** The two registers that an invariant's left side reads under one key, with one value for each key. */
function registersIn({ left }: Syntax.Invariant, { relations }: Program): Registers | null {
  const atoms = left.filter((literal) => literal.kind === "atom");
  const [first, second] = atoms;
  if (first === undefined || second === undefined || atoms.length !== 2) return null;
  const [a, b] = [relations.get(first.relation.text), relations.get(second.relation.text)];
  if (a === undefined || b === undefined || a === b || a.keyCount !== b.keyCount) return null;
  if (![a, b].every(({ kind, columns, keyCount }) => kind === "base" && columns[keyCount]?.lattice === "lww"))
    return null;
  const isShared = (i: number): boolean => {
    const [x, y] = [first.arguments[i], second.arguments[i]];
    const isSameType = a.columns[i]?.type === b.columns[i]?.type;
    return isSameType && x?.kind === "variable" && y?.kind === "variable" && x.name === y.name;
  };
  if (!Array.from({ length: a.keyCount }, (_, i) => i).every(isShared)) return null;
  return { first, second, relations: [a, b] };
}

/** The facts of both as facts of the record; null where one has a key that the other has not, or neither has any. */
function joinedFacts(
  record: string,
  relations: readonly [Relation, Relation],
  context: Context,
): { readonly lines: readonly string[]; readonly edits: readonly TextEdit[] } | null {
  const facts = startFacts(context.program);
  const [first, second] = relations.map(({ name, keyCount }) => {
    const own = facts.filter(({ relation }) => relation === name);
    return new Map(own.map(({ row }) => [rowKey(row.slice(0, keyCount)), row] as const));
  });
  const [a, b] = relations;
  if (first === undefined || second === undefined || first.size === 0 || first.size !== second.size)
    return null;
  const lines: string[] = [];
  for (const [key, row] of first) {
    const other = second.get(key);
    if (other === undefined) return null;
    const columns = [...a.columns, ...b.columns.slice(b.keyCount)];
    const values = [...row, ...other.slice(b.keyCount)].map((value, i) =>
      valueText(value, columns[i]?.value ?? "number"),
    );
    lines.push(`${record}(${values.join(", ")}).`);
  }
  const written = relations.flatMap(({ name }) =>
    mentionsOf(name, context).filter(({ kind }) => kind === "fact"),
  );
  if (written.some(({ item }) => item.kind === "rule" && item.heads.length > 1)) return null;
  const edits = written.map(({ source, item, span }) =>
    remove(placeOf(source, item.kind === "rule" ? item.span : span)),
  );
  return { lines, edits };
}

interface Rewritten {
  readonly operation: Operation;
  readonly edits: readonly TextEdit[];
}

/** An operation that writes one of the registers writes the record, with the other value as it is there. */
function rewritten(
  operation: Operation,
  record: string,
  relations: readonly [Relation, Relation],
): readonly Rewritten[] {
  const { source, syntax } = operation;
  const textOf = ({ span }: { readonly span: { readonly start: number; readonly end: number } }): string =>
    source.text.slice(span.start, span.end);
  const writes = syntax.steps.flatMap((step) => {
    if (step.kind !== "write") return [];
    const relation = relations.find(({ name }) => name === step.keys.relation.text);
    if (relation === undefined) return [];
    return [{ step, relation, key: step.keys.arguments.map(textOf).join(", ") }];
  });
  if (writes.length === 0) return [];
  const taken = new Set([
    ...syntax.parameters.map(({ name }) => name.text),
    ...syntax.steps.flatMap((step) =>
      step.kind === "require"
        ? step.body.flatMap((literal) => variablesIn(literal)).map(({ name }) => name)
        : [],
    ),
  ]);
  const done = new Set<string>();
  const edits = writes.map(({ step, relation, key }): TextEdit => {
    if (done.has(key)) {
      const end = source.text.indexOf(".", step.span.end) + 1;
      return remove({ source, start: step.span.start, end });
    }
    done.add(key);
    const other = writes.find((one) => one.key === key && one.relation !== relation);
    const values = relations.map((each) => {
      if (each === relation) return { read: "_", written: step.values.map(textOf) };
      if (other !== undefined) return { read: "_", written: other.step.values.map(textOf) };
      const names = each.columns.slice(each.keyCount).map(({ name }) => freshAmong(taken, name));
      for (const name of names) taken.add(name);
      return { read: names.join(", "), written: names };
    });
    const patterns = relations.map((each, i) =>
      values[i]?.read === "_"
        ? each.columns
            .slice(each.keyCount)
            .map(() => "_")
            .join(", ")
        : values[i]?.read,
    );
    const asked = other === undefined ? `require ${record}(${key}, ${patterns.join(", ")}). ` : "";
    const all = values.flatMap(({ written }) => written).join(", ");
    return replace(placeOf(source, step.span), `${asked}${record}(${key}) := (${all})`);
  });
  return [{ operation, edits }];
}
