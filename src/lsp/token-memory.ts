import type { SemanticTokens } from "vscode-languageserver/node";

/** The semantic tokens that the client has, by location: so that next time it is told what differs. */
export class TokenMemory {
  readonly #last = new Map<string, { readonly id: string; readonly data: readonly number[] }>();
  #count = 0;

  keep(location: string, data: number[]): SemanticTokens & { readonly resultId: string } {
    const id = String(++this.#count);
    this.#last.set(location, { id, data });
    return { resultId: id, data };
  }

  recall(location: string, id: string): readonly number[] | null {
    const last = this.#last.get(location);
    return last?.id === id ? last.data : null;
  }

  forget(location: string): void {
    this.#last.delete(location);
  }
}
