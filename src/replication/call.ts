/** What became of a call or an effect, once that is known. */
export type Outcome =
  | { readonly kind: "pending" }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly reason: string };

/** A call or an effect on its way: `outcome` is `pending` until it is decided, and then stays. */
export class Call {
  readonly text: string;
  #outcome: Outcome = { kind: "pending" };

  constructor(text: string) {
    this.text = text;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get isPending(): boolean {
    return this.#outcome.kind === "pending";
  }

  finish(): void {
    if (this.isPending) this.#outcome = { kind: "done" };
  }

  refuse(reason: string): void {
    if (this.isPending) this.#outcome = { kind: "refused", reason };
  }
}
