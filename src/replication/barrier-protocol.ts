import type { Boundary } from "../model/program.ts";
import type { BoundaryHost, BoundaryProtocol } from "./boundary-protocol.ts";
import type { Call } from "./call.ts";
import type { Message, Work } from "./message.ts";

interface Waiting {
  readonly from: string;
  readonly request: string;
  readonly work: Work;
  readonly deadline: number;
  /** Null for work of another replica. */
  readonly call: Call | null;
}

/**
 * The first replica asks all for what they have, and decides once it has it. Each must be there:
 * while one is missing, nothing is decided. Others that have something to decide tell the first.
 */
export class BarrierProtocol implements BoundaryProtocol {
  readonly #replica: BoundaryHost;
  readonly #boundary: Boundary;
  /** Who has not answered yet in the round that is under way; null when none is. */
  #missing: Set<string> | null = null;
  /** Its number: no answer from before a crash may count for a round after it. */
  #round = 0;
  #scheduled = false;
  /** At the coordinator: what is to be done in the next round. */
  #waiting: Waiting[] = [];
  /** What was asked of the coordinator. */
  readonly #asked = new Map<string, Call>();
  /** The candidates that the coordinator was last told of. */
  #nudged = "";

  constructor(replica: BoundaryHost, boundary: Boundary) {
    this.#replica = replica;
    this.#boundary = boundary;
  }

  get #coordinator(): string {
    return this.#replica.members[0] ?? this.#replica.name;
  }

  stateChanged(): void {
    const open = this.#replica.undecided(this.#boundary);
    if (open === null) return;
    if (this.#coordinator === this.#replica.name) {
      this.#begin();
      return;
    }
    const key = JSON.stringify([open.rule.candidates.name, open.candidate]);
    if (key === this.#nudged) return;
    this.#nudged = key;
    this.#send(this.#coordinator, { kind: "nudge", boundary: this.#boundary.name });
  }

  linkUp(): void {
    this.#collect();
  }

  integrated(): void {
    // What comes from elsewhere changes the state, of which this is told by itself.
  }

  submit(work: Work, request: string, call: Call): void {
    const { surroundings, name } = this.#replica;
    const deadline = surroundings.clock() + surroundings.timeout;
    this.#replica.refuseLater(
      call,
      `not everybody was asked within ${String(surroundings.timeout)} ms, as \`${this.#boundary.name}\` demands`,
    );
    if (this.#coordinator === name) {
      this.#waiting.push({ from: name, request, work, deadline, call });
      this.#begin();
      return;
    }
    this.#asked.set(request, call);
    this.#send(this.#coordinator, {
      kind: "request",
      boundary: this.#boundary.name,
      request,
      work,
      deadline,
    });
  }

  receive(from: string, message: Message): void {
    switch (message.kind) {
      case "nudge":
        this.#begin();
        return;
      case "request": {
        const { request, work, deadline } = message;
        if (this.#replica.durable.log.answers(request)) {
          this.#send(from, { kind: "answer", request, refused: null, transactions: [] });
          return;
        }
        if (this.#waiting.some((one) => one.request === request)) return;
        this.#waiting.push({ from, request, work, deadline, call: null });
        this.#begin();
        return;
      }
      case "collect": {
        const transactions = this.#replica.durable.log.missing(message.seen);
        // What was given away may be decided upon, so that it may not be lost.
        this.#replica.durable.sync();
        this.#send(from, {
          kind: "collected",
          boundary: this.#boundary.name,
          round: message.round,
          transactions,
        });
        return;
      }
      case "collected":
        this.#replica.integrate(message.transactions);
        if (message.round !== this.#round || this.#missing === null) return;
        this.#missing.delete(from);
        if (this.#missing.size === 0) this.#decide();
        return;
      case "answer": {
        const call = this.#asked.get(message.request);
        if (call === undefined) return;
        this.#asked.delete(message.request);
        this.#replica.integrate(message.transactions);
        if (message.refused !== null)
          this.#replica.settle(call, { kind: "refused", reason: message.refused });
        else if (call.isPending) call.finish();
        else this.#replica.note({ kind: "acknowledged late", work: call.text });
        return;
      }
      case "changes":
      case "digest":
      case "missing":
      case "prepare":
      case "promise":
      case "accept":
      case "accepted":
      case "rejected":
    }
  }

  /** Asks everybody, in a moment: what happens at the same time belongs to the same round. */
  #begin(): void {
    if (this.#missing !== null || this.#scheduled) return;
    this.#scheduled = true;
    this.#replica.surroundings.after(0, () => {
      this.#scheduled = false;
      this.#round = this.#replica.durable.nextNumber();
      this.#missing = new Set(this.#replica.others);
      this.#replica.note({ kind: "asked", boundary: this.#boundary.name });
      this.#collect();
      if (this.#missing.size === 0) this.#decide();
    });
  }

  /** Asks who has not answered, perhaps again: an answer may have been lost with who gave it. */
  #collect(): void {
    const seen = this.#replica.store.seen.context();
    for (const other of this.#missing ?? [])
      this.#send(other, { kind: "collect", boundary: this.#boundary.name, round: this.#round, seen });
  }

  #decide(): void {
    const replica = this.#replica;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { from, request, work, deadline, call } of waiting) {
      if (replica.surroundings.clock() > deadline) continue;
      const execution = replica.execute(work, from, request);
      if (call !== null) {
        replica.settle(call, execution);
        continue;
      }
      const refused = execution.kind === "refused" ? execution.reason : null;
      const transactions =
        execution.kind === "done" && execution.transaction !== null ? [execution.transaction] : [];
      this.#send(from, { kind: "answer", request, refused, transactions });
    }
    for (
      let open = replica.undecided(this.#boundary);
      open !== null;
      open = replica.undecided(this.#boundary)
    )
      replica.decide(open.rule, open.candidate);
    this.#missing = null;
  }

  holdsOpen(): boolean {
    return false;
  }

  get waitsFor(): string | null {
    if (this.#missing !== null && this.#missing.size > 0)
      return `${[...this.#missing].join(", ")} to say what they have, for \`${this.#boundary.name}\``;
    for (const call of this.#asked.values())
      if (call.isPending) return `${this.#coordinator} to answer ${call.text}`;
    return null;
  }

  #send(to: string, message: Message): void {
    this.#replica.surroundings.send(to, message, false);
  }
}
