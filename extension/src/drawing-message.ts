/** What the extension tells the page that shows drawings. */
export type ToPage =
  | {
      readonly kind: "draw";
      /** A sentence above the drawing; empty for none. */
      readonly says: string;
      readonly tone: "good" | "bad" | "plain";
      /** Below the sentence; each can be clicked. */
      readonly notes: readonly string[];
      readonly svg: string;
      readonly actions: readonly Action[];
    }
  /** Sets a relation off against the rest and brings it into sight; null sets none off. */
  | { readonly kind: "choose"; readonly relation: string | null };

/** A button of the page. */
export interface Action {
  readonly id: string;
  readonly title: string;
}

/** What the page tells the extension. */
export type FromPage =
  | { readonly kind: "ready" }
  | { readonly kind: "action"; readonly id: string }
  | { readonly kind: "relation"; readonly name: string }
  | { readonly kind: "note"; readonly index: number };
