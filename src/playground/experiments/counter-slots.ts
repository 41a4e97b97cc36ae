import type { ReplicaState } from "../run-api.ts";

/** What one replica has counted, as another knows it. */
export interface CounterSlot {
  readonly replica: string;
  readonly plus: number;
  readonly minus: number;
  /** Of a bounded counter: how much it may still take off. */
  readonly rights: number | null;
}

/** The slots of the first counter of a relation at a replica, one for each of `owners`. */
export function counterSlots(
  { cells }: ReplicaState,
  relation: string,
  owners: readonly string[],
): readonly CounterSlot[] {
  const known = cells[relation]?.[0]?.slots ?? [];
  return owners.map(
    (replica) =>
      known.find((slot) => slot.replica === replica) ?? { replica, plus: 0, minus: 0, rights: null },
  );
}

export function counted(slots: readonly CounterSlot[]): number {
  return slots.reduce((sum, { plus }) => sum + plus, 0);
}

export function takenOff(slots: readonly CounterSlot[]): number {
  return slots.reduce((sum, { minus }) => sum + minus, 0);
}

/** `[3, 2, 1]`. */
export function vectorText(numbers: readonly number[]): string {
  return `[${numbers.join(", ")}]`;
}

/** With a minus sign below zero. */
export function numberText(value: number): string {
  return value < 0 ? `−${-value}` : String(value);
}
