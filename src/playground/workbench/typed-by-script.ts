import type { Transaction } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/**
 * What is typed in place of a selection is put in by script. Where the browser does it, in place of
 * several lines, it puts style attributes on what it joins, which the page's policy forbids.
 */
export const typedByScript = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data, isComposing }, view) => {
    const { state } = view;
    const { from, to, empty } = state.selection.main;
    if (inputType !== "insertText" || data === null || isComposing || empty) return false;
    const insertion = (): Transaction =>
      state.update(state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    const isTaken = state
      .facet(EditorView.inputHandler)
      .some((handler) => handler(view, from, to, data, insertion));
    if (!isTaken) view.dispatch(insertion());
    return true;
  },
});
