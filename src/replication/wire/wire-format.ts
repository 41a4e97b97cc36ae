import { present } from "../../base/assert.ts";
import type { Word } from "../../base/sip-hash.ts";
import type { Program, Relation } from "../../model/program.ts";
import { replicatedRelations, schemaHash } from "./replicated-schema.ts";
import { unreadable } from "./unreadable-bytes.ts";

/** What both ends of a wire must agree on, and how much one of them takes. */
export interface WireFormat {
  /** The replicated ones, by code point; bytes name a relation by its place here. */
  readonly relations: readonly Relation[];
  readonly placeOf: ReadonlyMap<string, number>;
  /** Of what is replicated; see `schemaHash`. */
  readonly programHash: Word;
  /** The most values, characters and list entries that are decoded of one block. */
  readonly decodedMax: number;
}

export function wireFormat(program: Program, decodedMax = 1 << 26): WireFormat {
  const relations = replicatedRelations(program);
  return {
    relations,
    placeOf: new Map(relations.map(({ name }, place) => [name, place])),
    programHash: schemaHash(program),
    decodedMax,
  };
}

/** The relation of a change that is to be written; one of another program is a mistake of ours. */
export function placeOf(format: WireFormat, relation: string): number {
  return present(format.placeOf.get(relation), `the relation ${relation} on the wire`);
}

export function relationOf(format: WireFormat, name: string): Relation | null {
  const place = format.placeOf.get(name);
  return place === undefined ? null : (format.relations[place] ?? null);
}

/** Counts what is decoded, so that few bytes cannot ask for all the memory there is. */
export class Allowance {
  #left: number;

  constructor(decodedMax: number) {
    this.#left = decodedMax;
  }

  /** Throws `UnreadableBytes` where that is too much. */
  take(count: number): void {
    this.#left -= count;
    if (!(this.#left >= 0)) unreadable("It says more than is taken at once.");
  }
}
