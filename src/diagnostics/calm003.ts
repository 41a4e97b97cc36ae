import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { insertAt } from "./quick-fix.ts";
import { counted, quoted } from "./wording.ts";

export const calm003 = {
  code: "CALM003",
  name: "wrong number of arguments",
  severity: "error",
  summary: "Something is given more or fewer arguments than it has columns or parameters.",
  why: `Columns are told apart by their position alone, so an atom must have exactly as many arguments as its relation has columns. The columns of a seal correspond one to one to those of its sealing relation.`,
  fix: `Write \`_\` for a column that does not matter, or mend the declaration.`,
  bad: rules`
    .decl edge(from: number, to: number, weight: number)
    .input edge
    .decl reach(node: number)
    reach(y) :- edge(1, y).
    reach(y) :- reach(x), edge(x, y, _).
    .output reach
  `,
  good: rules`
    .decl edge(from: number, to: number, weight: number)
    .input edge
    .decl reach(node: number)
    reach(y) :- edge(1, y, _).
    reach(y) :- reach(x), edge(x, y, _).
    .output reach
  `,
  describe({ what, name, expected, found, declared, place }, { program }) {
    const missing = expected - found;
    const end = place.source.text[place.end - 1] === ")" ? place.end - 1 : null;
    const isAtom = what === "relation" && program.relations.has(name);
    return {
      message: sentence(what, name, expected, found),
      related: declared === null ? [] : [{ place: declared, message: "declared here" }],
      help: missing > 0 && isAtom ? ["write `_` for a column that does not matter"] : [],
      fixes: () =>
        missing <= 0 || end === null || !isAtom
          ? []
          : [
              {
                title: `Add ${quoted(Array(missing).fill("_").join(", "))}`,
                safe: false,
                edits: [
                  insertAt(place.source, end, (found > 0 ? ", " : "") + Array(missing).fill("_").join(", ")),
                ],
              },
            ],
    };
  },
} as const satisfies Entry<"CALM003">;

function sentence(what: string, name: string, expected: number, found: number): string {
  if (what === "sealing relation") {
    return `${quoted(name)} has ${counted(found, "column")}, but the seal names ${expected}`;
  }
  const given = `but ${found} ${found === 1 ? "is" : "are"} given`;
  if (what === "relation") return `${quoted(name)} has ${counted(expected, "column")}, ${given}`;
  return `${quoted(name)} takes ${counted(expected, what === "operation" ? "parameter" : "argument")}, ${given}`;
}
