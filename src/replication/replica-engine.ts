import { present } from "../base/assert.ts";
import { Evaluation, type EvaluationOptions } from "../engine/evaluation.ts";
import { Session } from "../engine/session.ts";
import type { LocalProgram } from "./local-program.ts";
import { planOperation, type OperationPlan } from "../engine/operation-plan.ts";

/** Whose name and clock `replica()` and `now()` give. */
export interface Ambient {
  readonly replica: string;
  readonly now: number;
}

/**
 * What a replica evaluates with: its rules and operations, compiled once. One that is not in use
 * any more serves another replica of the same program, from no facts on.
 */
export class ReplicaEngine {
  readonly session: Session;
  readonly #local: LocalProgram;
  readonly #plans = new Map<string, OperationPlan>();
  #ambient: Ambient = { replica: "", now: 0 };

  constructor(local: LocalProgram, limits: EngineLimits = {}) {
    this.#local = local;
    const ambient = (): Ambient => this.#ambient;
    this.session = new Session(local.program, {
      ...limits,
      withoutFacts: true,
      ambient: {
        get replica() {
          return ambient().replica;
        },
        get now() {
          return ambient().now;
        },
      },
    });
  }

  /** Begins without facts, for whom `ambient` tells of. */
  begin(ambient: Ambient): void {
    this.#ambient = ambient;
    this.session.reset();
  }

  planOf(name: string): OperationPlan {
    let plan = this.#plans.get(name);
    if (plan === undefined) {
      const operation = present(this.#local.written.operations.get(name), name);
      plan = planOperation(operation, this.session);
      this.#plans.set(name, plan);
    }
    return plan;
  }
}

/** How far an engine goes for one replica before it throws an `EvaluationError`. */
export type EngineLimits = Pick<EvaluationOptions, "roundsMax" | "visitsMax">;

/** Engines of one program, for clusters that come one after the other. */
export class EnginePool {
  readonly #local: LocalProgram;
  readonly #limits: EngineLimits;
  readonly #free: ReplicaEngine[] = [];
  #single: Evaluation | null = null;

  constructor(local: LocalProgram, limits: EngineLimits = {}) {
    this.#local = local;
    this.#limits = limits;
  }

  take(): ReplicaEngine {
    return this.#free.pop() ?? new ReplicaEngine(this.#local, this.#limits);
  }

  /** An evaluation without facts and without a memory of changes: the same each time, made empty. */
  singleNode(): Evaluation {
    if (this.#single === null) this.#single = new Evaluation(this.#local.program, { withoutFacts: true });
    else this.#single.clear();
    return this.#single;
  }

  giveBack(engine: ReplicaEngine): void {
    this.#free.push(engine);
  }
}
