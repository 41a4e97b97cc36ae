import { StateEffect, StateField, type Extension } from "@codemirror/state";
import {
  keymap,
  showTooltip,
  ViewPlugin,
  type EditorView,
  type Tooltip,
  type ViewUpdate,
} from "@codemirror/view";
import { render, type VNode } from "preact";
import { Markdown } from "../controls/markdown.tsx";
import type { Signature } from "../ide-api.ts";
import type { Workbench } from "./workbench.ts";

/** How what stands around the cursor is called, while it is being typed; Escape closes it. */
export function signatures(workbench: Workbench): Extension {
  const asker = ViewPlugin.define((view) => ({
    update(update: ViewUpdate) {
      if (!update.docChanged && !update.selectionSet) return;
      const isShown = update.state.field(shown) !== null;
      const isTyped = update.transactions.some((one) => one.isUserEvent("input"));
      if (!isShown && !isTyped) return;
      const { head } = update.state.selection.main;
      const typed = update.state.sliceDoc(Math.max(0, head - 1), head);
      if (!isShown && typed !== "(" && typed !== ",") return;
      const { doc } = update.state;
      void workbench
        .ask((ide, version, path) => ide.signature(version, path, head))
        .catch(() => null)
        .then((signature) => {
          if (view.state.doc !== doc || view.state.selection.main.head !== head) return;
          if (signature === null && view.state.field(shown) === null) return;
          view.dispatch({ effects: show.of(signature === null ? null : tooltipOf(signature, head)) });
        });
    },
  }));
  const close = (view: EditorView): boolean => {
    if (view.state.field(shown) === null) return false;
    view.dispatch({ effects: show.of(null) });
    return true;
  };
  return [shown, asker, keymap.of([{ key: "Escape", run: close }])];
}

const show = StateEffect.define<Tooltip | null>();

const shown = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return tooltip === null || !transaction.docChanged
      ? tooltip
      : { ...tooltip, pos: transaction.changes.mapPos(tooltip.pos) };
  },
  provide: (field) => showTooltip.from(field),
});

function tooltipOf(signature: Signature, pos: number): Tooltip {
  return {
    pos,
    above: true,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "workbench-card signature";
      render(<SignatureCard signature={signature} />, dom);
      return { dom, destroy: () => render(null, dom) };
    },
  };
}

function SignatureCard({ signature }: { readonly signature: Signature }): VNode {
  const { label, parameters, active, documentation } = signature;
  const span = parameters[active];
  return (
    <>
      <p>
        <code>
          {span === undefined ? (
            label
          ) : (
            <>
              {label.slice(0, span.start)}
              <mark>{label.slice(span.start, span.end)}</mark>
              {label.slice(span.end)}
            </>
          )}
        </code>
      </p>
      {documentation !== null && <Markdown text={documentation} level={4} />}
    </>
  );
}
