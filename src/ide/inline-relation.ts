import { placeOf, type Source } from "../base/source.ts";
import { remove, replace, type TextEdit } from "../diagnostics/quick-fix.ts";
import { quoted } from "../diagnostics/wording.ts";
import type { Program, Relation, Rule } from "../model/program.ts";
import type { Atom, Body, Term } from "../syntax/tree.ts";
import { forEachLiteral, forEachTerm, variablesIn } from "../syntax/walk.ts";
import type { Refactoring } from "./extract-rule.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { ProgramView } from "./program-view.ts";

/**
 * Writes the body of a relation's only rule in place of every atom that reads it, and takes the
 * relation out. Null where it has another rule, facts, a second head, a boundary, or recursion, and
 * where it is read other than by plain atoms of rules: an absence, an aggregate, a boundary, an output, an
 * operation would read something else then.
 */
export function inlineRelation(view: ProgramView, relation: Relation): Refactoring | null {
  const { program } = view;
  const rule = onlyRule(relation, program);
  if (rule === null || relation.declaration.names.length > 1) return null;
  const uses = plainUses(relation, rule, view);
  if (uses === null || uses.length === 0) return null;
  const edits: TextEdit[] = [];
  // A rule that reads it twice takes other names each time.
  const taken = new Map<Rule, Set<string>>();
  for (const { source, atom, reader } of uses) {
    const names = taken.get(reader) ?? new Set(namesOfRule(reader));
    taken.set(reader, names);
    const text = inlined(rule, atom, source, names);
    if (text === null) return null;
    edits.push(replace(placeOf(source, atom.span), text));
  }
  edits.push(remove(placeOf(rule.source, rule.syntax.span)));
  edits.push(remove(placeOf(relation.place.source, relation.declaration.span)));
  return { title: `Inline ${quoted(relation.name)}`, edits };
}

/** The rule that alone derives a relation, if it can stand in another's place. */
function onlyRule(relation: Relation, program: Program): Rule | null {
  const rules = program.rules.filter(({ heads }) => heads.some((head) => head.relation === relation));
  const [rule] = rules;
  if (rule === undefined || rules.length > 1 || rule.heads.length > 1 || rule.boundary !== null) return null;
  if (rule.syntax.body === null || relation.equivalence || relation.keyCount < relation.columns.length)
    return null;
  if (program.factRelations.has(relation) || program.incomplete.has(relation)) return null;
  const { componentOf, edges } = program.dependencies;
  const component = componentOf.get(relation);
  const isRecursive = edges.some(
    ({ from, to }) => componentOf.get(from) === component && componentOf.get(to) === component,
  );
  const terms = rule.syntax.heads.flatMap((head) => head.arguments);
  return isRecursive || terms.some(holdsMore) || ownTargets(rule).size > 0 ? null : rule;
}

/** Whether a term is more than a value computed from variables. */
function holdsMore(term: Term): boolean {
  let found = false;
  forEachTerm(term, ({ kind }) => {
    if (kind === "aggregate" || kind === "wildcard") found = true;
  });
  return found;
}

/** The names of a rule that an aggregate in it has for its own although they occur around it too. */
function ownTargets({ syntax }: Rule): ReadonlySet<string> {
  const around = new Set(syntax.heads.flatMap((head) => namesIn(head, false)));
  const targets = new Set<string>();
  forEachLiteral(syntax.body ?? [], (literal) => {
    for (const name of namesIn(literal, false)) around.add(name);
    forEachTerm(literal, (term) => {
      if (term.kind !== "aggregate" || term.target === null) return;
      for (const name of namesIn(term.target, true)) targets.add(name);
    });
  });
  return new Set([...targets].filter((name) => around.has(name)));
}

interface Use {
  readonly source: Source;
  readonly atom: Atom;
  readonly reader: Rule;
}

/** Where rules read a relation by plain atoms; null where anything else names it. */
function plainUses(relation: Relation, rule: Rule, view: ProgramView): readonly Use[] | null {
  const { name } = relation;
  const uses: Use[] = [];
  const known = new Map<Source, Set<number>>();
  const note = (source: Source, offset: number): void => {
    const starts = known.get(source) ?? new Set();
    known.set(source, starts.add(offset));
  };
  note(relation.place.source, relation.place.start);
  for (const head of rule.syntax.heads) note(rule.source, head.relation.span.start);
  for (const { rule: reader } of view.program.dependencies.edges.filter(({ from }) => from === relation)) {
    if (reader.boundary !== null) continue;
    forEachPlainAtom(reader.syntax.body ?? [], (atom) => {
      if (atom.relation.text !== name) return;
      if (!known.get(reader.source)?.has(atom.relation.span.start))
        uses.push({ source: reader.source, atom, reader });
      note(reader.source, atom.relation.span.start);
    });
  }
  for (const document of view.documents) {
    for (const { tree } of document.parts) {
      const starts = known.get(tree.source);
      const named = occurrencesIn(tree)
        .named(name)
        .filter(({ kind, relations }) => kind === "relation" || relations.includes(name));
      // The columns of its own declaration go with it.
      const others = named.filter(
        ({ kind, start, role }) =>
          !(kind === "column" && role === "declaration") && starts?.has(start) !== true,
      );
      if (others.length > 0) return null;
    }
  }
  return uses;
}

/** The atoms that stand as literals of their own, outside of aggregates and negated groups. */
function forEachPlainAtom(body: Body, visit: (atom: Atom) => void): void {
  for (const conjunction of body) {
    for (const literal of conjunction) {
      if (literal.kind === "atom") visit(literal);
      else if (literal.kind === "group" && !literal.negated) forEachPlainAtom(literal.body, visit);
    }
  }
}

/**
 * The body of a rule in the place of an atom that reads its head: what the atom has for each
 * variable of the head, and names that are not `taken` for the others, which are taken then. Null
 * where an argument cannot stand in its place.
 */
function inlined(rule: Rule, atom: Atom, source: Source, taken: Set<string>): string | null {
  const head = rule.syntax.heads[0];
  const body = rule.syntax.body ?? [];
  if (head === undefined || atom.arguments.some((term) => term.kind !== "wildcard" && holdsMore(term)))
    return null;
  const own = new Set(namesOfRule(rule));
  const fresh = (name: string): string => {
    let candidate = name;
    for (let i = 2; taken.has(candidate) || (candidate !== name && own.has(candidate)); i++)
      candidate = `${name}${i}`;
    taken.add(candidate);
    return candidate;
  };
  const written = new Map<string, string>();
  const equations: string[] = [];
  const later: { readonly term: Term; readonly argument: string }[] = [];
  for (const [index, term] of head.arguments.entries()) {
    const argument = atom.arguments[index];
    if (argument === undefined) return null;
    if (argument.kind === "wildcard") continue;
    const text = textOf(argument, source);
    if (term.kind === "variable" && !written.has(term.name)) written.set(term.name, text);
    else later.push({ term, argument: text });
  }
  for (const name of own) if (!written.has(name)) written.set(name, fresh(name));
  for (const { term, argument } of later)
    equations.push(`${argument} = ${renamed(term, rule.source, written)}`);
  const alternatives = body.map((literals) => {
    const first = literals[0];
    const last = literals.at(-1);
    if (first === undefined || last === undefined) return "true";
    const span = { start: first.span.start, end: last.span.end };
    return substituted(
      span,
      literals.flatMap((literal) => variablesIn(literal)),
      rule.source,
      written,
    );
  });
  const [only = ""] = alternatives;
  const conjunction = alternatives.length > 1 ? `(${alternatives.join(" ; ")})` : only;
  return [conjunction, ...equations].join(", ");
}

function renamed(term: Term, source: Source, written: ReadonlyMap<string, string>): string {
  return substituted(term.span, variablesIn(term), source, written);
}

/** A stretch of text with what is written for each of its variables. */
function substituted(
  { start, end }: { readonly start: number; readonly end: number },
  variables: readonly {
    readonly name: string;
    readonly span: { readonly start: number; readonly end: number };
  }[],
  source: Source,
  written: ReadonlyMap<string, string>,
): string {
  let text = "";
  let at = start;
  for (const { name, span } of variables.toSorted((a, b) => a.span.start - b.span.start)) {
    text += source.text.slice(at, span.start) + (written.get(name) ?? name);
    at = span.end;
  }
  return text + source.text.slice(at, end);
}

function textOf(term: Term, source: Source): string {
  const text = source.text.slice(term.span.start, term.span.end);
  return term.kind === "call" && term.infix ? `(${text})` : text;
}

function namesOfRule({ syntax }: Rule): readonly string[] {
  const names = syntax.heads.flatMap((head) => namesIn(head, true));
  for (const conjunction of syntax.body ?? [])
    for (const literal of conjunction) names.push(...namesIn(literal, true));
  return [...new Set(names)];
}

function namesIn(node: Parameters<typeof variablesIn>[0], aggregates: boolean): string[] {
  return variablesIn(node, { aggregates }).map(({ name }) => name);
}
