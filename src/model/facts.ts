import { placeOf, type Place, type Source, type Span } from "../base/source.ts";
import { readFacts, type FactCursor } from "../syntax/facts.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { Names } from "./names.ts";
import type { FactSource, Relation } from "./program.ts";
import type { DeclaredRelation } from "./relation-declarations.ts";
import { keyHash, RowKeys } from "./row-keys.ts";

/**
 * Checks the facts of the text against their declarations: names and numbers of arguments in runs,
 * the range of values everywhere, and that no key of a register or counter has two (CALM006).
 * Returns the relations that have facts.
 */
export function checkFacts(facts: readonly FactSource[], names: Names): ReadonlySet<Relation> {
  const checks = new FactChecks(names);
  for (const fact of facts) {
    if (fact.kind === "run") checks.checkRun(fact.source, fact.run);
    else checks.checkFact(fact.source, fact.relation, fact.atom);
  }
  return checks.relations;
}

/** What is known of a relation while its facts go by. */
interface Target {
  readonly relation: Relation;
  readonly declared: DeclaredRelation;
  /** How many columns form the key of a register or counter; null where equal keys merge or mean nothing. */
  readonly keyCount: number | null;
  readonly keys: RowKeys;
}

/** Sources and offsets share one number: 2^32 offsets in each. */
const sourceStep = 2 ** 32;

class FactChecks {
  readonly relations = new Set<Relation>();
  readonly #names: Names;
  readonly #targets = new Map<string, Target | null>();
  readonly #sources: Source[] = [];
  readonly #indexes = new Map<Source, number>();
  /** Keys of facts that are not in runs, which the reader of runs cannot read again. */
  readonly #single = new Map<string, Place>();

  constructor(names: Names) {
    this.#names = names;
  }

  checkRun(source: Source, run: Syntax.FactRun): void {
    const base = this.#sourceIndex(source) * sourceStep;
    readFacts(source, run, (fact) => {
      const target = this.#target(fact.relation);
      if (target === null) this.#reportUnknown(source, fact);
      else if (fact.arity !== target.relation.columns.length)
        this.#reportArity(source, fact, target.relation);
      else if (this.#checkTypes(source, fact, target.declared) && target.keyCount !== null) {
        this.#checkRunKey(source, fact, target, base);
      }
    });
  }

  /** A fact that stands alone has been typed already. */
  checkFact(source: Source, relation: Relation, atom: Syntax.Atom): void {
    const target = this.#target(relation.name);
    if (target === null) return;
    const values = atom.arguments.map(constantValue);
    for (const [index, value] of values.entries()) {
      const term = atom.arguments[index];
      if (typeof value !== "number" || term === undefined) continue;
      this.#checkRange(source, term.span, value, target.declared, index);
    }
    if (target.keyCount === null) return;
    const key = values.slice(0, target.keyCount);
    if (!key.every((value) => value !== null)) return;
    const place = placeOf(source, atom.span);
    const hash = keyHash(key);
    const earlier = target.keys.add(hash, -1);
    const text = keyText(relation.name, key);
    const first =
      this.#single.get(text) ?? (earlier === null || earlier < 0 ? null : this.#runPlace(earlier, text));
    if (first === null) this.#single.set(text, place);
    else this.#names.report({ code: "CALM006", place, what: "key", name: text, first });
  }

  #checkRunKey(source: Source, fact: FactCursor, target: Target, base: number): void {
    const key = valuesOf(fact, target.keyCount ?? 0);
    const earlier = target.keys.add(keyHash(key), base + fact.start);
    if (earlier === null) return;
    const text = keyText(fact.relation, key);
    const place = placeOf(source, { start: fact.start, end: fact.end });
    const first = this.#single.get(text) ?? (earlier < 0 ? null : this.#runPlace(earlier, text));
    if (first === null) this.#single.set(text, place);
    else this.#names.report({ code: "CALM006", place, what: "key", name: text, first });
  }

  /** The place of a fact in a run, if its key is really the one asked for. */
  #runPlace(at: number, text: string): Place | null {
    const source = this.#sources[Math.floor(at / sourceStep)];
    const start = at % sourceStep;
    if (source === undefined) return null;
    let found: Place | null = null;
    readFacts(source, { kind: "facts", count: 1, span: { start, end: source.text.length } }, (fact) => {
      const keyCount = this.#target(fact.relation)?.keyCount ?? 0;
      if (keyText(fact.relation, valuesOf(fact, keyCount)) !== text) return;
      found = placeOf(source, { start: fact.start, end: fact.end });
    });
    return found;
  }

  #checkTypes(source: Source, fact: FactCursor, declared: DeclaredRelation): boolean {
    let sound = true;
    for (const [index, types] of declared.columnTypes.entries()) {
      const found = fact.type(index);
      const fits = types === null || types.some(({ base }) => accepts[found].includes(base));
      if (fits && found === "symbol") continue;
      if (fits) {
        const value = Number(fact.value(index));
        if (!this.#checkRange(source, fact.span(index), value, declared, index)) sound = false;
        continue;
      }
      sound = false;
      const column = declared.columns[index];
      const expected = column?.text ?? "";
      this.#names.report({
        code: "CALM004",
        place: placeOf(source, fact.span(index)),
        problem: { kind: "argument", expected, found, relation: declared.name, column: column?.name ?? "" },
      });
    }
    return sound;
  }

  /** Whether a number is one that its column can hold; reports otherwise. */
  #checkRange(source: Source, span: Span, value: number, declared: DeclaredRelation, index: number): boolean {
    const column = declared.columns[index];
    if (column === undefined) return true;
    const least =
      column.lattice === "gcounter" || column.value === "unsigned"
        ? 0
        : (column.bound ?? Number.NEGATIVE_INFINITY);
    if (value >= least) return true;
    const text = source.text.slice(span.start, span.end);
    this.#names.report({
      code: "CALM004",
      place: placeOf(source, span),
      problem: { kind: "range", text, type: column.text },
    });
    return false;
  }

  #target(name: string): Target | null {
    const known = this.#targets.get(name);
    if (known !== undefined) return known;
    const relation = this.#names.relations.get(name);
    const declared = this.#names.declared.get(name);
    let target: Target | null = null;
    if (relation !== undefined && declared !== undefined) {
      this.relations.add(relation);
      target = { relation, declared, keyCount: exclusiveKeys(relation), keys: new RowKeys() };
    }
    this.#targets.set(name, target);
    return target;
  }

  #sourceIndex(source: Source): number {
    let index = this.#indexes.get(source);
    if (index === undefined) {
      index = this.#sources.push(source) - 1;
      this.#indexes.set(source, index);
    }
    return index;
  }

  #reportUnknown(source: Source, { relation, nameStart, nameEnd }: FactCursor): void {
    const place = placeOf(source, { start: nameStart, end: nameEnd });
    this.#names.unknown.add("relation", relation, place, this.#names.relations);
  }

  #reportArity(
    source: Source,
    { start, end, arity: found }: FactCursor,
    { name, columns, place }: Relation,
  ): void {
    const at = placeOf(source, { start, end });
    const expected = columns.length;
    this.#names.report({
      code: "CALM003",
      place: at,
      what: "relation",
      name,
      expected,
      found,
      declared: place,
    });
  }
}

/** The bases that a value as it is written can be of. */
const accepts: Readonly<Record<ReturnType<FactCursor["type"]>, readonly string[]>> = {
  number: ["number", "unsigned", "float"],
  float: ["float"],
  symbol: ["symbol"],
};

/** Whether a fact of a run may be a row of a relation; of one that may not there is a finding. */
export function fitsColumns(fact: FactCursor, { columns }: Relation): boolean {
  if (columns.length !== fact.arity) return false;
  for (const [index, { value, isTyped }] of columns.entries())
    if (!isTyped || !accepts[fact.type(index)].includes(value)) return false;
  return true;
}

function exclusiveKeys({ columns, keyCount }: Relation): number | null {
  const lattice = columns[keyCount]?.lattice ?? null;
  return lattice === null || lattice === "max" || lattice === "min" ? null : keyCount;
}

function valuesOf(fact: FactCursor, count: number): (number | string)[] {
  return Array.from({ length: count }, (_, index) => fact.value(index));
}

function constantValue(term: Syntax.Term): number | string | null {
  if (term.kind === "constant") return term.value;
  const [only, more] = term.kind === "call" && term.functor === "-" ? term.arguments : [];
  return only?.kind === "constant" && more === undefined && typeof only.value === "number"
    ? -only.value
    : null;
}

function keyText(relation: string, key: readonly (number | string)[]): string {
  return `${relation}(${key.map((value) => (typeof value === "string" ? JSON.stringify(value) : value)).join(", ")})`;
}
