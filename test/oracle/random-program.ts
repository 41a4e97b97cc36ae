import { atom, Body, constant, type PlainType, type Shape, type ValueColumn } from "./random-body.ts";
import { Chance } from "./chance.ts";

/**
 * A small stratified program as text, the same for the same seed: two to four base relations of
 * all kinds and one to four derived ones, each in a stratum of its own.
 *
 * Rules are made by templates. One is a random conjunction; the others set up what a checker can
 * get wrong in either direction: a case split (complete and incomplete), a guard that cancels
 * out, a seal (on the right column and on a wrong one, directly and through a view), double
 * negation, a lattice column that is derived and read, an assumed key. Programs that nevertheless
 * have an error of their own are for the caller to reject.
 */
export function randomProgram(seed: number): string {
  const draft = new Draft(new Chance(seed));
  draft.addBases();
  const templates = draft.chance.between(1, 4);
  for (let i = 0; i < templates; i++) draft.addDerived();
  return draft.text();
}

class Draft {
  readonly chance: Chance;
  readonly #keyType: PlainType;
  readonly #known: Shape[] = [];
  readonly #declarations: string[] = [];
  readonly #rules: string[] = [];
  /** Sealed columns and the sealing relation, by the sealed relation's name. */
  readonly #seals = new Map<string, { readonly columns: readonly number[]; readonly by: Shape }>();

  constructor(chance: Chance) {
    this.chance = chance;
    this.#keyType = chance.weighted({ number: 50, unsigned: 25, symbol: 25 });
  }

  text(): string {
    const outputs = this.#known
      .filter(({ kind }) => kind === "derived")
      .filter((_, i, all) => i === all.length - 1 || this.chance.happens(0.3));
    const lines = outputs.map(
      ({ name }) => `.output ${name}${this.chance.happens(0.1) ? '(promise="eventual")' : ""}`,
    );
    return [...this.#declarations, ...this.#rules, ...lines, ""].join("\n");
  }

  addBases(): void {
    const count = this.chance.between(2, 4);
    for (let i = 0; i < count; i++) this.#addBase("abcd".charAt(i));
    if (this.chance.happens(0.3)) this.#addSeal();
    if (this.chance.happens(0.12)) this.#addFacts();
    if (this.chance.happens(0.06)) this.#addInvariant();
  }

  /** The relations of one template; only the last is meant to be read in general. */
  addDerived(): void {
    const name =
      "pqrs".charAt(this.#known.filter(({ kind }) => kind === "derived").length % 4) +
      String(this.#rules.length);
    const templates = {
      conjunctions: () => this.#conjunctions(name),
      caseSplit: () => this.#caseSplit(name),
      guard: () => this.#guard(name),
      sealed: () => this.#sealed(name),
      forAll: () => this.#forAll(name),
      recursion: () => this.#recursion(name),
      value: () => this.#value(name),
      exported: () => this.#exported(name),
      severalHeads: () => this.#severalHeads(name),
    };
    const template = this.chance.weighted({
      conjunctions: 34,
      caseSplit: 14,
      guard: 9,
      sealed: this.#seals.size > 0 ? 30 : 0,
      forAll: 5,
      recursion: 8,
      value: 14,
      exported: 6,
      severalHeads: 3,
    });
    templates[template]();
  }

  #addBase(name: string): void {
    const arity = this.chance.pick([1, 1, 1, 2, 2]);
    const value = this.chance.happens(0.25)
      ? this.chance.weighted<ValueColumn>({ max: 30, min: 20, gcounter: 25, lww: 12, pncounter: 8, mv: 5 })
      : null;
    const kind =
      value === null
        ? this.chance.weighted({ gset: 62, static: 22, orset: 16 })
        : (value === "max" || value === "min") && this.chance.happens(0.15)
          ? "static"
          : "gset";
    this.#declare({ name, columns: Array.from({ length: arity }, () => this.#keyType), value, kind });
  }

  #declare(shape: Shape): Shape {
    const columns = shape.columns.map((type, i) => `k${i}: ${type}`);
    if (shape.value !== null)
      columns.push(`v: ${shape.value}${shape.value.includes("counter") ? "" : "<number>"}`);
    const qualifier = shape.kind === "orset" || shape.kind === "static" ? ` ${shape.kind}` : "";
    this.#declarations.push(`.decl ${shape.name}(${columns.join(", ")})${qualifier}`);
    this.#known.push(shape);
    return shape;
  }

  /** A seal on the first column, on all or on none; sometimes the sealing relation is derived. */
  #addSeal(): void {
    const sealed = this.chance.pickOf(
      this.#known.filter(({ kind }) => kind !== "static" && kind !== "derived"),
    );
    if (sealed === null || this.#seals.has(sealed.name)) return;
    const width = this.chance.weighted({ one: 75, all: 20, none: 5 });
    const columns = sealed.columns.map((_, i) => i);
    const chosen =
      width === "one"
        ? columns.slice(...this.chance.pick([[0, 1], [0, 1], [-1]] as const))
        : width === "all"
          ? columns
          : [];
    const unary = this.#known.find(
      (one) => one.kind === "gset" && one !== sealed && one.columns.length === 1 && one.value === null,
    );
    const derives = chosen.length === 1 && this.chance.happens(0.15) ? unary : undefined;
    const by = this.#declare({
      name: `closed_${sealed.name}`,
      columns: chosen.map(() => this.#keyType),
      value: null,
      kind: derives === undefined && this.chance.happens(0.05) ? "orset" : "gset",
    });
    if (derives !== undefined) {
      const open = this.chance.happens(0.2) ? `, !${atom(sealed, this.#row(sealed, "_"))}` : "";
      this.#rules.push(`${by.name}(x) :- ${derives.name}(x)${open}.`);
    }
    this.#declarations.push(`.seal ${sealed.name}(${chosen.map((i) => `k${i}`).join(", ")}) by ${by.name}`);
    this.#seals.set(sealed.name, { columns: chosen, by });
    if (this.chance.happens(0.25)) this.#addSeal();
  }

  #addFacts(): void {
    const shape = this.chance.pickOf(this.#known);
    if (shape === null) return;
    const keys = shape.columns.map((type) => constant(this.chance, type));
    const row = shape.value === null ? keys : [...keys, String(this.chance.between(0, 2))];
    this.#rules.push(`${atom(shape, row)}.`);
  }

  #addInvariant(): void {
    const keyed = this.#known.find(
      (one) => one.kind === "gset" && one.value === null && one.columns.length === 2,
    );
    const [first, second] = this.#known.filter(
      (one) => one.value === null && one.columns.length === 1 && one.kind !== "static",
    );
    if (keyed !== undefined && this.chance.happens(0.6)) {
      this.#declarations.push(`.invariant key assumed: ${keyed.name}(x, y), ${keyed.name}(x, z) => y = z.`);
    } else if (first !== undefined && second !== undefined) {
      this.#declarations.push(`.invariant apart assumed: ${first.name}(x), ${second.name}(x) => false.`);
    }
  }

  #conjunctions(name: string): void {
    const bodies = Array.from({ length: this.chance.pick([1, 1, 2, 2, 3]) }, () => this.#body());
    this.#define(name, bodies);
  }

  /** `h :- r, !s.` beside `h :- r, s.`, `h :- r.`, `h :- s.` or something that only looks like it. */
  #caseSplit(name: string): void {
    const base = this.#start();
    const there = this.#another(base, (shape) => base.guard(shape));
    if (there === null) {
      this.#conjunctions(name);
      return;
    }
    const without = base.copy().add(`!${there}`);
    const extra = base.copy();
    const rest = this.#another(base, (shape) => base.guard(shape));
    switch (this.chance.weighted({ complete: 40, whole: 12, alone: 12, nested: 16, partial: 20 })) {
      case "complete":
        this.#define(name, [without, base.copy().add(there)]);
        return;
      case "whole":
        this.#define(name, [without, base.copy()]);
        return;
      case "alone": {
        const alone = new Body(this.chance, this.#known);
        for (const [variable, type] of base.plain) alone.plain.set(variable, type);
        this.#define(
          name,
          [without, alone.add(there)],
          [...base.plain.keys()].filter((one) => new RegExp(`\\b${one}\\b`).test(there)),
        );
        return;
      }
      case "nested": {
        const third = rest ?? there;
        this.#define(name, [without, base.copy().add(there, third), base.copy().add(there, `!${third}`)]);
        return;
      }
      case "partial":
        this.#define(name, [without, extra.add(there, ...(rest === null ? [] : [rest]))]);
    }
  }

  /** `g(x) :- a(x), !b(x).` and then `h(x) :- a(x), !g(x).`, or with something else in the place of `a`. */
  #guard(name: string): void {
    const base = this.#start();
    const blocker = this.#another(base, (shape) => base.absent(shape));
    if (blocker === null) {
      this.#conjunctions(name);
      return;
    }
    const inner = base.copy().add(`!${blocker}`);
    const view = this.#define(`g${name}`, [inner], [...base.plain.keys()].slice(0, 2));
    const outer = this.chance.happens(0.75) ? base : this.#start();
    outer.add(`!${this.chance.happens(0.8) ? outer.guard(view) : outer.absent(view)}`);
    this.#define(name, [outer]);
  }

  /** A negation, an aggregate or a removable read beside a sealing atom, on the view or the relation itself. */
  #sealed(name: string): void {
    const [sealedName, seal] = this.chance.pickOf([...this.#seals]) ?? this.chance.never();
    let target = this.#known.find((one) => one.name === sealedName) ?? this.chance.never();
    const columns = [...seal.columns];
    if (this.chance.happens(0.3)) {
      const view = new Body(this.chance, this.#known);
      const keys = target.columns.map((type, i) => {
        view.plain.set(`x${i}`, type);
        return `x${i}`;
      });
      view.add(atom(target, target.value === null ? keys : [...keys, "_"]));
      if (this.chance.happens(0.3)) this.#decorate(view);
      target = this.#define(`v${name}`, [view], keys);
    }
    const body = this.chance.happens(0.7) ? this.#start() : new Body(this.chance, this.#known);
    const guard = body.positive(seal.by);
    body.add(guard);
    const keys = guard.slice(guard.indexOf("(") + 1, -1).split(", ");
    const right = this.chance.happens(0.85);
    const row = target.columns.map((type, i) => {
      const at = columns.indexOf(i);
      if (at >= 0 && right && keys[at] !== "_") return keys[at] ?? "_";
      return this.chance.happens(0.6) ? "_" : body.closed(type);
    });
    const open = this.chance.happens(0.3) ? row.indexOf("_") : -1;
    if (open >= 0) row[open] = "t";
    const whole = atom(target, target.value === null ? row : [...row, "_"]);
    switch (open >= 0 ? "aggregate" : this.chance.weighted({ negation: 60, count: 20, read: 20 })) {
      case "negation":
        body.add(`!${whole}`);
        break;
      case "aggregate": {
        const operator =
          this.#keyType === "symbol" ? "count" : this.chance.pick(["min t", "max t", "sum t", "count"]);
        body.add(`n = ${operator} : { ${whole} }`);
        body.values.push({ name: "n", order: "aggregate" });
        if (this.chance.happens(0.6)) body.add(...[body.valueTest()].filter((one) => one !== null));
        break;
      }
      case "count":
        body.add(`count : { ${whole} } ${this.chance.pick(["=", "<", ">="])} ${this.chance.between(1, 2)}`);
        break;
      case "read":
        body.add(whole);
        break;
    }
    this.#define(name, [body]);
  }

  /** `missing(o) :- manifest(o, i), !item(i).` and `complete(o) :- order(o), !missing(o).` */
  #forAll(name: string): void {
    const base = this.#start();
    const manifest = base.copy();
    const more = manifest.readable();
    if (more !== null) manifest.add(manifest.positive(more));
    const item = this.#another(manifest, (shape) => manifest.absent(shape));
    if (item === null) {
      this.#conjunctions(name);
      return;
    }
    manifest.add(`!${item}`);
    const missing = this.#define(`m${name}`, [manifest], [...base.plain.keys()].slice(0, 1));
    base.add(`!${base.guard(missing)}`);
    this.#define(name, [base]);
  }

  /** A closure; the step may be guarded by a negation. */
  #recursion(name: string): void {
    const binary = this.chance.pickOf(
      this.#known.filter(
        ({ columns }) => columns.length === 2 && columns.every((type) => type === this.#keyType),
      ),
    );
    if (binary === null) {
      this.#conjunctions(name);
      return;
    }
    const open = binary.value === null ? [] : ["_"];
    const start = new Body(this.chance, this.#known);
    start.plain.set("x", this.#keyType).set("y", this.#keyType);
    start.add(atom(binary, ["x", "y", ...open]));
    if (this.chance.happens(0.3)) this.#decorate(start);
    const step = new Body(this.chance, this.#known);
    step.plain.set("x", this.#keyType).set("y", this.#keyType).set("z", this.#keyType);
    const mutual = this.chance.happens(0.2);
    step.add(`${mutual ? `o${name}` : name}(x, z)`, atom(binary, ["z", "y", ...open]));
    if (this.chance.happens(0.35)) this.#decorate(step);
    if (mutual) {
      const odd = step.copy();
      odd.literals[0] = `${name}(x, z)`;
      this.#define(`o${name}`, [odd], ["x", "y"]);
    }
    this.#define(name, [start, step], ["x", "y"]);
  }

  /** A derived relation with a lattice column: from another value, an aggregate, a key or a constant. */
  #value(name: string): void {
    const order = this.chance.pick<"max" | "min">(["max", "max", "min"]);
    const rules = Array.from({ length: this.chance.pick([1, 1, 2]) }, () => {
      const body = this.#start(this.chance.happens(0.6));
      if (this.chance.happens(0.35)) this.#decorate(body);
      return { body, term: this.#valueTerm(body) };
    });
    const arity = Math.min(this.chance.pick([1, 1, 2, 0]), ...rules.map(({ body }) => body.plain.size));
    const shape = this.#declare({
      name,
      columns: Array.from({ length: arity }, () => this.#keyType),
      value: order,
      kind: "derived",
    });
    for (const { body, term } of rules) {
      this.#rules.push(`${atom(shape, [...this.#heads(body, arity), term])} :- ${body.text}.`);
    }
    if (arity === 1 && this.chance.happens(0.12)) this.#spread(shape);
  }

  #valueTerm(body: Body): string {
    const lattice = body.values.filter((one) => one.order !== "aggregate").map((one) => one.name);
    const numbers = [...body.plain].filter(([, type]) => type === "number").map(([name]) => name);
    const source = this.chance.weighted({ lattice: 50, aggregate: 30, key: 12, constant: 8 });
    const value = this.chance.pickOf(lattice);
    if (source === "lattice" && value !== null) {
      const other = this.chance.pickOf([...lattice, ...numbers].filter((one) => one !== value)) ?? "1";
      return this.chance.pick([
        value,
        value,
        `${value} + 1`,
        `${value} * 2`,
        `-${value}`,
        `5 - ${value}`,
        `min(${value}, ${other})`,
        `max(${value}, 1)`,
        `${value} + ${other}`,
        `${value} - ${other}`,
      ]);
    }
    const aggregate = source === "aggregate" ? body.aggregate() : null;
    // A key of type unsigned would make the aggregate one.
    if (
      aggregate !== null &&
      (aggregate.operator === "count" || (this.#keyType === "number" && aggregate.operator !== "mean"))
    ) {
      body.add(`m = ${aggregate.text}`);
      body.values.push({ name: "m", order: "aggregate" });
      return "m";
    }
    return (source === "key" ? this.chance.pickOf(numbers) : null) ?? String(this.chance.between(0, 2));
  }

  /** Lets values travel along a relation, as the smallest or the largest of what is reachable. */
  #spread(shape: Shape): void {
    const binary = this.#known.find(
      ({ columns, kind, value }) => columns.length === 2 && kind !== "derived" && value === null,
    );
    if (binary === undefined) return;
    this.#rules.push(`${shape.name}(y, v) :- ${shape.name}(x, v), ${binary.name}(x, y).`);
  }

  /** An exact value in an ordinary column. */
  #exported(name: string): void {
    const body = this.#start(this.chance.happens(0.5));
    const value = this.chance.pickOf(body.values);
    const aggregate = value === null ? body.aggregate() : null;
    if (
      value === null &&
      (aggregate === null ||
        (aggregate.operator !== "count" && this.#keyType !== "number") ||
        aggregate.operator === "mean")
    ) {
      this.#conjunctions(name);
      return;
    }
    if (aggregate !== null) body.add(`n = ${aggregate.text}`);
    const keys = [...body.plain.keys()].slice(0, 1);
    const shape = this.#declare({
      name,
      columns: [...keys.map(() => this.#keyType), "number"],
      value: null,
      kind: "derived",
    });
    this.#rules.push(`${atom(shape, [...keys, value?.name ?? "n"])} :- ${body.text}.`);
  }

  #severalHeads(name: string): void {
    const body = this.#body();
    const first = this.#head(`e${name}`, [body]);
    const second = this.#head(name, [body]);
    this.#rules.push(
      `${first.name}(${this.#heads(body, first.columns.length).join(", ")}), ${second.name}(${this.#heads(body, second.columns.length).join(", ")}) :- ${body.text}.`,
    );
  }

  /** One or two positive atoms. */
  #start(valued = false): Body {
    const body = new Body(this.chance, this.#known);
    const first =
      (valued ? body.readable(({ value }) => value !== null) : null) ??
      body.readable(({ columns }) => columns.length > 0) ??
      this.chance.never();
    body.add(body.positive(first));
    if (this.chance.happens(0.4)) body.add(body.positive(body.readable() ?? first));
    if (body.values.length > 0 && this.chance.happens(0.5))
      body.add(...[body.valueTest()].filter((one) => one !== null));
    return body;
  }

  #body(): Body {
    const body = this.#start();
    for (let i = this.chance.pick([0, 1, 1, 1, 2]); i > 0; i--) this.#decorate(body);
    return body;
  }

  /** Adds one literal that binds nothing but an aggregate's result. */
  #decorate(body: Body): void {
    switch (
      this.chance.weighted({ negation: 42, except: 8, comparison: 14, value: 12, aggregate: 26, either: 8 })
    ) {
      case "negation": {
        const absent = this.#another(body, (shape) => body.absent(shape));
        if (absent !== null) body.add(`!${absent}`);
        return;
      }
      case "except": {
        const left = body.readable();
        if (left === null) return;
        const there = body.positive(left);
        const absent = this.#another(body.copy().add(there), (shape) => body.absent(shape));
        body.add(absent === null ? there : `${there} except ${absent}`);
        return;
      }
      case "comparison":
        body.add(...[body.comparison()].filter((one) => one !== null));
        return;
      case "value":
        body.add(...[body.valueTest()].filter((one) => one !== null));
        return;
      case "aggregate":
        body.add(...(body.aggregateTest() ?? []));
        return;
      case "either": {
        const [left, right] = [body.readable(), body.readable()];
        if (left === null || right === null) return;
        const not = this.chance.happens(0.4) ? "!" : "";
        const [one, other] = [body.absent(left), `${not}${body.absent(right)}`];
        body.add(this.chance.happens(0.75) ? `(${one} ; ${other})` : `!(${one}, ${other})`);
        return;
      }
    }
  }

  /** An atom over something readable without a value that the body does not have already. */
  #another(body: Body, make: (shape: Shape) => string): string | null {
    for (let tries = 0; tries < 4; tries++) {
      const shape = body.readable();
      const made = shape?.value === null ? make(shape) : null;
      if (made !== null && !body.literals.includes(made)) return made;
    }
    return null;
  }

  /** Declares `name` and gives it one rule for each body. */
  #define(name: string, bodies: readonly Body[], variables?: readonly string[]): Shape {
    const shape = this.#head(name, bodies, variables);
    if (this.chance.happens(0.02))
      this.#rules.push(
        `${atom(
          shape,
          shape.columns.map((type) => constant(this.chance, type)),
        )}.`,
      );
    for (const body of bodies) {
      const terms = variables?.slice(0, shape.columns.length) ?? this.#heads(body, shape.columns.length);
      this.#rules.push(`${atom(shape, terms)} :- ${body.text}.`);
    }
    return shape;
  }

  #head(name: string, bodies: readonly Body[], variables?: readonly string[]): Shape {
    const most = variables?.length ?? Math.min(...bodies.map(({ plain }) => plain.size));
    const arity = variables === undefined ? Math.min(most, this.chance.pick([0, 1, 1, 1, 2])) : most;
    const [body] = bodies;
    const types = (variables ?? [...(body?.plain.keys() ?? [])])
      .slice(0, arity)
      .map((one) => body?.plain.get(one) ?? this.#keyType);
    return this.#declare({ name, columns: types, value: null, kind: "derived" });
  }

  #heads(body: Body, arity: number): string[] {
    return [...body.plain.keys()].slice(0, arity);
  }

  #row(shape: Shape, term: string): string[] {
    const [, ...rest] = [...shape.columns, ...(shape.value === null ? [] : ["v"])];
    return ["x", ...rest.map(() => term)];
  }
}
