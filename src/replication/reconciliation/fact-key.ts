import { sipHash, type Word } from "../../base/sip-hash.ts";
import { rowKey, type Row } from "../../lattice/row.ts";

/** A fact of a set, whoever added it and when. */
export interface Fact {
  readonly relation: string;
  readonly row: Row;
}

/** The key of hashes: from chance for each reconciliation, so that nobody can prepare facts that collide. */
export type HashKey = readonly [Word, Word];

/** What stands for a fact in coded symbols. Of a million facts two have the same one with a chance of 3 · 10^-8. */
export function factKey({ relation, row }: Fact, key: HashKey): Word {
  return sipHash(encoder.encode(`${relation}(${rowKey(row)}`), key);
}

const encoder = new TextEncoder();
