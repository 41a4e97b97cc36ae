import type { Boundary } from "../model/program.ts";
import type { BoundaryHost, BoundaryProtocol, Execution } from "./boundary-protocol.ts";
import type { Call } from "./call.ts";
import type { Message, Work } from "./message.ts";

/**
 * One replica has the authority: it alone decides, upon what it has, and all changes of what is
 * read there are its own. Others ask it. Without it nothing is decided and nothing is lost.
 */
export class LeaderProtocol implements BoundaryProtocol {
  readonly #replica: BoundaryHost;
  readonly #boundary: Boundary;
  readonly #leader: string;
  /** What was asked of the leader and is not answered, by request. */
  readonly #asked = new Map<string, Call>();
  #scheduled = false;

  constructor(replica: BoundaryHost, boundary: Boundary, leader: string) {
    this.#replica = replica;
    this.#boundary = boundary;
    this.#leader = leader;
  }

  stateChanged(): void {
    if (this.#leader !== this.#replica.name || this.#scheduled) return;
    if (this.#replica.undecided(this.#boundary) === null) return;
    this.#scheduled = true;
    this.#replica.surroundings.after(0, () => {
      this.#scheduled = false;
      const open = this.#replica.undecided(this.#boundary);
      // What it decides changes its state, and so asks for the next decision.
      if (open !== null) this.#replica.decide(open.rule, open.candidate);
    });
  }

  linkUp(): void {
    // What was asked of the leader waits at the link.
  }

  integrated(): void {
    // What comes from elsewhere changes the state, of which this is told by itself.
  }

  submit(work: Work, request: string, call: Call): void {
    const replica = this.#replica;
    if (this.#leader === replica.name) {
      replica.settle(call, replica.execute(work, replica.name, null));
      return;
    }
    const { timeout } = replica.surroundings;
    const deadline = replica.surroundings.clock() + timeout;
    this.#asked.set(request, call);
    replica.surroundings.send(
      this.#leader,
      { kind: "request", boundary: this.#boundary.name, request, work, deadline },
      false,
    );
    replica.refuseLater(call, `no answer from ${this.#leader} within ${String(timeout)} ms`);
  }

  receive(from: string, message: Message): void {
    if (message.kind === "request") this.#carryOut(from, message.request, message.work, message.deadline);
    else if (message.kind === "answer") this.#takeAnswer(message.request, message);
  }

  /** A request that arrives twice is carried out once, also when the leader was down in between. */
  #carryOut(from: string, request: string, work: Work, deadline: number): void {
    const replica = this.#replica;
    const { log } = replica.durable;
    const answer = (refused: string | null, execution: Execution | null): void => {
      const transaction = execution?.kind === "done" ? execution.transaction : null;
      const transactions = transaction === null ? [] : [transaction];
      replica.surroundings.send(from, { kind: "answer", request, refused, transactions }, false);
    };
    if (log.answers(request)) {
      answer(null, null);
    } else if (replica.surroundings.clock() > deadline) {
      answer("it reached the leader too late", null);
    } else {
      const execution = replica.execute(work, from, request);
      answer(execution.kind === "refused" ? execution.reason : null, execution);
    }
  }

  #takeAnswer(request: string, { refused, transactions }: Message & { kind: "answer" }): void {
    const call = this.#asked.get(request);
    if (call === undefined) return;
    this.#asked.delete(request);
    this.#replica.integrate(transactions);
    if (refused !== null) this.#replica.settle(call, { kind: "refused", reason: refused });
    else if (call.isPending) call.finish();
    else this.#replica.note({ kind: "acknowledged late", work: call.text });
  }

  holdsOpen(): boolean {
    return false;
  }

  get waitsFor(): string | null {
    for (const call of this.#asked.values())
      if (call.isPending) return `${this.#leader} to answer ${call.text}`;
    return null;
  }
}
