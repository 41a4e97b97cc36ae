import { compareCodePoints } from "../base/code-points.ts";
import { malformed, type Plain } from "./lattice.ts";

/**
 * Who makes changes: a site in one of its incarnations, as text: `madrid`, later `madrid#1`.
 *
 * A restart that cannot prove that its log's end was the last thing sent takes the next
 * incarnation, so that no dot is ever given twice.
 */
export type ActorId = string;

/** The name of one change: the `sequence`-th of its actor, counted from 1. */
export interface Dot {
  readonly actor: ActorId;
  readonly sequence: number;
}

/** The site of an actor: its name without the incarnation. */
export function siteOf(actor: ActorId): string {
  return partsOf(actor).site;
}

export function nextIncarnation(actor: ActorId): ActorId {
  const { site, incarnation } = partsOf(actor);
  return `${site}#${String(incarnation + 1)}`;
}

/** The earlier incarnations of an actor's site. */
export function earlierOf(actor: ActorId): readonly ActorId[] {
  const { site, incarnation } = partsOf(actor);
  return Array.from({ length: incarnation }, (_, i) => (i === 0 ? site : `${site}#${String(i)}`));
}

/** Whether an actor is a later incarnation of the other's site. */
export function comesAfter(actor: ActorId, other: ActorId): boolean {
  const [a, b] = [partsOf(actor), partsOf(other)];
  return a.site === b.site && a.incarnation > b.incarnation;
}

function partsOf(actor: ActorId): { readonly site: string; readonly incarnation: number } {
  const at = actor.lastIndexOf("#");
  if (at < 0) return { site: actor, incarnation: 0 };
  return { site: actor.slice(0, at), incarnation: Number(actor.slice(at + 1)) };
}

export function dotText({ actor, sequence }: Dot): string {
  return `${actor}:${String(sequence)}`;
}

export function compareDots(a: Dot, b: Dot): number {
  return compareCodePoints(a.actor, b.actor) || a.sequence - b.sequence;
}

export function dotToPlain({ actor, sequence }: Dot): Plain {
  return [actor, sequence];
}

export function dotFromPlain(plain: Plain | undefined): Dot {
  if (!isList(plain) || plain.length !== 2) return malformed("a dot");
  return { actor: textFrom(plain[0]), sequence: countFrom(plain[1]) };
}

function isList(plain: Plain | undefined): plain is readonly Plain[] {
  return Array.isArray(plain);
}

export function listFrom(plain: Plain | undefined): readonly Plain[] {
  return isList(plain) ? plain : malformed("a list");
}

export function textFrom(plain: Plain | undefined): string {
  return typeof plain === "string" ? plain : malformed("a text");
}

/** A whole number ≥ 1. */
export function countFrom(plain: Plain | undefined): number {
  return typeof plain === "number" && Number.isSafeInteger(plain) && plain >= 1
    ? plain
    : malformed("a count");
}
