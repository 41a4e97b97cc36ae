import type { Relation } from "./program.ts";

/** A number for each relation: `numbers` has it at the index that `indexOf` gives, from 0 in the order of that map. */
export class RelationNumbers implements ReadonlyMap<Relation, number> {
  readonly #indexOf: ReadonlyMap<Relation, number>;
  readonly #numbers: Int32Array;

  constructor(indexOf: ReadonlyMap<Relation, number>, numbers: Int32Array) {
    this.#indexOf = indexOf;
    this.#numbers = numbers;
  }

  get size(): number {
    return this.#indexOf.size;
  }

  get(relation: Relation): number | undefined {
    const index = this.#indexOf.get(relation);
    return index === undefined ? undefined : this.#numbers[index];
  }

  has(relation: Relation): boolean {
    return this.#indexOf.has(relation);
  }

  forEach(callback: (value: number, key: Relation, map: ReadonlyMap<Relation, number>) => void): void {
    for (const [relation, number] of this) callback(number, relation, this);
  }

  keys(): MapIterator<Relation> {
    return this.#indexOf.keys();
  }

  values(): MapIterator<number> {
    return this.#numbers.values();
  }

  entries(): MapIterator<[Relation, number]> {
    const entries = [...this.keys()].map((relation): [Relation, number] => [
      relation,
      this.get(relation) ?? 0,
    ]);
    return entries.values();
  }

  [Symbol.iterator](): MapIterator<[Relation, number]> {
    return this.entries();
  }
}
