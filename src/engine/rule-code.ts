import { present } from "../base/assert.ts";
import type { PlainLiteral, Program, Relation, ValueType } from "../model/program.ts";
import { literalTerms } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { namesOutside } from "./change-variants.ts";
import { FloatSum, IntegerSum } from "./exact-sum.ts";
import { expression, type Expression, type ExpressionContext } from "./expression-code.ts";
import type { FunctorRuntime } from "./functor-runtime.ts";
import { planJoin, type JoinContext, type Step } from "./join-plan.ts";
import type { KeyIndex } from "./key-index.ts";
import { RunMarks } from "./run-marks.ts";
import { CodeTable, PairTable, WideTable, type Table } from "./table.ts";
import { isMerged, settledCommon, termType, variableTypes, type VariableTypes } from "./term-types.ts";
import type { Code, ValuePool } from "./value-pool.ts";
import { withoutWildcards } from "./without-wildcards.ts";

/** What `replica()` and `now()` answer. */
export interface Ambient {
  readonly replica: string;
  readonly now: number;
}

/** One conjunction with its heads, as it is compiled: `recent` is the atom that ranges over recent rows. */
export interface RuleVariant {
  readonly heads: readonly Syntax.Atom[];
  readonly literals: readonly PlainLiteral[];
  readonly recent: Syntax.Atom | null;
  /** The tables that atoms read, or that heads are added to, in place of their relations' own. */
  readonly instead?: ReadonlyMap<Syntax.Atom, Table>;
}

/** What rules are compiled against. */
export interface CodeContext {
  readonly program: Program;
  readonly pool: ValuePool;
  readonly ambient: Ambient;
  readonly functors: FunctorRuntime;
  readonly tables: ReadonlyMap<Relation, Table>;
  /** How many rows may be looked at still; null for any number. */
  readonly visits: { left: number } | null;
  readonly sizeOf: (relation: Relation) => number;
}

/**
 * Compiles a rule to JavaScript, with the arities, columns and constants of its relations written
 * into it: nested loops in the order of `planJoin`. The function applies the rule once and adds
 * what it derives to the heads' tables. It may throw a `RangeFault`.
 */
export function compileRule(variant: RuleVariant, context: CodeContext): () => void {
  const code = new RuleCode(context);
  const source = code.rule(variant);
  // The text is made of numbers, fixed words and JSON strings only: nothing of a program is run as written.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function(
    "tables",
    "indexes",
    "marks",
    "pool",
    "R",
    "environment",
    "sums",
    "visits",
    source,
  ) as (...parts: readonly unknown[]) => () => void;
  const { tables, indexes, marks } = code;
  return make(
    tables,
    indexes,
    marks,
    context.pool,
    context.functors,
    context.ambient,
    { IntegerSum, FloatSum },
    context.visits,
  );
}

/** A conjunction whose solutions are wanted, over tables that are at rest. */
export interface Query {
  readonly literals: readonly PlainLiteral[];
  /** Variables whose values are given, in the order in which their codes are. */
  readonly given: readonly string[];
  /** The terms whose codes each solution hands out, and their types. */
  readonly wanted: readonly { readonly term: Syntax.Term; readonly type: ValueType }[];
  /** Of the variables, those that are given too. */
  readonly types: VariableTypes;
}

/** Takes the codes that a solution wants out; true when no more solutions are wanted. */
export type TakeSolution = (codes: readonly Code[]) => boolean;

/** Compiles a query as `compileRule` does a rule. The function may throw a `RangeFault`. */
export function compileQuery(
  query: Query,
  context: CodeContext,
): (given: readonly Code[], take: TakeSolution) => void {
  const code = new RuleCode(context);
  const source = code.query(query);
  // As above, nothing of a program is run as written.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function(
    "tables",
    "indexes",
    "marks",
    "pool",
    "R",
    "environment",
    "sums",
    "visits",
    source,
  ) as (...parts: readonly unknown[]) => (given: readonly Code[], take: TakeSolution) => void;
  const { tables, indexes, marks } = code;
  return make(
    tables,
    indexes,
    marks,
    context.pool,
    context.functors,
    context.ambient,
    { IntegerSum, FloatSum },
    context.visits,
  );
}

type RowsStep = Extract<Step, { kind: "rows" }>;

/**
 * Rows taken by one column, and the steps that marks answer, each with the column that has the same
 * variable and with the other one that it asks for.
 */
interface Group {
  readonly column: number;
  readonly marked: readonly { readonly step: RowsStep; readonly column: number; readonly other: number }[];
}

/** A relation is marked for the rows of another that is not so many times smaller. */
const groupGrowth = 8;

class RuleCode {
  readonly tables: Table[] = [];
  readonly indexes: KeyIndex[] = [];
  readonly marks: RunMarks[] = [];
  readonly #context: CodeContext;
  readonly #names = new Map<string, string>();
  readonly #results = new Map<Syntax.Aggregate, string>();
  readonly #ranges = new Map<Syntax.Call, string>();
  #instead: ReadonlyMap<Syntax.Atom, Table> = new Map();
  /** Of look-ups that marks answer, the condition. */
  readonly #marked = new Map<Step, (code: (column: number) => string, has: string) => string>();
  #count = 0;

  constructor(context: CodeContext) {
    this.#context = context;
  }

  rule({ heads, literals, recent, instead }: RuleVariant): string {
    const { program } = this.#context;
    this.#instead = instead ?? this.#instead;
    const headTerms = heads.flatMap((head) => head.arguments);
    const shared = new Set([...literals.flatMap(literalTerms), ...headTerms].flatMap(namesOutside));
    const steps = planJoin(literals, new Set(), recent, this.#joinContext(shared));
    const types = this.#withColumns(variableTypes(literals, new Map(), program, heads), steps);
    return this.#function("", steps === null ? "" : this.#derive(steps, heads, types, shared));
  }

  /** The steps around what they derive; a run of codes that becomes a column is added at once. */
  #derive(
    steps: readonly Step[],
    heads: readonly Syntax.Atom[],
    types: VariableTypes,
    shared: ReadonlySet<string>,
  ): string {
    const [first, last, [head]] = [steps[0], steps.at(-1), heads];
    const group = first?.kind === "rows" ? this.#groupOf(first, steps) : null;
    if (first?.kind === "rows" && group !== null) {
      const [opening, closing] = this.#grouped(first, group);
      const rest = this.#steps(steps.slice(1), types, shared, false, () => this.#emit(heads, types, shared));
      return opening + rest + closing;
    }
    if (last?.kind !== "rows" || head === undefined || heads.length > 1 || !this.#isRun(last, head))
      return this.#steps(steps, types, shared, false, () => this.#emit(heads, types, shared));
    return this.#steps(steps.slice(0, -1), types, shared, false, () => this.#emitRun(last, head, types));
  }

  /**
   * Where a first step goes through all rows, and later ones ask which of many codes are in a row
   * with one of its variables: that variable's column, and those steps. Rows are then taken by that
   * column, and its partners in the other relation marked once for all of them.
   */
  #groupOf(first: RowsStep, steps: readonly Step[]): Group | null {
    const { recent, bound, fresh, repeated } = first;
    if (this.#context.visits !== null || recent || bound.length > 0 || repeated.size > 0) return null;
    if (fresh.size < 2 || !hasPlainRows(this.#table(first.atom))) return null;
    const own = new Set(fresh.values());
    const isSmall = ({ atom }: RowsStep): boolean =>
      this.#sizeOf(atom) <= groupGrowth * (this.#sizeOf(first.atom) + 1);
    const asking = steps
      .filter((step) => step.kind === "rows")
      .filter((step) => !step.recent && step.bound.length === 2)
      .filter((step) => step.fresh.size === 0 && step.repeated.size === 0)
      .filter((step) => hasPlainRows(this.#table(step.atom)) && isSmall(step));
    for (const [column, name] of fresh) {
      const marked = asking.flatMap((step) => {
        const named = step.bound.map((at) => {
          const term = step.atom.arguments[at];
          return term?.kind === "variable" ? term.name : null;
        });
        const i = named.indexOf(name);
        const [asked, at, other] = [named[1 - i] ?? null, step.bound[i], step.bound[1 - i]];
        if (at === undefined || other === undefined || asked === null || own.has(asked)) return [];
        return [{ step, column: at, other }];
      });
      if (marked.length > 0) return { column, marked };
    }
    return null;
  }

  #sizeOf(atom: Syntax.Atom): number {
    return this.#context.sizeOf(this.#table(atom).relation);
  }

  #grouped({ atom, fresh }: RowsStep, { column, marked }: Group): readonly [string, string] {
    const index = this.#table(atom).indexOver([column]);
    const x = String(this.#index(index));
    const [keys, slot, at, end] = [this.#fresh("k"), this.#fresh("s"), this.#fresh("p"), this.#fresh("e")];
    const key = this.#claim(present(fresh.get(column), "a variable"));
    const others = [...fresh]
      .filter(([one]) => one !== column)
      .map(
        ([one, name]) =>
          `const ${this.#claim(name)} = a${x}[${at} + ${String(index.payload.indexOf(one))}];\n`,
      );
    let marking = "";
    for (const one of marked) {
      const m = `m${String(this.marks.push(new RunMarks()) - 1)}`;
      const runs = this.#table(one.step.atom).indexOver([one.column]);
      const y = String(this.#index(runs));
      const offset = String(runs.payload.indexOf(one.other));
      const [isMarked, marks, stamp] = [this.#fresh("w"), this.#fresh("m"), this.#fresh("n")];
      marking += `const ${isMarked} = ${m}.mark(x${y}, ${key}, ${offset}), { marks: ${marks}, stamp: ${stamp} } = ${m};\n`;
      this.#marked.set(
        one.step,
        (code, has) => `${isMarked} ? ${marks}[${code(one.other)}] === ${stamp} : ${has}`,
      );
    }
    const width = String(index.width);
    return [
      `const ${keys} = x${x}.keys();
for (let ${slot} = 0; ${slot} < ${keys}.length; ${slot}++) {
const ${key} = ${keys}[${slot}];
${marking}for (let ${at} = s${x}[${slot}], ${end} = ${at} + c${x}[${slot}] * ${width}; ${at} < ${end}; ${at} += ${width}) {
${others.join("")}`,
      "}\n}\n",
    ];
  }

  /** Whether a step finds runs of codes that each become a column of a head whose others stay the same. */
  #isRun({ atom, recent, bound, fresh, repeated }: RowsStep, head: Syntax.Atom): boolean {
    const [name] = fresh.values();
    const columns = runColumns(head, name);
    const target = this.#table(head);
    return (
      this.#context.visits === null &&
      !recent &&
      !this.#table(atom).mergesValues &&
      fresh.size === 1 &&
      repeated.size === 0 &&
      bound.length > 0 &&
      columns.length === 1 &&
      head.arguments.every((term) => term.kind === "variable" || term.kind === "constant") &&
      (target instanceof PairTable ? columns[0] === 1 : target instanceof WideTable)
    );
  }

  #emitRun({ atom, bound, fresh }: RowsStep, head: Syntax.Atom, types: VariableTypes): string {
    const index = this.#table(atom).indexOver(bound);
    const x = String(this.#index(index));
    const slot = this.#fresh("s");
    const found = this.#find(
      Number(x),
      bound.map((column) => this.#code(atom, column, types)),
    );
    const [[source, name] = [0, ""]] = fresh;
    const [column = 0] = runColumns(head, name);
    const target = this.#table(head);
    const t = String(this.tables.indexOf(target));
    const codes = head.arguments.map((_, i) => (i === column ? "0" : this.#code(head, i, types)));
    const same = target instanceof PairTable ? codes[0] : `[${codes.join(", ")}], ${String(column)}`;
    const [from, width] = [this.#fresh("p"), String(index.width)];
    return `const ${slot} = ${found};
if (${slot} >= 0) {
const ${from} = s${x}[${slot}] + ${String(index.payload.indexOf(source))};
t${t}.addRun(${same}, a${x}, ${from}, ${from} + c${x}[${slot}] * ${width}, ${width});
}
`;
  }

  query({ literals, given, wanted, types: known }: Query): string {
    const shared = new Set([
      ...[...literals.flatMap(literalTerms), ...wanted.map(({ term }) => term)].flatMap(namesOutside),
      ...given,
    ]);
    const declared = given.map((name, i) => `const ${this.#claim(name)} = given[${String(i)}];\n`).join("");
    const steps = planJoin(literals, new Set(given), null, this.#joinContext(shared));
    const types = this.#withColumns(known, steps);
    const take = (): string => {
      let [opening, closing] = ["", ""];
      const codes = wanted.map(({ term, type }) => {
        const [before, after] = this.#sources([term], types, shared);
        const name = this.#fresh("h");
        const [open, close] = this.#guarded(
          this.#expression(term, type, types),
          (code) => `const ${name} = ${code};\n`,
        );
        opening += before + open;
        closing = close + after + closing;
        return name;
      });
      return `${opening}if (take([${codes.join(", ")}])) return;\n${closing}`;
    };
    const body = steps === null ? "" : declared + this.#steps(steps, types, shared, true, take);
    return this.#function("given, take", body);
  }

  /** A function that has everything at hand that a body names. */
  #function(parameters: string, body: string): string {
    return [
      "const { floats, integers } = pool;",
      ...this.tables.map((_, i) => `const t${String(i)} = tables[${String(i)}];`),
      ...this.indexes.map((_, i) => `const x${String(i)} = indexes[${String(i)}];`),
      ...this.marks.map((_, i) => `const m${String(i)} = marks[${String(i)}];`),
      `return (${parameters}) => {`,
      ...this.tables.map((_, i) => `const d${String(i)} = t${String(i)}.log.data;`),
      ...this.indexes.map(
        (_, i) =>
          `const { arena: a${String(i)}, starts: s${String(i)}, counts: c${String(i)} } = x${String(i)};`,
      ),
      body,
      "};",
    ].join("\n");
  }

  #joinContext(shared: ReadonlySet<string>): JoinContext {
    return { relations: this.#context.program.relations, sizeOf: this.#context.sizeOf, shared };
  }

  /** Adds the types of the variables that the plan puts in the place of computed arguments. */
  #withColumns(types: VariableTypes, steps: readonly Step[] | null): VariableTypes {
    const all = new Map(types);
    for (const step of steps ?? []) {
      if (step.kind !== "rows") continue;
      const { columns } = this.#table(step.atom).relation;
      for (const [i, term] of step.atom.arguments.entries()) {
        const column = columns[i];
        if (term.kind === "variable" && column !== undefined && !all.has(term.name))
          all.set(term.name, column.value);
      }
    }
    return all;
  }

  /** The steps, each inside those before it, around what `innermost` gives. */
  #steps(
    steps: readonly Step[],
    types: VariableTypes,
    shared: ReadonlySet<string>,
    everyRow: boolean,
    innermost: () => string,
  ): string {
    let opening = "";
    let closing = "";
    for (const step of steps) {
      const [before, after] = this.#step(step, types, shared, everyRow);
      opening += before;
      closing = after + closing;
    }
    return opening + innermost() + closing;
  }

  #step(
    step: Step,
    types: VariableTypes,
    shared: ReadonlySet<string>,
    everyRow: boolean,
  ): readonly [string, string] {
    switch (step.kind) {
      case "rows":
        return this.#rows(step, types, everyRow);
      case "absent":
        return this.#absent(step.atom, types, shared);
      case "let": {
        const [before, after] = this.#sources([step.term], types, shared);
        const type = present(types.get(step.name), `the type of ${step.name}`);
        const bound = this.#expression(step.term, type, types);
        const name = this.#claim(step.name);
        const [open, close] = this.#guarded(bound, (code) => `const ${name} = ${code};\n`);
        return [before + open, close + after];
      }
      case "each": {
        const [before, after] = this.#sources(step.range.arguments, types, shared);
        const type = present(types.get(step.name), `the type of ${step.name}`);
        const parts = step.range.arguments.map((term) => this.#expression(term, type, types).value);
        const item = this.#fresh("r");
        const name = this.#claim(step.name);
        const coder = type === "float" ? "float" : "integer";
        return [
          `${before}for (const ${item} of R.range(${parts.join(", ")})) {\nconst ${name} = pool.${coder}(${item});\n`,
          `}\n${after}`,
        ];
      }
      case "among": {
        const { term, range } = step;
        const [before, after] = this.#sources([term, ...range.arguments], types, shared);
        const parts = range.arguments.map((one) => this.#expression(one, null, types).value);
        const value = this.#expression(term, null, types);
        const item = this.#fresh("r");
        return [
          `${before}for (const ${item} of R.range(${parts.join(", ")})) if (${item} === ${value.value}) {\n`,
          `}\n${after}`,
        ];
      }
      case "test": {
        const [before, after] = this.#sources(literalTerms(step.literal), types, shared);
        return [`${before}if (${this.#condition(step.literal, types)}) {\n`, `}\n${after}`];
      }
    }
  }

  #rows(step: RowsStep, types: VariableTypes, everyRow: boolean): readonly [string, string] {
    const { atom, recent, bound, fresh, repeated } = step;
    const table = this.#table(atom);
    const t = this.tables.indexOf(table);
    const { arity } = table.log;
    const code = (column: number): string => this.#code(atom, column, types);
    const marked = this.#marked.get(step) ?? ((_, has) => has);
    if (!recent && bound.length === arity) {
      const has = this.#has(t, bound.map(code));
      return [`if (${marked(code, has)}) {\n`, "}\n"];
    }
    const reads = (at: (column: number) => string, checked: readonly number[]): string => {
      const conditions = checked.map((column) => `${at(column)} === ${code(column)}`);
      const declared = [...fresh]
        .map(([column, name]) => `const ${this.#claim(name)} = ${at(column)};\n`)
        .join("");
      for (const [column, name] of repeated) conditions.push(`${at(column)} === ${this.#name(name)}`);
      const visit = this.#context.visits === null ? "" : "if (--visits.left < 0) R.giveUp();\n";
      return `${visit}${declared}if (${conditions.join(" && ") || "true"}) {\n`;
    };
    const row = this.#fresh("r");
    const base = this.#fresh("b");
    const data = `d${String(t)}`;
    const inLog = (column: number): string => `${data}[${base} + ${String(column)}]`;
    const start = `const ${base} = ${row} * ${String(arity)};\n`;
    if (recent && table.mergesValues) {
      return [`for (const ${row} of t${String(t)}.recentRows) {\n${start}${reads(inLog, bound)}`, "}\n}\n"];
    }
    const keys = bound.filter(
      (column) => !table.mergesValues || !isMerged(present(table.relation.columns[column], "a column")),
    );
    if (recent || keys.length === 0) {
      const from = recent ? `t${String(t)}.recentFrom` : "0";
      const end = this.#fresh("e");
      return [
        `for (let ${row} = ${from}, ${end} = t${String(t)}.recentTo; ${row} < ${end}; ${row}++) {\n${start}${reads(inLog, bound)}`,
        "}\n}\n",
      ];
    }
    const rest = bound.filter((column) => !keys.includes(column));
    const onlyPresence = !everyRow && fresh.size === 0 && repeated.size === 0 && rest.length === 0;
    const hasBut = onlyPresence ? this.#hasBut(table, bound, code) : null;
    if (hasBut !== null) return [`if (${marked(code, hasBut)}) {\n`, "}\n"];
    const index = table.indexOver(keys);
    const x = this.#index(index);
    const slot = this.#fresh("s");
    const found = this.#find(x, keys.map(code));
    if (onlyPresence) {
      const has = `(${slot} = ${found}) >= 0 && c${String(x)}[${slot}] > 0`;
      return [`let ${slot};\nif (${marked(code, has)}) {\n`, "}\n"];
    }
    const [at, end] = [this.#fresh("p"), this.#fresh("e")];
    const width = String(index.width);
    const loop = `for (let ${at} = s${String(x)}[${slot}], ${end} = ${at} + c${String(x)}[${slot}] * ${width}; ${at} < ${end}; ${at} += ${width}) {\n`;
    const inside = index.byNumber
      ? `const ${base} = a${String(x)}[${at}] * ${String(arity)};\n${reads(inLog, rest)}`
      : reads((column) => `a${String(x)}[${at} + ${String(index.payload.indexOf(column))}]`, rest);
    return [`const ${slot} = ${found};\nif (${slot} >= 0) {\n${loop}${inside}`, "}\n}\n}\n"];
  }

  #absent(atom: Syntax.Atom, types: VariableTypes, shared: ReadonlySet<string>): readonly [string, string] {
    const [before, after] = this.#sources(atom.arguments, types, shared);
    const table = this.#table(atom);
    const t = this.tables.indexOf(table);
    const bound = atom.arguments.flatMap((term, column) => (term.kind === "wildcard" ? [] : [column]));
    const codes = bound.map((column) => this.#code(atom, column, types));
    if (bound.length === table.log.arity) return [`${before}if (!${this.#has(t, codes)}) {\n`, `}\n${after}`];
    if (bound.length === 0) return [`${before}if (t${String(t)}.log.count === 0) {\n`, `}\n${after}`];
    const merged = bound.filter((column) => table.mergesValues && column >= table.relation.keyCount);
    if (merged.length > 0) {
      const row = codes.map((code, i) => `[${String(bound[i])}, ${code}]`).join(", ");
      return [`${before}if (!t${String(t)}.hasWhere([${row}])) {\n`, `}\n${after}`];
    }
    const hasBut = this.#hasBut(table, bound, (column) => this.#code(atom, column, types));
    if (hasBut !== null) return [`${before}if (!${hasBut}) {\n`, `}\n${after}`];
    const x = this.#index(table.indexOver(bound));
    const slot = this.#fresh("s");
    return [
      `${before}const ${slot} = ${this.#find(x, codes)};\nif (${slot} < 0 || c${String(x)}[${slot}] === 0) {\n`,
      `}\n${after}`,
    ];
  }

  /** The aggregates of terms, computed before the step that uses them, and loops over their ranges. */
  #sources(
    terms: readonly Syntax.Term[],
    types: VariableTypes,
    shared: ReadonlySet<string>,
  ): readonly [string, string] {
    let opening = "";
    let closing = "";
    for (const source of terms.flatMap(sourcesIn)) {
      const [before, after] =
        source.kind === "aggregate" ? this.#aggregate(source, types, shared) : this.#range(source, types);
      opening += before;
      closing = after + closing;
    }
    return [opening, closing];
  }

  /** A loop over a range that stands in a term: each of its values is one instance. */
  #range(range: Syntax.Call, types: VariableTypes): readonly [string, string] {
    const parts = range.arguments.map((term) => this.#expression(term, null, types).value);
    const item = this.#fresh("r");
    this.#ranges.set(range, item);
    return [`for (const ${item} of R.range(${parts.join(", ")})) {\n`, "}\n"];
  }

  /** Ranges over the rows of the body, one term for each distinct match. */
  #aggregate(
    aggregate: Syntax.Aggregate,
    outer: VariableTypes,
    around: ReadonlySet<string>,
  ): readonly [string, string] {
    const { program } = this.#context;
    const { operator, target } = aggregate;
    // The variables of the aggregated term are the aggregate's own, whatever is called so outside.
    const own = new Set(target === null ? [] : namesOutside(target));
    const shared = new Set([...around].filter((name) => !own.has(name)));
    const type = termType(aggregate, outer, program) ?? "number";
    const [result, count] = [this.#fresh("g"), this.#fresh("n")];
    const clauses = aggregateClauses(aggregate);
    const isRepeated = clauses.length > 1 || clauses.some(({ literals }) => literals.some(repeatsMatches));
    const seen = isRepeated ? this.#fresh("seen") : null;
    const numbers = new Map<string, string>();
    const numberOf = (name: string): string => {
      const number = numbers.get(name) ?? String(numbers.size);
      numbers.set(name, number);
      return number;
    };
    let code = `let ${result} = ${initialOf(operator, type)}, ${count} = 0;\n`;
    if (seen !== null) code += `const ${seen} = new Set();\n`;
    for (const clause of clauses) {
      const literals = seen === null ? clause.literals : withoutWildcards(clause.literals);
      const given = variableTypes(
        literals,
        new Map([...outer].filter(([name]) => shared.has(name))),
        program,
      );
      const inner = new Set([
        ...shared,
        ...literals.flatMap(literalTerms).flatMap(namesOutside),
        ...(target === null ? [] : namesOutside(target)),
      ]);
      const known = new Set([...shared].filter((name) => this.#names.has(name)));
      const hidden = new Map(this.#names);
      const steps = planJoin(literals, known, null, this.#joinContext(inner));
      const types = this.#withColumns(given, steps);
      if (steps !== null) {
        code += `{\n${this.#steps(steps, types, inner, true, () => {
          const step =
            target === null
              ? `${count}++;\n`
              : this.#accumulate(operator, target, type, result, count, types, inner);
          if (seen === null) return step;
          // Two matches are the same that give the same variables the same values.
          const inside = [...given.keys()]
            .filter((name) => !shared.has(name) && this.#names.has(name))
            .toSorted();
          const key = `\`${inside.map((name) => `${numberOf(name)}:\${${this.#name(name)}}`).join(",")}\``;
          return `if (!${seen}.has(${key})) {\n${seen}.add(${key});\n${step}}\n`;
        })}}\n`;
      }
      this.#names.clear();
      for (const [name, local] of hidden) this.#names.set(name, local);
    }
    this.#results.set(aggregate, finalOf(operator, type, result, count));
    const needsRow = operator === "min" || operator === "max" || operator === "mean";
    return needsRow ? [`${code}if (${count} > 0) {\n`, "}\n"] : [code, ""];
  }

  #accumulate(
    operator: Syntax.AggregateOperator,
    target: Syntax.Term,
    type: ValueType,
    result: string,
    count: string,
    types: VariableTypes,
    shared: ReadonlySet<string>,
  ): string {
    const [before, after] = this.#sources([target], types, shared);
    const term = this.#expression(target, operator === "mean" ? null : type, types);
    const value = this.#fresh("v");
    const order = `${operator === "min" ? "<" : ">"} 0`;
    const better =
      type === "symbol" ? `R.compare(${value}, ${result}) ${order}` : `${value} - ${result} ${order}`;
    const step =
      operator === "min" || operator === "max"
        ? `if (${count}++ === 0 || ${better}) ${result} = ${value};\n`
        : `${count}++;\n${result}.add(${value});\n`;
    const guard = term.fails ? `if (${value} === ${value}) {\n${step}}\n` : step;
    return `${before}const ${value} = ${term.value};\n${guard}${after}`;
  }

  #emit(heads: readonly Syntax.Atom[], types: VariableTypes, shared: ReadonlySet<string>): string {
    return heads.map((head) => this.#emitHead(head, types, shared)).join("");
  }

  #emitHead(head: Syntax.Atom, types: VariableTypes, shared: ReadonlySet<string>): string {
    const table = this.#table(head);
    const t = `t${String(this.tables.indexOf(table))}`;
    const [before, after] = this.#sources(head.arguments, types, shared);
    let opening = "{\n" + before;
    let closing = after + "}\n";
    const codes = head.arguments.map((term, column) => {
      const type = present(table.relation.columns[column], "a column").value;
      const given = this.#expression(term, type, types);
      const name = this.#fresh("h");
      const [open, close] = this.#guarded(given, (code) => `const ${name} = ${code};\n`);
      opening += open;
      closing = close + closing;
      return name;
    });
    const add =
      table instanceof PairTable
        ? `${t}.add2(${codes.join(", ")});\n`
        : table instanceof CodeTable
          ? `${t}.add1(${codes.join(", ")});\n`
          : `${t}.add([${codes.join(", ")}]);\n`;
    return opening + add + closing;
  }

  /** Binds a code, inside a test that the term did not fail where it may. */
  #guarded(given: Expression, bind: (code: string) => string): readonly [string, string] {
    if (!given.fails) return [bind(given.code), ""];
    const value = this.#fresh("v");
    const coder = given.type === "symbol" ? "symbol" : given.type === "float" ? "float" : "integer";
    return [
      `const ${value} = ${given.value};\nif (${value} === ${value}) {\n${bind(`pool.${coder}(${value})`)}`,
      "}\n",
    ];
  }

  #condition(literal: Extract<PlainLiteral, { kind: "comparison" | "test" }>, types: VariableTypes): string {
    if (literal.kind === "test") {
      const parts = literal.arguments.map((term) => this.#expression(term, "symbol", types));
      const call = `R.${literal.test === "contains" ? "contains" : "matches"}(${parts.map(({ value }) => value).join(", ")})`;
      // A pattern that is none makes `match` and `!match` fail alike.
      return unfailed(parts, `${call} === ${String(!literal.negated)}`);
    }
    const { left, operator, right } = literal;
    const type = settledCommon([left, right], types, this.#context.program) ?? "number";
    const [a, b] = [this.#expression(left, type, types), this.#expression(right, type, types)];
    const isPlain = (term: Syntax.Term): boolean => term.kind === "variable" || term.kind === "constant";
    if (operator === "=" || operator === "!=") {
      const sign = operator === "=" ? "===" : "!==";
      if (isPlain(left) && isPlain(right)) return `${a.code} ${sign} ${b.code}`;
      return unfailed([a, b], `${a.value} ${sign} ${b.value}`);
    }
    if (type === "symbol") return unfailed([a, b], `R.compare(${a.value}, ${b.value}) ${operator} 0`);
    return `${a.value} ${operator} ${b.value}`;
  }

  #code(atom: Syntax.Atom, column: number, types: VariableTypes): string {
    const term = present(atom.arguments[column], "an argument");
    const type = present(this.#table(atom).relation.columns[column], "a column").value;
    return this.#expression(term, type, types).code;
  }

  #expression(term: Syntax.Term, expected: ValueType | null, types: VariableTypes): Expression {
    const { program, pool } = this.#context;
    const context: ExpressionContext = {
      program,
      types,
      variable: (name) => this.#name(name),
      aggregate: (aggregate) => present(this.#results.get(aggregate), "an aggregate's result"),
      range: (range) => present(this.#ranges.get(range), "a range's value"),
      constant: (value, type) => String(pool.encode(value, type)),
    };
    return expression(term, expected, context);
  }

  #has(t: number, codes: readonly string[]): string {
    const table = this.tables[t];
    const name = `t${String(t)}`;
    if (table instanceof PairTable || table instanceof CodeTable)
      return `${name}.set.has(${codes.join(", ")})`;
    return `${name}.has([${codes.join(", ")}])`;
  }

  /** Asks for a row without an index, where all columns are bound but one that has the same code in every row. */
  #hasBut(table: Table, bound: readonly number[], code: (column: number) => string): string | null {
    const { arity } = table.log;
    if (!(table instanceof WideTable) || bound.length !== arity - 1) return null;
    const column = [...Array(arity).keys()].find((one) => !bound.includes(one));
    if (column === undefined || !table.isLone(column)) return null;
    const codes = Array.from({ length: arity }, (_, i) => (i === column ? "0" : code(i)));
    return `t${String(this.tables.indexOf(table))}.hasBut([${codes.join(", ")}], ${String(column)})`;
  }

  #find(x: number, codes: readonly string[]): string {
    if (codes.length === 1) return `x${String(x)}.find(${codes.join("")})`;
    return codes.length === 2
      ? `x${String(x)}.find2(${codes.join(", ")})`
      : `x${String(x)}.findRow([${codes.join(", ")}])`;
  }

  #table(atom: Syntax.Atom): Table {
    const { program, tables } = this.#context;
    const name = atom.relation.text;
    const relation = present(program.relations.get(name), `the relation ${name}`);
    const table = this.#instead.get(atom) ?? present(tables.get(relation), `the table of ${name}`);
    if (!this.tables.includes(table)) this.tables.push(table);
    return table;
  }

  #index(index: KeyIndex): number {
    const known = this.indexes.indexOf(index);
    return known >= 0 ? known : this.indexes.push(index) - 1;
  }

  /** The JavaScript variable of a bound variable. */
  #name(name: string): string {
    return present(this.#names.get(name), `the variable ${name}`);
  }

  /** A new JavaScript variable for a variable that is bound here. */
  #claim(name: string): string {
    const local = this.#fresh("v");
    this.#names.set(name, local);
    return local;
  }

  #fresh(prefix: string): string {
    this.#count++;
    return `${prefix}_${String(this.#count)}`;
  }
}

/** Whether rows stay as they came and have another column behind each: two at least. */
function hasPlainRows(table: Table): boolean {
  return table instanceof PairTable || table instanceof WideTable;
}

/** The columns of a head that are a variable. */
function runColumns(head: Syntax.Atom, name: string | undefined): readonly number[] {
  return head.arguments.flatMap((term, column) =>
    term.kind === "variable" && term.name === name ? [column] : [],
  );
}

function unfailed(parts: readonly Expression[], condition: string): string {
  const checks = parts.filter((part) => part.fails).map(({ value }) => `${value} === ${value}`);
  return [...checks, condition].join(" && ");
}

function initialOf(operator: Syntax.AggregateOperator, type: ValueType): string {
  if (operator === "count") return "0";
  if (operator === "min" || operator === "max") return "undefined";
  return type === "float" && operator === "sum"
    ? "new sums.FloatSum()"
    : operator === "mean"
      ? "new sums.FloatSum()"
      : "new sums.IntegerSum()";
}

function finalOf(operator: Syntax.AggregateOperator, type: ValueType, result: string, count: string): string {
  switch (operator) {
    case "count":
      return count;
    case "min":
    case "max":
      return result;
    case "mean":
      return `(${result}.value() / ${count})`;
    case "sum":
      return type === "float" ? `${result}.value()` : `${result}.value(${String(type === "unsigned")})`;
  }
}

/** What is worked out before a term: its aggregates and ranges, what stands in a range before it. */
function sourcesIn(term: Syntax.Term): readonly (Syntax.Aggregate | Syntax.Call)[] {
  if (term.kind === "aggregate") return [term];
  if (term.kind !== "call") return [];
  const inside = term.arguments.flatMap(sourcesIn);
  return term.functor === "range" ? [...inside, term] : inside;
}

/** Whether a literal may hold in several ways with the same values of its variables: a range stands inside one of its terms. */
function repeatsMatches(literal: PlainLiteral): boolean {
  return literalTerms(literal).some((term) => sourcesIn(term).some(({ kind }) => kind === "call"));
}
