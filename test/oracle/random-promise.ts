import { Chance } from "./chance.ts";

/** A number that names a thing, and one that says how much of it there is: they are never compared. */
type Type = "symbol" | "number" | "amount";
type Kind = "gset" | "orset" | "static" | "lww" | "mv" | "gcounter" | "pncounter" | "bounded" | "max" | "min";

interface Made {
  readonly name: string;
  readonly kind: Kind | "view";
  readonly keys: number;
  readonly types: readonly Type[];
}

/** The values that random programs speak of; what calls are tried with too. */
export const symbols: readonly string[] = ["a", "b"];
export const numbers: readonly number[] = [0, 1, 2];

/**
 * A random small program of relations of all kinds, with operations that write them and invariants
 * over them. Equal seeds give equal programs; some have errors.
 */
export function randomPromise(seed: number): string {
  return new Writer(new Chance(seed)).text();
}

class Writer {
  readonly #chance: Chance;
  readonly #relations: Made[] = [];
  readonly #lines: string[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  text(): string {
    const chance = this.#chance;
    const count = chance.weighted({ one: 5, two: 5, three: 2 });
    for (let i = 0; i < { one: 1, two: 2, three: 3 }[count]; i++) this.#relation(i);
    if (chance.happens(0.25)) this.#static();
    if (chance.happens(0.3)) this.#view();
    const operations = chance.between(1, 3);
    const boundary = chance.happens(0.12);
    if (boundary) this.#lines.push(`.boundary desk by ${chance.pick(["leader(A)", "barrier"])}`);
    for (let i = 0; i < operations; i++) this.#operation(i, boundary && chance.happens(0.6));
    this.#lines.push(`.invariant i0: ${this.#invariant()}.`);
    if (chance.happens(0.3)) this.#lines.push(`.invariant i1: ${this.#invariant()}.`);
    return `${this.#lines.join("\n")}\n`;
  }

  #relation(index: number): void {
    const chance = this.#chance;
    const kind = chance.weighted<Kind>({
      gset: 6,
      orset: 5,
      static: 0,
      lww: 4,
      mv: 1,
      gcounter: 3,
      pncounter: 3,
      bounded: 2,
      max: 3,
      min: 1,
    });
    const name = `r${String(index)}`;
    const isSet = kind === "gset" || kind === "orset";
    const keys = isSet ? chance.between(1, 2) : chance.between(0, 1);
    const values = isSet ? 0 : kind === "lww" || kind === "max" || kind === "min" ? chance.between(1, 2) : 1;
    const types: Type[] = [];
    const columns: string[] = [];
    for (let i = 0; i < keys; i++) {
      const type = chance.weighted<Type>({ symbol: i === 0 ? 3 : 1, number: 2, amount: i === 0 ? 0 : 1 });
      types.push(type);
      columns.push(`c${String(i)}: ${typeName(type)}`);
    }
    for (let i = 0; i < values; i++) {
      const isPlain = kind === "lww" || kind === "mv";
      const type: Type = isPlain && chance.happens(0.2) ? "symbol" : "amount";
      types.push(type);
      const inner = kind === "bounded" ? chance.pick(["0", "1"]) : typeName(type);
      const own = values === 2 && kind !== "lww" && chance.happens(0.3) ? chance.pick(["max", "min"]) : kind;
      columns.push(
        `c${String(keys + i)}: ${kind === "gcounter" || kind === "pncounter" ? kind : `${own}<${inner}>`}`,
      );
    }
    this.#lines.push(`.decl ${name}(${columns.join(", ")})${kind === "orset" ? " orset" : ""}`);
    const made = { name, kind, keys, types };
    this.#relations.push(made);
    if (!chance.happens(0.5)) return;
    const seen = new Set<string>();
    for (let i = chance.between(1, 2); i > 0; i--) {
      const row = types.map((type, k) => this.#constant(type, kind === "bounded" && k >= keys));
      const key = isSet ? row.join() : row.slice(0, keys).join();
      if (!seen.has(key)) this.#lines.push(`${name}(${row.join(", ")}).`);
      seen.add(key);
    }
  }

  #static(): void {
    const chance = this.#chance;
    const types: Type[] = [chance.pick<Type>(["symbol", "number"])];
    if (chance.happens(0.6)) types.push("amount");
    this.#lines.push(
      `.decl s(${types.map((type, i) => `c${String(i)}: ${typeName(type)}`).join(", ")}) static`,
    );
    for (let i = chance.between(1, 2); i > 0; i--)
      this.#lines.push(`s(${types.map((type) => this.#constant(type)).join(", ")}).`);
    this.#relations.push({ name: "s", kind: "static", keys: types.length, types });
  }

  #view(): void {
    const chance = this.#chance;
    const scope = new Scope(chance);
    const one = this.#atom(chance.pickOf(this.#relations), scope, 0.1);
    const body = [one];
    if (chance.happens(0.6)) {
      const other = this.#atom(chance.pickOf(this.#relations), scope, 0.15, chance.happens(0.3));
      body.push(other);
    }
    if (chance.happens(0.3)) body.push(...this.#test(scope));
    const variables = scope.bound.filter(() => chance.happens(0.8)).slice(0, 2);
    const types = variables.map(({ type }) => type);
    this.#lines.push(
      `.decl v(${types.map((type, i) => `c${String(i)}: ${typeName(type)}`).join(", ")})`,
      `v(${variables.map(({ name }) => name).join(", ")}) :- ${body.join(", ")}.`,
    );
    this.#relations.push({ name: "v", kind: "view", keys: types.length, types });
  }

  #operation(index: number, isAtDesk: boolean): void {
    const chance = this.#chance;
    const written = this.#relations.filter(({ kind }) => kind !== "static" && kind !== "view");
    const targets = [written[index % written.length] ?? null];
    if (chance.happens(0.2)) targets.push(chance.pickOf(written));
    const parameters = new Scope(chance, "p");
    const guards: string[] = [];
    const guardScope = new Scope(chance, "g", parameters);
    const effects: string[] = [];
    const asked: { readonly term: string; readonly type: Type }[] = [];
    for (const target of new Set(targets)) {
      if (target === null) continue;
      const { name, keys, types, kind } = target;
      const terms = types.map((type, i) => {
        const term = this.#given(type, parameters, kind);
        asked.push({ term, type });
        return i < keys || term !== "_" ? term : "0";
      });
      const [key, values] = [terms.slice(0, keys), terms.slice(keys)];
      switch (kind) {
        case "gset":
        case "max":
        case "min":
          effects.push(`insert ${name}(${terms.join(", ")}).`);
          break;
        case "orset":
          if (chance.happens(0.5)) effects.push(`insert ${name}(${terms.join(", ")}).`);
          else
            effects.push(
              `delete ${name}(${terms.map((term) => (chance.happens(0.25) ? "_" : term)).join(", ")}).`,
            );
          break;
        case "lww":
        case "mv":
          effects.push(
            `${name}(${key.join(", ")}) := ${values.length > 1 ? `(${values.join(", ")})` : values.join("")}.`,
          );
          break;
        case "gcounter":
          effects.push(`${name}(${key.join(", ")}) += ${this.#amount(parameters)}.`);
          break;
        case "bounded":
          if (chance.happens(0.2)) {
            effects.push(`transfer ${this.#amount(parameters)} of ${name}(${key.join(", ")}) to "B".`);
            break;
          }
          effects.push(
            `${name}(${key.join(", ")}) ${chance.pick(["+=", "-=", "-="])} ${this.#amount(parameters)}.`,
          );
          break;
        case "pncounter":
          effects.push(
            `${name}(${key.join(", ")}) ${chance.pick(["+=", "-="])} ${this.#amount(parameters)}.`,
          );
          break;
        case "static":
        case "view":
          break;
      }
    }
    for (let i = chance.between(0, 2); i > 0; i--) {
      if (chance.happens(0.35)) continue;
      const relation = chance.pickOf(this.#relations);
      if (chance.happens(0.35)) guards.push(`require ${this.#atom(relation, guardScope, 0.25, true)}.`);
      else if (chance.happens(0.6))
        guards.push(
          `require ${[this.#atom(relation, guardScope, 0.1), ...(chance.happens(0.5) ? this.#test(guardScope) : [])].join(", ")}.`,
        );
      else guards.push(...this.#test(guardScope).map((test) => `require ${test}.`));
    }
    const list = parameters.bound.map(({ name, type }) => `${name}: ${typeName(type)}`).join(", ");
    this.#lines.push(
      `.operation o${String(index)}(${list})${isAtDesk ? " at desk" : ""} { ${[...guards, ...effects].join(" ")} }`,
    );
  }

  #amount(parameters: Scope): string {
    const chance = this.#chance;
    if (chance.happens(0.85)) return chance.pick(["1", "1", "2"]);
    return parameters.fresh("amount");
  }

  /** What an effect writes: mostly a parameter. */
  #given(type: Type, parameters: Scope, kind: Kind | "view"): string {
    const chance = this.#chance;
    if (type === "symbol" && kind !== "lww" && chance.happens(0.12)) return "replica()";
    if (chance.happens(0.2)) return this.#constant(type);
    const known = parameters.bound.filter((one) => one.type === type);
    if (known.length > 0 && (known.length >= 2 || chance.happens(0.3))) {
      const name = chance.pickOf(known)?.name ?? "";
      return type !== "symbol" && chance.happens(0.15) ? `${name} + 1` : name;
    }
    return parameters.fresh(type);
  }

  #invariant(): string {
    const chance = this.#chance;
    const scope = new Scope(chance);
    const one = chance.pickOf(this.#relations);
    const form = chance.weighted({
      key: 3,
      needs: 3,
      never: 3,
      bound: 4,
      count: 2,
      compare: 3,
      sum: 1,
      any: 3,
    });
    // Of one relation twice `key` speaks; more of it would be puzzles.
    const others = this.#relations.filter((each) => each !== one);
    const other = (chance.happens(0.1) ? null : chance.pickOf(others)) ?? chance.pickOf(this.#relations);
    if (one === null || other === null) throw new Error("a program has relations");
    const operator = chance.pick(["<=", "<=", "<", ">=", ">=", ">"]);
    switch (form) {
      case "key": {
        if (one.types.length < 2 || one.keys < one.types.length) break;
        const last = one.types.length - 1;
        const names = (mark: string): string =>
          one.types.map((_, i) => (i === last ? mark : `k${String(i)}`)).join(", ");
        return `${one.name}(${names("x")}), ${one.name}(${names("y")}) => x = y`;
      }
      case "needs": {
        const left = this.#atom(one, scope, 0.1);
        return `${left} => ${this.#atom(other, scope, 0.3)}${chance.happens(0.3) ? `, ${this.#test(scope).join(", ") || "true"}` : ""}`;
      }
      case "never": {
        const left = this.#atom(one, scope, 0.1);
        return `${left}, ${this.#atom(other, scope, 0.1, chance.happens(0.3))} => false`;
      }
      case "bound": {
        const left = this.#atom(one, scope, 0);
        const term = scope.bound.filter(({ type }) => type === "amount").at(-1);
        if (term === undefined) break;
        return `${left} => ${term.name} ${operator} ${this.#constant("amount")}`;
      }
      case "count": {
        const grouped = one.types.length > 1 && one.keys > 1 && chance.happens(0.4);
        const args = one.types.map((_, i) => (grouped && i === 0 ? "k" : "_")).join(", ");
        const lead = grouped ? `${one.name}(${args}), ` : "";
        return `${lead}n = count : { ${one.name}(${args}) } => n ${operator} ${chance.pick(["0", "1", "2"])}`;
      }
      case "compare": {
        const left = [this.#atom(one, scope, 0), this.#atom(other, scope, 0)];
        const terms = scope.bound.filter(({ type }) => type === "amount");
        const [a, b] = [chance.pickOf(terms), chance.pickOf(terms)];
        if (a === null || b === null || a === b) break;
        if (chance.happens(0.3)) return `${left.join(", ")} => ${a.name} + ${b.name} ${operator} 2`;
        return `${left.join(", ")} => ${a.name} ${operator} ${b.name}`;
      }
      case "sum": {
        if (one.types.at(-1) !== "amount") break;
        const args = one.types.map((_, i) => (i === one.types.length - 1 ? "n" : "_")).join(", ");
        return `t = sum n : { ${one.name}(${args}) } => t ${operator} 2`;
      }
      case "any":
        break;
    }
    const left = [this.#atom(one, scope, 0.15)];
    if (chance.happens(0.6)) left.push(this.#atom(other, scope, 0.15, chance.happens(0.25)));
    if (chance.happens(0.2)) left.push(...this.#test(scope));
    if (chance.happens(0.3))
      return `${left.join(", ")} => ${this.#atom(chance.pickOf(this.#relations), scope, 0.3)}`;
    const tests = this.#test(scope);
    return `${left.join(", ")} => ${tests.length > 0 ? tests.join(", ") : "false"}`;
  }

  #test(scope: Scope): readonly string[] {
    const chance = this.#chance;
    const one = chance.pickOf(scope.all);
    if (one === null) return [];
    const operator = one.type !== "amount" ? chance.pick(["=", "!="]) : chance.pick(["<", "<=", ">", ">="]);
    const other = chance.pickOf(scope.all.filter(({ type, name }) => type === one.type && name !== one.name));
    const right = other !== null && chance.happens(0.5) ? other.name : this.#constant(one.type);
    return [`${one.name} ${operator} ${right}`];
  }

  #atom(relation: Made | null, scope: Scope, constants: number, isNegated = false): string {
    const chance = this.#chance;
    if (relation === null) return "true";
    const terms = relation.types.map((type) => {
      if (type !== "amount" && chance.happens(constants)) return this.#constant(type);
      if (type === "amount" && !isNegated) return chance.happens(0.2) ? "_" : scope.fresh(type);
      if (isNegated && type === "amount") return "_";
      if (isNegated) return scope.known(type) ?? "_";
      if (chance.happens(0.1)) return "_";
      return (chance.happens(0.55) ? scope.known(type) : null) ?? scope.fresh(type);
    });
    return `${isNegated ? "!" : ""}${relation.name}(${terms.join(", ")})`;
  }

  #constant(type: Type, isPositive = false): string {
    const chance = this.#chance;
    if (type === "symbol") return chance.pick(['"a"', '"b"']);
    return isPositive ? chance.pick(["1", "2"]) : chance.pick(["0", "1", "1", "2"]);
  }
}

function typeName(type: Type): string {
  return type === "amount" ? "number" : type;
}

/** The variables of one body, rule or operation. */
class Scope {
  readonly bound: { readonly name: string; readonly type: Type }[] = [];
  readonly #chance: Chance;
  readonly #mark: string;
  readonly #around: Scope | null;

  constructor(chance: Chance, mark = "", around: Scope | null = null) {
    this.#chance = chance;
    this.#mark = mark;
    this.#around = around;
  }

  get all(): readonly { readonly name: string; readonly type: Type }[] {
    return [...(this.#around?.bound ?? []), ...this.bound];
  }

  known(type: Type): string | null {
    return this.#chance.pickOf(this.all.filter((one) => one.type === type))?.name ?? null;
  }

  fresh(type: Type): string {
    const name = `${this.#mark}${type === "symbol" ? "s" : "n"}${String(this.bound.length)}`;
    this.bound.push({ name, type });
    return name;
  }
}
