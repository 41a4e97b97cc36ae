import type { Place } from "../base/source.ts";
import type { Program, Seal } from "../model/program.ts";
import type { Cover } from "../analysis/report.ts";

/** Program text in a sentence. */
export function quoted(text: string): string {
  return `\`${text}\``;
}

/** What is written at a place, on one line and not too long for a sentence. */
export function excerpt(place: Place, width = 60): string {
  const text = place.source.text
    .slice(place.start, Math.min(place.end, place.start + 10 * width))
    .replace(/\s+/g, " ");
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], word: "and" | "or" = "and"): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${word} ${last}`;
}

/** `1 column`, `2 columns`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a max`, `an lww`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]|^(lww|mv)\b/i.test(noun) ? "an" : "a"} ${noun}`;
}

/** A seal in short: `open_blocker(release)`. */
export function sealText(seal: Seal): string {
  return `${seal.relation.name}(${seal.columns.map((index) => seal.relation.columns[index]?.name ?? "").join(", ")})`;
}

/** What a covered point rests on: ``the seal `open_blocker(release)` ``. */
export function coverText(cover: Cover): string {
  switch (cover.kind) {
    case "seal":
      return `the seal ${quoted(sealText(cover.seal))}`;
    case "boundary":
      return `the boundary ${quoted(cover.boundary.name)}`;
  }
}

/** A name that nothing in the program has yet. */
export function freshName(program: Program, wish: string): string {
  const taken = (name: string): boolean =>
    program.relations.has(name) || program.operations.has(name) || program.boundaries.has(name);
  if (!taken(wish)) return wish;
  let number = 2;
  while (taken(`${wish}_${number}`)) number++;
  return `${wish}_${number}`;
}

/** A name that none of those that are taken is. */
export function freshAmong(taken: ReadonlySet<string>, wish: string): string {
  return taken.has(wish) ? freshAmong(taken, `${wish}_`) : wish;
}
