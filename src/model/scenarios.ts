import { placeOf, type Place, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { reportUnsafe, TypeProblems } from "./clause-checks.ts";
import { checkEffect, demandEffect, termsToBind } from "./effects.ts";
import { checkTermNames, relationOf, type Names } from "./names.ts";
import type { Scenario } from "./program.ts";
import { counterTypes, type ColumnType } from "./relation-declarations.ts";
import { unsafeOccurrences, type UnsafePosition } from "./safety.ts";
import { TypeInference } from "./type-inference.ts";
import { baseTypes } from "./type.ts";

/** What a scenario may name beside relations. */
export interface ScenarioNames extends Names {
  /** Every declared operation, wrong ones too. */
  readonly operations: ReadonlyMap<string, Syntax.Operation>;
  readonly invariants: ReadonlySet<string>;
  /** The relations that seals are taken by. */
  readonly sealing: ReadonlySet<string>;
}

/** The scenario, or null when something in it was reported. */
export function readScenario(syntax: Syntax.Scenario, source: Source, names: ScenarioNames): Scenario | null {
  let reported = 0;
  const counted: ScenarioNames = {
    ...names,
    report: (finding) => {
      reported++;
      names.report(finding);
    },
    unknown: names.unknown.counting(() => reported++),
  };
  const check = new ScenarioCheck(source, counted);
  check.run(syntax.statements);
  return reported === 0 ? { name: syntax.name.text, source, syntax } : null;
}

const deliveries = new Set(["best_effort", "reliable", "causal", "gossip"]);
const truths = new Set(["true", "false"]);
const settings = new Set(["loss", "duplicate", "reorder", "delivery", "timeout"]);

class ScenarioCheck {
  readonly #source: Source;
  readonly #names: ScenarioNames;
  readonly #replicas = new Map<string, Place>();
  /** Whether a replica's name was reported although the scenario declares none: once is enough then. */
  readonly #undeclared = new Set<string>();

  constructor(source: Source, names: ScenarioNames) {
    this.#source = source;
    this.#names = names;
  }

  run(statements: readonly Syntax.Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "replicas") for (const name of statement.names) this.#declareReplica(name);
    }
    for (const statement of statements) this.#statement(statement);
  }

  #declareReplica({ text, span }: Syntax.Name): void {
    const place = placeOf(this.#source, span);
    const first = this.#replicas.get(text);
    if (first === undefined) this.#replicas.set(text, place);
    else this.#names.report({ code: "CALM006", place, what: "replica", name: text, first });
  }

  #statement(statement: Syntax.Statement): void {
    switch (statement.kind) {
      case "replicas":
      case "heal":
      case "settle":
        break;
      case "latency":
        for (const name of statement.between) this.#replica(name);
        this.#value(statement.milliseconds, [baseTypes.float, ...counterTypes], "latency");
        break;
      case "network":
        for (const setting of statement.settings) this.#setting(setting);
        break;
      case "everywhere":
        this.#action(statement.action, true);
        break;
      case "at":
        this.#replica(statement.replica);
        this.#action(statement.action, false);
        break;
      case "partition":
        this.#partition(statement.sides);
        break;
      case "crash":
      case "recover":
        this.#replica(statement.replica);
        break;
      case "seal":
        this.#seal(statement.atom);
        break;
      case "run":
        this.#value(statement.milliseconds, [baseTypes.float, ...counterTypes], "run");
        break;
      case "repeat":
        this.#value(statement.times, counterTypes, "repeat");
        this.#statement(statement.statement);
        break;
      case "expect":
        this.#expectation(statement.expectation);
        break;
    }
  }

  #replica({ text, span }: Syntax.Name): void {
    if (this.#replicas.has(text) || this.#undeclared.has(text)) return;
    if (this.#replicas.size === 0) this.#undeclared.add(text);
    this.#names.unknown.add("replica", text, placeOf(this.#source, span), this.#replicas);
  }

  #partition(sides: readonly (readonly Syntax.Name[])[]): void {
    const seen = new Map<string, Place>();
    for (const name of sides.flat()) {
      this.#replica(name);
      const place = placeOf(this.#source, name.span);
      const first = seen.get(name.text);
      if (first === undefined) seen.set(name.text, place);
      else this.#names.report({ code: "CALM006", place, what: "replica", name: name.text, first });
    }
  }

  #setting({ name, value, valueSpan }: Syntax.Parameter): void {
    const place = placeOf(this.#source, valueSpan);
    const wrong = (known: ReadonlySet<string>): void =>
      this.#names.unknown.add("parameter value", value, place, known);
    switch (name.text) {
      case "loss":
      case "duplicate":
        if (!(Number(value) >= 0 && Number(value) <= 1)) wrong(new Set());
        break;
      case "timeout":
        if (!(Number(value) >= 0)) wrong(new Set());
        break;
      case "reorder":
        if (!truths.has(value)) wrong(truths);
        break;
      case "delivery":
        if (!deliveries.has(value)) wrong(deliveries);
        break;
      default:
        this.#names.unknown.add("network setting", name.text, placeOf(this.#source, name.span), settings);
    }
  }

  #action(action: Syntax.Action, everywhere: boolean): void {
    if (action.kind !== "call") {
      this.#effect(action);
      return;
    }
    const { atom } = action;
    const operation = this.#names.operations.get(atom.relation.text);
    if (operation !== undefined) this.#call(atom, operation, everywhere);
    else if (this.#names.relations.has(atom.relation.text)) {
      this.#effect({ kind: "insert", atom, span: action.span });
    } else {
      const known = new Set([...this.#names.operations.keys(), ...this.#names.relations.keys()]);
      const place = placeOf(this.#source, atom.relation.span);
      this.#names.unknown.add("operation", atom.relation.text, place, known);
      checkTermNames(atom.arguments, this.#source, this.#names);
    }
  }

  #effect(effect: Syntax.Effect): void {
    const sound = checkEffect(effect, this.#source, this.#names, this.#names.sealing);
    const isBound = this.#areBound(termsToBind(effect));
    if (sound === null || !isBound) return;
    const inference = new TypeInference(this.#source, this.#names, new TypeProblems(this.#names));
    demandEffect(sound, inference);
    inference.finish();
  }

  #call(atom: Syntax.Atom, operation: Syntax.Operation, everywhere: boolean): void {
    checkTermNames(atom.arguments, this.#source, this.#names);
    const place = placeOf(this.#source, atom.span);
    const name = operation.name.text;
    if (everywhere) {
      const message = `an operation runs at one replica: \`${name}\` cannot run everywhere`;
      this.#names.report({ code: "CALM001", place, message, help: "write `at` and the name of a replica" });
      return;
    }
    const expected = operation.parameters.length;
    const found = atom.arguments.length;
    if (expected !== found) {
      this.#names.report({
        code: "CALM003",
        place,
        what: "operation",
        name,
        expected,
        found,
        declared: null,
      });
      return;
    }
    if (!this.#areBound(atom.arguments.map((term) => ({ term, position: "term" as const })))) return;
    const inference = new TypeInference(this.#source, this.#names, new TypeProblems(this.#names));
    for (const [index, term] of atom.arguments.entries()) {
      const parameter = operation.parameters[index];
      const type = this.#names.types.get(parameter?.type.text ?? "") ?? null;
      const target = {
        relation: name,
        isOperation: true,
        column: parameter?.name.text ?? "",
        expected: parameter?.type.text ?? "",
      };
      inference.demand(term, type === null ? null : [type], target);
    }
    inference.finish();
  }

  #seal(atom: Syntax.Atom): void {
    const { text, span } = atom.relation;
    if (this.#names.relations.has(text) && !this.#names.sealing.has(text)) {
      this.#names.unknown.add("sealing relation", text, placeOf(this.#source, span), this.#names.sealing);
      return;
    }
    this.#row(atom);
  }

  #expectation(expectation: Syntax.Expectation): void {
    switch (expectation.kind) {
      case "row":
        if (expectation.replica !== null) this.#replica(expectation.replica);
        this.#row(expectation.atom);
        break;
      case "converged":
      case "diverged":
      case "refused":
        break;
      case "holds":
      case "violated": {
        const { text, span } = expectation.invariant;
        if (this.#names.invariants.has(text)) break;
        this.#names.unknown.add("invariant", text, placeOf(this.#source, span), this.#names.invariants);
        break;
      }
    }
  }

  /** An atom of constants and wildcards. */
  #row(atom: Syntax.Atom): void {
    const relation = relationOf(atom, this.#source, this.#names);
    checkTermNames(atom.arguments, this.#source, this.#names);
    const terms = atom.arguments.filter((term) => term.kind !== "wildcard");
    const isBound = this.#areBound(terms.map((term) => ({ term, position: "term" as const })));
    if (relation === null || !isBound) return;
    const inference = new TypeInference(this.#source, this.#names, new TypeProblems(this.#names));
    const declared = this.#names.declared.get(relation.name);
    for (const [index, term] of atom.arguments.entries()) inference.demandColumn(term, declared, index);
    inference.finish();
  }

  #value(term: Syntax.Term, type: ColumnType, statement: string): void {
    checkTermNames([term], this.#source, this.#names);
    if (!this.#areBound([{ term, position: "term" }])) return;
    const inference = new TypeInference(this.#source, this.#names, new TypeProblems(this.#names));
    inference.demand(term, type, { relation: statement, column: "", expected: "number" });
    inference.finish();
  }

  #areBound(terms: readonly { readonly term: Syntax.Term; readonly position: UnsafePosition }[]): boolean {
    const unsafe = unsafeOccurrences([], terms, new Set());
    reportUnsafe(unsafe, this.#source, this.#names);
    return unsafe.length === 0;
  }
}
