import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { insertAt } from "./quick-fix.ts";

export const calm001 = {
  code: "CALM001",
  name: "syntax error",
  severity: "error",
  summary: "The text is not what the language has at this place.",
  why: `The parser expected something else here. It goes on at the next item, so the rest of the file is still checked; but the item with the error is left out, and relations that it would have filled may look empty.

A NUL byte and bytes that are not UTF-8 are reported under this code too.`,
  fix: `The message names what was expected and where. Every fact and rule ends with a full stop; directives such as \`.decl\` do not.`,
  bad: rules`
    .decl edge(from: number, to: number)
    .input edge
    .decl reach(node: number)
    reach(y) :- edge(1, y)
    reach(y) :- reach(x), edge(x, y).
    .output reach
  `,
  good: rules`
    .decl edge(from: number, to: number)
    .input edge
    .decl reach(node: number)
    reach(y) :- edge(1, y).
    reach(y) :- reach(x), edge(x, y).
    .output reach
  `,
  describe({ message, help, insert, place }) {
    return {
      message,
      help: help === undefined ? [] : [help],
      fixes: () =>
        insert === undefined
          ? []
          : [
              {
                title: `Insert \`${insert.text.trim()}\``,
                safe: false,
                edits: [insertAt(place.source, insert.offset, insert.text)],
              },
            ],
    };
  },
} as const satisfies Entry<"CALM001">;
