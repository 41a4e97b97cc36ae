import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";

export const calm120 = {
  code: "CALM120",
  name: "not proved monotone",
  severity: "warning",
  summary: "Neither a proof that a conclusion stands was found, nor a run in which it is withdrawn.",
  why: `The directions of the rules alone do not show that the conclusion stands, and the search for a run in which it is withdrawn ended at its bound without one. Most such rules are safe for a reason that lies in the data; some are not.`,
  fix: `Raise the bound of the search, write the rule so that the proof is plain, or treat it as a point of order: seal what it reads, decide at a boundary, or promise only \`eventual\`.`,
  bad: rules`
    .decl edge(from: number, to: number)
    .input edge
    .decl path(from: number, to: number)
    path(x, y) :- edge(x, y).
    path(x, z) :- path(x, y), edge(y, z).
    .decl shown(from: number, to: number)
    shown(x, y) :- edge(x, y), path(x, y).
    shown(x, y) :- edge(x, y), !path(x, y).
    .output shown
  `,
  good: rules`
    .decl edge(from: number, to: number)
    .input edge
    .decl shown(from: number, to: number)
    shown(x, y) :- edge(x, y).
    .output shown
  `,
  describe(finding: never) {
    return finding;
  },
} as const satisfies Entry<"CALM120">;
