import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { keymap, showTooltip, type EditorView, type Tooltip } from "@codemirror/view";
import { render, type VNode } from "preact";
import { MarkdownLine } from "../controls/markdown.tsx";
import type { OfferedFix } from "../ide-api.ts";
import { findingsAt } from "./findings.ts";
import type { Workbench } from "./workbench.ts";

/** Ctrl-. offers what mends what is found at the cursor; arrows choose, Enter makes it, Escape leaves. */
export function fixMenu(workbench: Workbench): Extension {
  const open = (view: EditorView): boolean => {
    void openMenu(view, workbench);
    return true;
  };
  return [menu, keymap.of([{ key: "Mod-.", run: open }])];
}

/** Opens the menu at the cursor, or says there that nothing is to be mended. */
async function openMenu(view: EditorView, workbench: Workbench): Promise<void> {
  const { doc, selection } = view.state;
  const { from, to, head } = selection.main;
  const found = findingsAt(view.state, head)[0];
  const fixes = await workbench
    .ask((ide, version, path) =>
      ide.fixes(
        version,
        path,
        found === undefined ? { start: from, end: to } : { start: found.from, end: found.to },
      ),
    )
    .catch(() => null);
  if (view.state.doc !== doc) return;
  view.dispatch({ effects: show.of(tooltipOf(view, workbench, head, fixes ?? [])) });
}

const show = StateEffect.define<Tooltip | null>();

const menu = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function tooltipOf(
  view: EditorView,
  workbench: Workbench,
  pos: number,
  fixes: readonly OfferedFix[],
): Tooltip {
  const leave = (): void => {
    view.dispatch({ effects: show.of(null) });
    view.focus();
  };
  const make = (fix: OfferedFix): void => {
    leave();
    workbench.edit(fix.edits);
  };
  return {
    pos,
    above: false,
    create: () => {
      const dom = document.createElement("div");
      dom.className = "workbench-card fixes";
      render(<Menu fixes={fixes} onFix={make} onLeave={leave} />, dom);
      return {
        dom,
        mount: () => dom.querySelector("button")?.focus(),
        destroy: () => render(null, dom),
      };
    },
  };
}

interface Props {
  readonly fixes: readonly OfferedFix[];
  readonly onFix: (fix: OfferedFix) => void;
  readonly onLeave: () => void;
}

function Menu({ fixes, onFix, onLeave }: Props): VNode {
  if (fixes.length === 0) return <p role="status">There is no quick fix here.</p>;
  const move = (event: KeyboardEvent): void => {
    const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
    const at = buttons.indexOf(root.activeElement as HTMLButtonElement);
    const to = targets[event.key]?.(at, buttons.length);
    if (event.key === "Escape" || event.key === "Tab") onLeave();
    else if (to === undefined) return;
    else buttons[(to + buttons.length) % buttons.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div role="menu" aria-label="Quick fixes" onKeyDown={move}>
      {fixes.map((fix) => (
        <button key={fix.title} type="button" role="menuitem" class="button plain" onClick={() => onFix(fix)}>
          <MarkdownLine text={fix.title} />
        </button>
      ))}
    </div>
  );
}

const targets: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};
