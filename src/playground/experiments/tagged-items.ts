import type { ReplicaState } from "../run-api.ts";

/** An item of an OR-Set, with a tag for each addition that no removal has seen. */
export interface TaggedItem {
  readonly item: string;
  readonly tags: readonly string[];
}

/** The items of a set of one column. */
export function taggedItems({ cells }: ReplicaState, relation: string): readonly TaggedItem[] {
  return (cells[relation] ?? []).map(({ key, tags }) => ({
    item: /\("(.*)"\)$/.exec(key)?.[1] ?? key,
    tags,
  }));
}

/** `{x, y}`. */
export function setText(items: readonly string[]): string {
  return `{${items.join(", ")}}`;
}
