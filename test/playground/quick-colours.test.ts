import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { quickColours } from "../../src/playground/workbench/quick-colours.ts";

test("a comment that is open at the end colours nothing above it, whatever is changed there", () => {
  const doc = `${"p(1).\n".repeat(2_000)}/* open`;
  const state = EditorState.create({ doc, extensions: quickColours() });
  expect(nodesOf(state)).toMatchObject({ comment: 1 });
  const changed = state.update({ changes: { from: 9_000, insert: "\nq(2).\n" } }).state;
  expect(nodesOf(changed)).toMatchObject({ comment: 1 });
});

/** How many nodes of each name the tree of a state has. */
function nodesOf(state: EditorState): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  present(ensureSyntaxTree(state, state.doc.length, 10_000), "the tree").iterate({
    enter: ({ name }) => {
      counts[name] = (counts[name] ?? 0) + 1;
    },
  });
  return counts;
}
