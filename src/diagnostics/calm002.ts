import type { NamedThing } from "../model/finding.ts";
import { declareFix } from "./declare-fix.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { replace } from "./quick-fix.ts";
import { list, quoted } from "./wording.ts";

export const calm002 = {
  code: "CALM002",
  name: "unknown name",
  severity: "error",
  summary: "A name is used that nothing has.",
  why: `Every relation is declared with \`.decl\`, every boundary with \`.boundary\`; types, columns, functors, operations, invariants, scenarios and replicas must be known too. A rule with an unknown name is left out of the analysis, since nothing can be said about it.

A lease is not a kind of boundary: it is a leader with a time limit, and would rest on clocks whose error is bounded. The kinds are \`leader\`, \`barrier\` and \`quorum\`.`,
  fix: `Mend the spelling, or declare what is missing.`,
  bad: rules`
    .decl follows(user: symbol, friend: symbol)
    .input follows
    .decl feed(user: symbol, post: symbol)
    .decl posted(user: symbol, post: symbol)
    .input posted
    feed(u, p) :- follow(u, f), posted(f, p).
    feed(u, p) :- follows(u, f), posted(f, p).
    .output feed
  `,
  good: rules`
    .decl follows(user: symbol, friend: symbol)
    .input follows
    .decl feed(user: symbol, post: symbol)
    .decl posted(user: symbol, post: symbol)
    .input posted
    feed(u, p) :- follows(u, f), posted(f, p).
    .output feed
  `,
  describe({ what, name, nearest, known, place }, context) {
    const help: string[] = [];
    if (nearest !== null) help.push(`did you mean ${quoted(nearest)}?`);
    else if (what === "boundary kind" && name === "lease") help.push(lease);
    else if (known.length > 0)
      help.push(`there ${known.length === 1 ? "is" : "are"} ${list(known.map(quoted))}`);
    if (what === "relation" && nearest === null) help.push(`declare it: \`.decl ${name}(…)\``);
    return {
      message: `${quoted(name)} is ${description(what)}`,
      help,
      fixes: () => [
        ...(nearest === null
          ? []
          : [
              {
                title: `Write ${quoted(nearest)}`,
                safe: false,
                edits: [replace(place, spelled(nearest, place.source.text[place.start]))],
              },
            ]),
        ...(what === "relation" ? declareFix(name, place, context) : []),
      ],
    };
  },
} as const satisfies Entry<"CALM002">;

const lease =
  "a lease would rest on clocks with bounded error and is not offered; a `leader` decides without a time limit";

/** A name that stands in quotes keeps them. */
function spelled(name: string, first: string | undefined): string {
  return first === '"' ? JSON.stringify(name) : name;
}

function description(what: NamedThing): string {
  switch (what) {
    case "relation":
      return "not a declared relation";
    case "column":
      return "not a column of this relation";
    case "type":
      return "not a type";
    case "qualifier":
      return "not a qualifier of relations";
    case "functor":
      return "not a functor";
    case "boundary":
      return "not a declared boundary";
    case "boundary kind":
      return "not a kind of boundary";
    case "operation":
      return "not a declared operation";
    case "invariant":
      return "not a declared invariant";
    case "scenario":
      return "not a scenario";
    case "replica":
      return "not a replica of this scenario";
    case "parameter":
      return "not a parameter that this directive takes";
    case "parameter value":
      return "not a value that this parameter takes";
    case "sealing relation":
      return "not a sealing relation";
    case "network setting":
      return "not a setting of the network";
  }
}
