/** Sets of things that were joined, directly or through others; a thing that was not is a set of its own. */
export class DisjointSets<T> {
  readonly #parents = new Map<T, T>();

  join(a: T, b: T): void {
    const [one, other] = [this.find(a), this.find(b)];
    if (one !== other) this.#parents.set(one, other);
  }

  /** One of the set that `thing` is in: the same for all of it, until it is joined with another. */
  find(thing: T): T {
    let root = thing;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    // Who asks again finds it at once.
    for (let at = thing; at !== root;) {
      const next = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }
}
