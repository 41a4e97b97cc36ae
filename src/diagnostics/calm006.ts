import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { holds, remove } from "./quick-fix.ts";
import { quoted, withArticle } from "./wording.ts";

export const calm006 = {
  code: "CALM006",
  name: "declared twice",
  severity: "error",
  summary: "Two declarations or two first values compete for one name.",
  why: `A name means one thing in the whole program, its included files too; relations and operations share one name space. A register or a counter has one first value per key, so two facts for the same key contradict each other.`,
  fix: `Remove one of the two, or give it another name. If several files need a declaration, put it into a file of its own and \`.include\` it: a file is spliced in once.`,
  bad: rules`
    .decl stock(item: symbol, n: number)
    .input stock
    .decl stock(item: symbol, n: number)
    .decl known(item: symbol)
    known(i) :- stock(i, _).
    .output known
  `,
  good: rules`
    .decl stock(item: symbol, n: number)
    .input stock
    .decl known(item: symbol)
    known(i) :- stock(i, _).
    .output known
  `,
  describe({ what, name, first, place }, { trees }) {
    return {
      message:
        what === "key"
          ? `${quoted(name)} is given two first values, but a register or counter has one for each key`
          : `${quoted(name)} is declared twice: there is already ${withArticle(what)} of that name`,
      related: [{ place: first, message: "the first one" }],
      help: [what === "key" ? "remove one of them" : "remove one of them, or give it another name"],
      fixes: () => {
        const item = trees.get(place.source)?.items.find(({ span }) => holds(span, place));
        if (item === undefined || item.kind === "facts") return [];
        if (item.kind === "relation" && item.names.length !== 1) return [];
        return [
          {
            title: "Remove the second one",
            safe: false,
            edits: [remove({ source: place.source, start: item.span.start, end: item.span.end })],
          },
        ];
      },
    };
  },
} as const satisfies Entry<"CALM006">;
