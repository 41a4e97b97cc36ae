/** Something that is to happen in a simulation; what arrives with it, where something does. */
export interface TimedEvent<Arrival> {
  readonly at: number;
  readonly action: () => void;
  /** Whether anybody waits for it still: what nobody waits for keeps no simulation going. */
  readonly matters: () => boolean;
  readonly arrival?: Arrival;
}

/** An event as it waits; `order` is its own, the same for as long as it does. */
interface Queued<Arrival> {
  readonly event: TimedEvent<Arrival>;
  readonly order: number;
}

/** What is to happen, by time; of the same time, in the order in which it was added. A binary heap. */
export class EventQueue<Arrival> {
  readonly #heap: Queued<Arrival>[] = [];
  #added = 0;

  add(event: TimedEvent<Arrival>): void {
    const heap = this.#heap;
    let at = heap.length;
    const entry = { event, order: this.#added++ };
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  /** The time of the next event; null when there is none. */
  get next(): number | null {
    return this.#heap[0]?.event.at ?? null;
  }

  take(): TimedEvent<Arrival> | null {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) this.#sink(last);
    return first.event;
  }

  /** Whether anything is there that somebody waits for. */
  get matters(): boolean {
    return this.#heap.some(({ event }) => event.matters());
  }

  /** What is to happen, in its order. */
  inOrder(): readonly Queued<Arrival>[] {
    return this.#heap.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  #sink(entry: Queued<Arrival>): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child += 1;
      const below = heap[child];
      if (below === undefined || !isBefore(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }
}

function isBefore(a: Queued<unknown>, b: Queued<unknown>): boolean {
  return a.event.at < b.event.at || (a.event.at === b.event.at && a.order < b.order);
}
