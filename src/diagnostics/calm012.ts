import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm012 = {
  code: "CALM012",
  name: "include not found or cyclic",
  severity: "error",
  summary: "An included file cannot be read, or includes itself.",
  why: `\`.include "other.dl"\` splices the file in, once, at its place. The path counts from the folder of the file that includes it. What the missing file would have declared is unknown in the rest, so further errors may follow from this one.`,
  fix: `Mend the path. For a cycle, move what both files need into a third one that includes neither.`,
  bad: rules`
    .include "people.dl"
    .decl visit(name: symbol)
    .input visit
    .decl seen(name: symbol)
    seen(n) :- visit(n).
    .output seen
  `,
  good: rules`
    .decl visit(name: symbol)
    .input visit
    .decl seen(name: symbol)
    seen(n) :- visit(n).
    .output seen
  `,
  describe({ path, problem, chain }) {
    switch (problem) {
      case "not found":
        return {
          message: `${quoted(path)} is not found`,
          help: ["the path counts from the folder of the file that includes it"],
        };
      case "unreadable":
        return { message: `${quoted(path)} cannot be read` };
      case "cyclic":
        return {
          message: `${quoted(path)} includes itself`,
          notes: chain.length > 2 ? [`the cycle: ${chain.map(quoted).join(" → ")}`] : [],
          help: ["move what both files need into a file that includes neither"],
        };
    }
  },
} as const satisfies Entry<"CALM012">;
