import { nearestName } from "../base/nearest-name.ts";
import type { Place } from "../base/source.ts";
import type { NamedThing, ProgramFinding } from "./finding.ts";

/** Names that are listed whole in a finding, when there are no more than this. */
const fewNames = 8;

/** How many names may be compared with in all; afterwards findings come without a nearest name. */
const comparisonBudget = 2_000_000;

/** What other languages call the base types. */
const foreignTypes: ReadonlyMap<string, string> = new Map([
  ["string", "symbol"],
  ["str", "symbol"],
  ["text", "symbol"],
  ["int", "number"],
  ["integer", "number"],
  ["uint", "unsigned"],
  ["real", "float"],
  ["double", "float"],
]);

/**
 * Reports names that nothing is called (CALM002), each with the nearest name that something is.
 *
 * Looking for the nearest is linear in the number of names, so a file with many thousands of both
 * soon gets its findings without it.
 */
export class UnknownNames {
  readonly #report: (finding: ProgramFinding) => void;
  #memory = { nearest: new Map<string, string | null>(), comparisons: 0 };

  constructor(report: (finding: ProgramFinding) => void) {
    this.#report = report;
  }

  /** `known` are the names of things of the kind `what` that would do at `place`. */
  add(
    what: NamedThing,
    name: string,
    place: Place,
    known: ReadonlySet<string> | ReadonlyMap<string, unknown>,
  ): void {
    const nearest = this.nearest(what, name, known);
    const few = known.size <= fewNames ? [...known.keys()] : [];
    this.#report({ code: "CALM002", place, what, name, nearest, known: few });
  }

  /** The same, reporting elsewhere. */
  reporting(report: (finding: ProgramFinding) => void): UnknownNames {
    const other = new UnknownNames(report);
    other.#memory = this.#memory;
    return other;
  }

  /** The same, with `noted` called at each name that is reported. */
  counting(noted: () => void): UnknownNames {
    const counting = new UnknownNames((finding) => {
      noted();
      this.#report(finding);
    });
    counting.#memory = this.#memory;
    return counting;
  }

  /** The nearest of `known`, null when none is near. */
  nearest(
    what: NamedThing,
    name: string,
    known: ReadonlySet<string> | ReadonlyMap<string, unknown>,
  ): string | null {
    const key = `${what} ${name}`;
    const found = this.#memory.nearest.get(key);
    if (found !== undefined) return found;
    if (this.#memory.comparisons > comparisonBudget) return null;
    this.#memory.comparisons += known.size;
    const foreign = what === "type" ? (foreignTypes.get(name) ?? null) : null;
    const nearest = nearestName(name, known.keys()) ?? foreign;
    this.#memory.nearest.set(key, nearest);
    return nearest;
  }
}
