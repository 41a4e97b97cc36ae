import type { Place } from "../base/source.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { insertAt, remove, replace, type QuickFix } from "./quick-fix.ts";
import { reasonTemplate } from "./suppress-fix.ts";
import { quoted } from "./wording.ts";

export const calm014 = {
  code: "CALM014",
  name: "suppression without a reason, or without effect",
  severity: "warning",
  summary: "A suppression comment does not say why, or suppresses nothing.",
  why: `\`// calm-disable-next-line CALM101: reason\` silences a code on the next line that holds more than a comment. Without a reason nobody can later tell whether it still holds; it suppresses all the same. A suppression that suppresses nothing hides that the trouble is gone, or that the comment is at the wrong place.`,
  fix: `Write the reason after a colon, one that a reviewer can check. Remove a suppression that suppresses nothing.`,
  bad: rules`
    .decl user(name: symbol)
    .input user
    .decl known(name: symbol)
    // calm-disable-next-line CALM101: everybody is registered before the run
    known(u) :- user(u).
    .output known
  `,
  good: rules`
    .decl user(name: symbol)
    .input user
    .decl known(name: symbol)
    known(u) :- user(u).
    .output known
  `,
  describe({ problem, place, comment }) {
    const takeOut = (removal: Place | null): readonly QuickFix[] => [
      removal === null
        ? { title: "Remove the suppression", safe: true, edits: [remove(comment)] }
        : { title: "Remove the code", safe: true, edits: [replace(removal, "")] },
    ];
    switch (problem.kind) {
      case "no reason":
        return {
          message: "this suppression gives no reason",
          help: ["write it after a colon: `// calm-disable-next-line CALM101: reason`"],
          fixes: () => [
            {
              title: "Add a reason",
              safe: false,
              edits: [insertAt(place.source, problem.reasonAt, `: ${reasonTemplate}`)],
            },
          ],
        };
      case "no code":
        return {
          message: "this suppression names no code, so it suppresses nothing",
          help: ["write the code and a reason: `// calm-disable-next-line CALM101: reason`"],
          fixes: () => takeOut(null),
        };
      case "suppresses nothing":
        return {
          message: `${quoted(problem.named)} is not reported on the next line, so it is suppressed for nothing`,
          help: ["remove it, or move the comment to the line above what it is about"],
          fixes: () => takeOut(problem.removal),
        };
      case "unknown code":
        return {
          message: `${quoted(problem.named)} is not a code, so nothing is suppressed`,
          help: problem.nearest === null ? [] : [`did you mean ${quoted(problem.nearest)}?`],
          fixes: () => takeOut(problem.removal),
        };
    }
  },
} as const satisfies Entry<"CALM014">;
