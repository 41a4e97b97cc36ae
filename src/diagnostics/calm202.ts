import { placeOf, type Place } from "../base/source.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import type { FindingOf } from "./finding.ts";
import { replace, type QuickFix } from "./quick-fix.ts";
import type { Context } from "./entry.ts";
import { quoted } from "./wording.ts";

export const calm202 = {
  code: "CALM202",
  name: "quorums do not overlap",
  severity: "error",
  summary: "A quorum misses writes, does not fit the replicas, or is taken for more than it is.",
  why: `A decision at a quorum reads what \`r\` of \`n\` replicas have, and each write was stored by \`w\` of them before it was acknowledged. Only if \`r + w > n\` do every read and every write share a replica, so that no acknowledged write is missed; else the boundary covers nothing. \`n\` must be the number of replicas of the file's scenarios.

Even an overlapping quorum does not close a set: it sees every write that was acknowledged, and nothing of those still to come. What is decided there stands, because it was decided once, not because nothing will follow. Where the decision must account for everything, use a seal or a barrier. That is said at level info.`,
  fix: `Raise \`r\` or \`w\` until \`r + w > n\`; with \`r = w\`, a majority of both.`,
  bad: rules`
    .decl bid(auction: symbol, amount: number)
    .input bid
    .boundary desk by quorum(n=5, r=2, w=3)
    .decl accepted(auction: symbol)
    accepted(a) at desk :- bid(a, _).
    .output accepted
  `,
  good: rules`
    .decl bid(auction: symbol, amount: number)
    .input bid
    .decl accepted(auction: symbol)
    accepted(a) :- bid(a, _).
    .output accepted
  `,
  describe(finding, context) {
    if ("point" in finding) return doesNotClose(finding.boundary.name, finding.boundary.place);
    const { boundary, problem, n, r, w, replicas } = finding;
    const declared = context.program.boundaries.get(boundary)?.place;
    const name = quoted(boundary);
    switch (problem) {
      case "no overlap":
        return {
          message: `the quorums of ${name} do not overlap: with r = ${r} and w = ${w} of n = ${n}, a read can miss a write, so it covers nothing`,
          help: [`raise r or w until r + w > n, as with r = ${n + 1 - w}`],
          fixes: () => setParameter(finding, context, "r", n + 1 - w),
        };
      case "wrong n":
        return {
          message: `the boundary ${name} counts n = ${n} replicas, but ${replicas === null ? "the scenarios have another number" : `a scenario has ${replicas}`}`,
          help: replicas === null ? [] : [`write n=${replicas}, and check that r + w > n still holds`],
          fixes: () => (replicas === null ? [] : setParameter(finding, context, "n", replicas)),
        };
      case "does not close":
        return doesNotClose(boundary, declared ?? finding.place);
    }
  },
} as const satisfies Entry<"CALM202">;

function doesNotClose(boundary: string, declared: Place): ReturnType<Entry<"CALM202">["describe"]> {
  return {
    message: `the quorum ${quoted(boundary)} does not close what is read: it sees every acknowledged write, and none of those still to come`,
    related: [{ place: declared, message: "the boundary" }],
    help: ["if the decision must account for everything, use a seal or `barrier`"],
  };
}

/** Nothing when the value is none that a quorum can have. */
function setParameter(
  finding: Exclude<FindingOf<"CALM202">, { readonly point: unknown }>,
  { program }: Context,
  parameter: "n" | "r",
  value: number,
): readonly QuickFix[] {
  const boundary = program.boundaries.get(finding.boundary);
  const written = boundary?.syntax.parameters.find(({ name }) => name.text === parameter);
  const { n, r, w, replicas } = finding;
  const fits =
    parameter === "r"
      ? value <= n && (replicas === null || replicas === n)
      : r + w > value && Math.max(r, w) <= value;
  if (boundary === undefined || written === undefined || !fits || value < 1) return [];
  return [
    {
      title: `Write \`${parameter}=${value}\``,
      safe: false,
      edits: [replace(placeOf(boundary.place.source, written.valueSpan), String(value))],
    },
  ];
}
