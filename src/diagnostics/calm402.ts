import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { replace } from "./quick-fix.ts";
import { quoted } from "./wording.ts";

export const calm402 = {
  code: "CALM402",
  name: "possibly endless recursion",
  severity: "warning",
  summary: "Recursion through a lattice column may improve its value for ever.",
  why: `Recursion through a \`min<…>\` or \`max<…>\` column goes on as long as some value gets better. With a cycle whose weights sum below 0 a shortest path gets shorter for ever. If weights are known not to be negative, a \`min\` comes to rest: going round once more never helps.`,
  fix: `Declare the weights \`unsigned\`, or test \`w >= 0\` in the rule. For a \`max\`, bound the value or the depth.`,
  bad: rules`
    .decl edge(from: symbol, to: symbol, weight: number)
    .input edge
    .decl dist(to: symbol, length: min<number>)
    dist("start", 0).
    dist(y, d + w) :- dist(x, d), edge(x, y, w).
    .output dist
  `,
  good: rules`
    .decl edge(from: symbol, to: symbol, weight: unsigned)
    .input edge
    .decl dist(to: symbol, length: min<unsigned>)
    dist("start", 0).
    dist(y, d + w) :- dist(x, d), edge(x, y, w).
    .output dist
  `,
  describe({ relation: name, column }, { program }) {
    const relation = program.relations.get(name);
    const declared = relation?.declaration.columns.find((one) => one.name.text === column);
    const element = declared?.element ?? null;
    return {
      message: `${quoted(name)} may run for ever: nothing shows that ${quoted(column)} cannot improve without end`,
      related: relation === undefined ? [] : [{ place: relation.place, message: "declared here" }],
      help: ["declare the weights `unsigned`, or test that they are not negative"],
      fixes: () =>
        relation === undefined || element?.text !== "number"
          ? []
          : [
              {
                title: "Declare the weights `unsigned`",
                safe: false,
                edits: [replace({ source: relation.place.source, ...element.span }, "unsigned")],
              },
            ],
    };
  },
} as const satisfies Entry<"CALM402">;
