import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import type { Span } from "../../base/source.ts";
import type { Workbench } from "./workbench.ts";

/** The literals of what is pointed at in the graph. */
export const setLit = StateEffect.define<readonly Span[]>();

/** Literals and edges light each other: the pointer in the editor first, else its cursor. */
export function litLiterals(workbench: Workbench): Extension {
  let isPointing = false;
  const byCursor = (view: EditorView): void => {
    const { from, to } = view.state.selection.main;
    workbench.light(view.hasFocus ? { start: from, end: to } : null);
  };
  return [
    lit,
    EditorView.updateListener.of(({ view, selectionSet, docChanged, focusChanged }) => {
      if ((selectionSet || docChanged || focusChanged) && !isPointing) byCursor(view);
    }),
    EditorView.domEventHandlers({
      mousemove(event, view) {
        const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
        isPointing = offset !== null;
        if (offset === null) byCursor(view);
        else workbench.light({ start: offset, end: offset });
      },
      mouseleave(_, view) {
        isPointing = false;
        byCursor(view);
      },
    }),
  ];
}

const mark = Decoration.mark({ class: "cm-lit" });

const lit = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects)
      if (effect.is(setLit))
        return Decoration.set(
          effect.value.map(({ start, end }) => mark.range(start, end)),
          true,
        );
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});
