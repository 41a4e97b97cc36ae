import type { Source, Span } from "../../base/source.ts";
import type { Program, Relation } from "../../model/program.ts";
import { relationsOf } from "./assumptions.ts";
import type { Slice } from "./slices.ts";

/**
 * For each relation a text that is the same exactly when everything is the same that its rows rest
 * on: its declaration, its rules and facts, those of the relations it reads, and the seals,
 * boundaries, inputs and assumed invariants of the program. Relations of one recursive component share one.
 */
export function relationContents(program: Program): ReadonlyMap<Relation, string> {
  const rules = new Map<Relation, string[]>();
  for (const { source, syntax, heads } of program.rules)
    for (const { relation } of heads) listIn(rules, relation).push(textAt(source, syntax.span));
  const reads = new Map<Relation, Set<Relation>>();
  for (const { from, to } of program.dependencies.edges) {
    const known = reads.get(to);
    if (known === undefined) reads.set(to, new Set([from]));
    else known.add(from);
  }
  const common = digestOf(commonText(program));
  const contents = new Map<Relation, string>();
  for (const component of program.dependencies.components) {
    const below = new Set(component.flatMap((relation) => [...(reads.get(relation) ?? [])]));
    const text = [
      common,
      ...component.map((relation) => `${declarationText(relation)}${(rules.get(relation) ?? []).join("\n")}`),
      ...[...below]
        .filter((relation) => !component.includes(relation))
        .map((one) => contents.get(one) ?? one.name),
    ].join("\n");
    const digest = `${String(text.length)}:${digestOf(text)}`;
    for (const relation of component) contents.set(relation, digest);
  }
  // What is sealed or taken for granted rests on these as well.
  const others = program.seals
    .map(({ by }) => by)
    .concat(program.invariants.filter(({ assumed }) => assumed).flatMap((one) => relationsOf(one, program)));
  const beside = digestOf(others.map((relation) => contents.get(relation) ?? "").join());
  return new Map([...contents].map(([relation, text]) => [relation, `${text}/${beside}`]));
}

/**
 * In which order a slice has its relations, rules and components, which what is found first depends
 * on: with equal contents and an equal order every search in it goes the same way.
 */
export function orderIn({ program: { relations, rules, dependencies } }: Slice): string {
  const heads = rules.map((rule) => rule.heads.map(({ relation }) => relation.name).join("+"));
  const components = dependencies.components.map((component) => component.map(({ name }) => name).join("+"));
  return digestOf([[...relations.keys()].join(), heads.join(), components.join()].join(";"));
}

/** A number and its complement-like twin, 106 bits together: two texts that share both do not occur by chance. */
function digestOf(text: string): string {
  let [a, b, c, d] = [0xdeadbeef, 0x41c6ce57, 0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
    c = Math.imul(c + unit, 2246822519) ^ (c >>> 13);
    d = Math.imul(d + unit, 3266489917) ^ (d >>> 15);
  }
  return [a, b, c, d].map((part) => (part >>> 0).toString(36)).join("");
}

function declarationText({ name, qualifier, equivalence, kind, columns }: Relation): string {
  const types = columns.map((column) => `${column.name}:${column.text}:${column.value}`).join();
  return `${name}(${types}) ${qualifier} ${kind} ${String(equivalence)}\n`;
}

/** What any relation may rest on. Facts are taken together: which run holds whose is not asked. */
function commonText(program: Program): string {
  return [
    ...program.facts.map((fact) => textAt(fact.source, fact.kind === "run" ? fact.run.span : fact.atom.span)),
    ...program.seals.map((seal) => textAt(seal.place.source, seal.syntax.span)),
    ...[...program.boundaries.values()].map(({ place, syntax }) => textAt(place.source, syntax.span)),
    ...program.invariants.map(({ source, syntax }) => textAt(source, syntax.span)),
    ...program.inputs.map(({ relation }) => `.input ${relation.name}`),
    ...[...program.incomplete].map(({ name }) => `? ${name}`),
  ].join("\n");
}

function textAt({ text }: Source, { start, end }: Span): string {
  return text.slice(start, end);
}

function listIn(lists: Map<Relation, string[]>, relation: Relation): string[] {
  let list = lists.get(relation);
  if (list === undefined) {
    list = [];
    lists.set(relation, list);
  }
  return list;
}
