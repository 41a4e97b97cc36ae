import type { Value } from "../../lattice/row.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type * as Syntax from "../../syntax/tree.ts";
import { areContradictory, type LinearBound } from "./linear-bounds.ts";

type Node =
  | { readonly kind: "unknown" }
  | { readonly kind: "constant"; readonly value: Value }
  /** A name of a replica: an identifier that no other replica has. */
  | { readonly kind: "replica"; readonly index: number }
  | { readonly kind: "call"; readonly functor: string; readonly arguments: readonly number[] };

interface Comparison {
  readonly operator: Syntax.ComparisonOperator;
  readonly left: number;
  readonly right: number;
}

/** That a relation has a row, or none that fits; null where anything fits. */
interface KnownRow {
  readonly relation: string;
  readonly isThere: boolean;
  readonly terms: readonly (number | null)[];
}

/**
 * Equations and comparisons between terms, and whether they can hold together: congruence closure
 * (Nelson and Oppen, "Fast Decision Procedures Based on Congruence Closure", 1980) with what is
 * known of texts put together, of numbers as texts, of the names of replicas, and of sums.
 *
 * It only finds contradictions; where it finds none there may still be one.
 */
export class TermConstraints {
  readonly #nodes: Node[] = [];
  readonly #parents: number[] = [];
  readonly #known = new Map<string, number>();
  readonly #comparisons: Comparison[] = [];
  readonly #rows: KnownRow[] = [];
  /** Whether all numbers are whole ones, and sums of them never rounded. */
  readonly #isExact: boolean;
  #isContradictory = false;

  constructor(isExact = false) {
    this.#isExact = isExact;
  }

  /** The same again, to suppose more. */
  copy(): TermConstraints {
    const copy = new TermConstraints(this.#isExact);
    copy.#nodes.push(...this.#nodes);
    copy.#parents.push(...this.#parents);
    copy.#comparisons.push(...this.#comparisons);
    copy.#rows.push(...this.#rows);
    for (const [key, index] of this.#known) copy.#known.set(key, index);
    copy.#isContradictory = this.#isContradictory;
    return copy;
  }

  /** A term of which nothing is known. */
  unknown(): number {
    return this.#add({ kind: "unknown" });
  }

  value(value: Value): number {
    return this.#constant(value);
  }

  /** Takes a term of a conjunction: `scope` tells its variables from those of others. */
  term(term: Syntax.Term, scope: string, replica: number | null): number {
    const number = constantNumber(term);
    if (number !== null) return this.#constant(number);
    switch (term.kind) {
      case "variable":
        return this.#named(`${scope} ${term.name}`, { kind: "unknown" });
      case "wildcard":
      case "aggregate":
        return this.#add({ kind: "unknown" });
      case "constant":
        return this.#constant(term.value);
      case "call":
        if (term.functor === "now" || (term.functor === "replica" && replica === null))
          return this.#add({ kind: "unknown" });
        if (term.functor === "replica")
          return this.#named(`replica ${String(replica)}`, { kind: "replica", index: replica ?? 0 });
        return this.#call(
          term.functor,
          (term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments).map((one) =>
            this.term(one, scope, replica),
          ),
        );
    }
  }

  equate(a: number, b: number): void {
    this.#comparisons.push({ operator: "=", left: a, right: b });
  }

  /** Takes a comparison; other literals say nothing here. */
  assume(literal: Syntax.Literal, scope: string, replica: number | null): void {
    if (literal.kind === "truth" && !literal.value) this.#isContradictory = true;
    if (literal.kind !== "comparison") return;
    this.#comparisons.push({
      operator: literal.operator,
      left: this.term(literal.left, scope, replica),
      right: this.term(literal.right, scope, replica),
    });
  }

  /** Takes that a relation which never changes has a row, or has none: of wildcards nothing is known. */
  assumeRow(atom: Syntax.Atom, isThere: boolean, scope: string, replica: number | null): void {
    this.#rows.push({
      relation: atom.relation.text,
      isThere,
      terms: atom.arguments.map((term) =>
        term.kind === "wildcard" ? null : this.term(term, scope, replica),
      ),
    });
  }

  /** Whether it was found that not all of them can hold. */
  isContradictory(): boolean {
    const equations = this.#comparisons.filter(({ operator }) => operator === "=");
    for (let changed = true; changed && !this.#isContradictory;) {
      changed = false;
      for (const { left, right } of equations) changed = this.#merge(left, right) || changed;
      changed = this.#close() || changed;
    }
    return (
      this.#isContradictory ||
      this.#comparisons.some((one) => this.#isRefuted(one)) ||
      areContradictory(this.#bounds()) ||
      this.#rows.some((row) => row.isThere && this.#rows.some((other) => this.#excludes(other, row)))
    );
  }

  /** Whether the absence of rows says that another is not there. */
  #excludes(absent: KnownRow, row: KnownRow): boolean {
    return (
      !absent.isThere &&
      absent.relation === row.relation &&
      absent.terms.every((term, i) => {
        const other = row.terms[i];
        return term === null || (typeof other === "number" && this.areEqual(term, other));
      })
    );
  }

  /** Whether two terms are known to be equal, once contradictions were looked for. */
  areEqual(a: number, b: number): boolean {
    const value = this.#valueOf(a);
    return this.#find(a) === this.#find(b) || (value !== null && value === this.#valueOf(b));
  }

  /** What follows from the classes: equal calls of equal arguments, and equal arguments of equal calls. */
  #close(): boolean {
    let changed = false;
    const calls = new Map<string, number>();
    const classes = new Map<number, number[]>();
    for (const [index, node] of this.#nodes.entries()) {
      const root = this.#find(index);
      if (node.kind !== "unknown") classes.set(root, [...(classes.get(root) ?? []), index]);
      if (node.kind !== "call") continue;
      const key = `${node.functor} ${node.arguments.map((one) => this.#find(one)).join(" ")}`;
      const same = calls.get(key);
      if (same === undefined) calls.set(key, index);
      else changed = this.#merge(index, same) || changed;
    }
    for (const members of classes.values())
      for (const [i, a] of members.entries())
        for (const b of members.slice(i + 1)) changed = this.#meet(a, b) || changed;
    return changed;
  }

  /** What follows from two nodes being equal. */
  #meet(a: number, b: number): boolean {
    const [one, other] = [this.#nodes[a], this.#nodes[b]];
    if (one === undefined || other === undefined) return false;
    const isNumberText = (node: Node): boolean => node.kind === "call" && node.functor === "to_string";
    if (one.kind === "call" && other.kind === "call" && isNumberText(one) && isNumberText(other))
      return this.#merge(one.arguments[0] ?? 0, other.arguments[0] ?? 0);
    if (isText(one) && isText(other)) return this.#meetTexts(this.#partsOf(a), this.#partsOf(b));
    return false;
  }

  /** Strips what two texts have in common at both ends; what is left is equal, or shows that they are not. */
  #meetTexts(a: readonly TextPart[], b: readonly TextPart[]): boolean {
    const forward = this.#stripped(a, b, false);
    const backward = forward === null ? null : this.#stripped(forward[0], forward[1], true);
    if (forward === null || backward === null) {
      this.#isContradictory = true;
      return true;
    }
    const [x, y] = backward;
    const [one] = x;
    const [other] = y;
    if (x.length === 1 && y.length === 1 && one?.kind === "node" && other?.kind === "node")
      return this.#merge(one.node, other.node);
    return false;
  }

  /** The rests after equal parts at one end; null where the parts there cannot be equal. */
  #stripped(
    a: readonly TextPart[],
    b: readonly TextPart[],
    fromEnd: boolean,
  ): readonly [readonly TextPart[], readonly TextPart[]] | null {
    const at = fromEnd ? -1 : 0;
    const [x, y] = [[...a], [...b]];
    const drop = (parts: TextPart[]): TextPart | undefined => (fromEnd ? parts.pop() : parts.shift());
    const put = (parts: TextPart[], part: TextPart): void =>
      fromEnd ? void parts.push(part) : void parts.unshift(part);
    for (;;) {
      const [one, other] = [x.at(at), y.at(at)];
      if (one === undefined || other === undefined) {
        const rest = [...x, ...y];
        return rest.some((part) => part.kind === "text" && part.text !== "") ? null : [x, y];
      }
      if (one.kind === "text" && other.kind === "text") {
        const length = Math.min(one.text.length, other.text.length);
        const [p, q] = fromEnd
          ? [one.text.slice(one.text.length - length), other.text.slice(other.text.length - length)]
          : [one.text.slice(0, length), other.text.slice(0, length)];
        if (p !== q) return null;
        drop(x);
        drop(y);
        const rest = (text: string): string =>
          fromEnd ? text.slice(0, text.length - length) : text.slice(length);
        if (rest(one.text) !== "") put(x, { kind: "text", text: rest(one.text) });
        if (rest(other.text) !== "") put(y, { kind: "text", text: rest(other.text) });
        continue;
      }
      if (one.kind === "node" && other.kind === "node") {
        if (this.#find(one.node) === this.#find(other.node)) {
          drop(x);
          drop(y);
          continue;
        }
        const names = [one, other].map(({ node }) => this.#nodes[node]?.kind === "replica");
        // Two different identifiers, each ended by a sign that none contains, are different texts.
        if (names.every(Boolean) && endsName(x, fromEnd) && endsName(y, fromEnd)) return null;
      }
      return [x, y];
    }
  }

  #partsOf(index: number): readonly TextPart[] {
    const node = this.#nodes[index];
    if (node?.kind === "constant") return [{ kind: "text", text: String(node.value) }];
    if (node?.kind !== "call" || node.functor !== "cat") return [{ kind: "node", node: index }];
    return node.arguments.flatMap((argument) => {
      const value = this.#valueOf(argument);
      if (typeof value === "string") return [{ kind: "text", text: value } as const];
      const inner = this.#memberOf(argument, (one) => one.kind === "replica") ?? argument;
      return this.#partsOf(inner);
    });
  }

  #isRefuted({ operator, left, right }: Comparison): boolean {
    const [a, b] = [this.#find(left), this.#find(right)];
    const isSame = a === b;
    const [x, y] = [this.#valueOf(a), this.#valueOf(b)];
    switch (operator) {
      case "=":
        return (
          (x !== null && y !== null && x !== y) ||
          (!isSame && this.#areReplicas(a, b)) ||
          this.#hasTwoValues(a)
        );
      case "!=":
        return isSame || (x !== null && x === y);
      case "<":
        return isSame || (x !== null && y !== null && x >= y) || this.#areOrdered(b, a, false);
      case ">":
        return isSame || (x !== null && y !== null && x <= y) || this.#areOrdered(a, b, false);
      case "<=":
        return (x !== null && y !== null && x > y) || this.#areOrdered(b, a, true);
      case ">=":
        return (x !== null && y !== null && x < y) || this.#areOrdered(a, b, true);
    }
  }

  /** The comparisons, and what is known of numbers, as bounds; a part is a class of equal terms. */
  #bounds(): readonly LinearBound[] {
    const bounds: LinearBound[] = [];
    const compare = (left: number, right: number, isStrict: boolean): void => {
      const parts = new Map<number, number>();
      if (left !== right) parts.set(left, 1).set(right, -1);
      // Of whole numbers the one that is less is so by one at least.
      if (isStrict && this.#isExact && (this.#isNumber(left) || this.#isNumber(right)))
        bounds.push({ parts, constant: 1, isStrict: false });
      else bounds.push({ parts, constant: 0, isStrict });
    };
    for (const { operator, left, right } of this.#comparisons) {
      const [a, b] = [this.#find(left), this.#find(right)];
      if (operator === "<" || operator === "<=") compare(a, b, operator === "<");
      if (operator === ">" || operator === ">=") compare(b, a, operator === ">");
    }
    if (bounds.length === 0) return [];
    for (const [index, node] of this.#nodes.entries()) {
      const sum = this.#sumOf(node);
      if (sum === null) continue;
      const parts = new Map([...sum.parts].map(([part, factor]) => [part, -factor]));
      const root = this.#find(index);
      const own = (parts.get(root) ?? 0) + 1;
      if (own === 0) parts.delete(root);
      else parts.set(root, own);
      bounds.push({ parts, constant: -sum.constant, isStrict: false });
      const opposite = new Map([...parts].map(([part, factor]) => [part, -factor]));
      bounds.push({ parts: opposite, constant: sum.constant, isStrict: false });
    }
    return bounds;
  }

  #isNumber(root: number): boolean {
    return this.#memberOf(root, (node) => this.#sumOf(node) !== null) !== null;
  }

  /** What a node is the sum of; null where that is not known. */
  #sumOf(node: Node): Omit<LinearBound, "isStrict"> | null {
    if (node.kind === "constant")
      return typeof node.value === "number" ? { parts: new Map(), constant: node.value } : null;
    if (node.kind !== "call" || !this.#isExact) return null;
    const [left, right] = node.arguments;
    if (left === undefined || right === undefined) return null;
    const [a, b] = [this.#find(left), this.#find(right)];
    switch (node.functor) {
      case "+":
        return { parts: a === b ? new Map([[a, 2]]) : new Map([[a, 1]]).set(b, 1), constant: 0 };
      case "-":
        return { parts: a === b ? new Map() : new Map([[a, 1]]).set(b, -1), constant: 0 };
      default:
        return null;
    }
  }

  /** Whether it was said that `low <= high`, or less, so that the opposite cannot be. */
  #areOrdered(low: number, high: number, strictly: boolean): boolean {
    return this.#comparisons.some(({ operator, left, right }) => {
      const [a, b] = [this.#find(left), this.#find(right)];
      if (operator === "<" || (operator === "<=" && !strictly)) return a === low && b === high;
      if (operator === ">" || (operator === ">=" && !strictly)) return b === low && a === high;
      return false;
    });
  }

  #areReplicas(a: number, b: number): boolean {
    const isReplica = (node: Node): boolean => node.kind === "replica";
    return this.#memberOf(a, isReplica) !== null && this.#memberOf(b, isReplica) !== null;
  }

  #hasTwoValues(root: number): boolean {
    const values = new Set<Value>();
    const names = new Set<number>();
    for (const [index, node] of this.#nodes.entries()) {
      if (this.#find(index) !== root) continue;
      if (node.kind === "constant") values.add(node.value);
      if (node.kind === "replica") names.add(node.index);
    }
    return values.size > 1 || names.size > 1;
  }

  #valueOf(index: number): Value | null {
    const found = this.#memberOf(index, (node) => node.kind === "constant");
    const node = found === null ? undefined : this.#nodes[found];
    return node?.kind === "constant" ? node.value : null;
  }

  #memberOf(index: number, is: (node: Node) => boolean): number | null {
    const root = this.#find(index);
    const found = this.#nodes.findIndex((node, i) => is(node) && this.#find(i) === root);
    return found < 0 ? null : found;
  }

  #constant(value: Value): number {
    return this.#named(`constant ${typeof value} ${String(value)}`, { kind: "constant", value });
  }

  #call(functor: string, given: readonly number[]): number {
    return this.#named(`call ${functor} ${given.join(" ")}`, { kind: "call", functor, arguments: given });
  }

  #named(key: string, node: Node): number {
    let index = this.#known.get(key);
    if (index === undefined) {
      index = this.#add(node);
      this.#known.set(key, index);
    }
    return index;
  }

  #add(node: Node): number {
    this.#nodes.push(node);
    this.#parents.push(this.#nodes.length - 1);
    return this.#nodes.length - 1;
  }

  #find(index: number): number {
    let root = index;
    for (
      let parent = this.#parents[root];
      parent !== undefined && parent !== root;
      parent = this.#parents[root]
    )
      root = parent;
    return root;
  }

  #merge(a: number, b: number): boolean {
    const [x, y] = [this.#find(a), this.#find(b)];
    if (x === y) return false;
    this.#parents[x] = y;
    if (this.#hasTwoValues(y)) this.#isContradictory = true;
    return true;
  }
}

/** A piece of a text: known, or what some node is. */
type TextPart =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "node"; readonly node: number };

function isText(node: Node): boolean {
  return (
    (node.kind === "constant" && typeof node.value === "string") ||
    (node.kind === "call" && node.functor === "cat")
  );
}

/** Whether what comes after the first part is a text that begins with a sign that no name contains, or nothing. */
function endsName(parts: readonly TextPart[], fromEnd: boolean): boolean {
  if (parts.length === 1) return true;
  const next = fromEnd ? parts.at(-2) : parts[1];
  if (next?.kind !== "text") return false;
  return fromEnd ? !/[A-Za-z0-9_]$/.test(next.text) : !/^[A-Za-z0-9_]/.test(next.text);
}
