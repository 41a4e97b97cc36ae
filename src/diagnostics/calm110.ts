import { describePoint } from "./describe-point.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm110 = {
  code: "CALM110",
  name: "depends on arrival order",
  severity: "error",
  summary: "Replicas with the same facts may disagree for ever.",
  why: `\`replica()\` and \`now()\` differ from machine to machine, and so does the order in which facts arrive, on which the first n rows of \`.limitsize\` depend. A rule that reads them gives other rows on other replicas, even when all of them have received the same facts: there is nothing on which they could agree later. So not even an \`eventual\` output may see it.`,
  fix: `Take the value where the fact is made, in the effect of an operation (\`insert order_id(cat(replica(), "-", to_string(n))).\`): then it travels with the fact and is the same everywhere.

Or decide at a boundary, once for all. Instead of \`.limitsize\`, let the reader of the output stop, or rank rows by a column.`,
  bad: rules`
    .decl request(id: symbol)
    .input request
    .decl handled(id: symbol, replica: symbol)
    handled(i, r) :- request(i), r = replica().
    .output handled
  `,
  good: rules`
    .decl request(id: symbol)
    .input request
    .boundary desk by leader
    .decl handled(id: symbol, replica: symbol)
    handled(i, r) at desk :- request(i), r = replica().
    .output handled
  `,
  describe({ point }, context) {
    const head = quoted(point.relation.name);
    const source = point.rule === null ? ".limitsize" : (point.detail ?? "the replica that asks");
    const depends = `${head} depends on arrival order through ${quoted(source)}`;
    if (point.severity === "info")
      return describePoint(point, context, { depends, cause: "another replica" });
    const wording = describePoint(point, context, {
      depends,
      cause: "",
      rewrite:
        point.rule === null
          ? "take `.limitsize` off, and let the reader of the output stop"
          : "take the value in the effect of an operation, so that it travels with the fact",
    });
    return { ...wording, message: `${depends}: replicas with the same facts may disagree for ever` };
  },
} as const satisfies Entry<"CALM110">;
