import type { Extension } from "@codemirror/state";
import { hoverTooltip, type EditorView, type Tooltip } from "@codemirror/view";
import { render, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Markdown } from "../controls/markdown.tsx";
import type { FoundDiagnostic, HoverCard, OfferedFix } from "../ide-api.ts";
import { FindingCard } from "./finding-card.tsx";
import { findingsAt } from "./findings.ts";
import type { Workbench } from "./workbench.ts";

/** What is said of the text under the pointer: what was found there, with what mends it, and what it is. */
export function hoverCards(workbench: Workbench): Extension {
  return hoverTooltip(
    async (view, offset): Promise<Tooltip | null> => {
      const found = findingsAt(view.state, offset);
      const card = await workbench.ask((ide, version, path) => ide.hover(version, path, offset));
      if (found.length === 0 && card === null) return null;
      const start = Math.min(...found.map(({ from }) => from), card?.start ?? offset, offset);
      const end = Math.max(...found.map(({ to }) => to), card?.end ?? offset, offset);
      const findings = found.map(({ finding }) => finding);
      return {
        pos: found.length > 0 ? Math.max(start, view.state.doc.lineAt(offset).from) : (card?.start ?? offset),
        end,
        create: (shown) => ({ ...cardIn(shown, workbench, findings, card), offset: { x: 0, y: 4 } }),
      };
    },
    { hideOnChange: true, hoverTime: 250 },
  );
}

function cardIn(
  view: EditorView,
  workbench: Workbench,
  findings: readonly FoundDiagnostic[],
  card: HoverCard | null,
): { readonly dom: HTMLElement; readonly destroy: () => void } {
  const dom = document.createElement("div");
  dom.className = "workbench-card";
  render(<Cards view={view} workbench={workbench} findings={findings} card={card} />, dom);
  return { dom, destroy: () => render(null, dom) };
}

interface Props {
  readonly view: EditorView;
  readonly workbench: Workbench;
  readonly findings: readonly FoundDiagnostic[];
  readonly card: HoverCard | null;
}

function Cards({ view, workbench, findings, card }: Props): VNode {
  const [fixes, setFixes] = useState<readonly OfferedFix[] | null>(null);
  useEffect(() => {
    for (const { place } of findings.slice(0, 1))
      workbench
        .ask((ide, version, path) => ide.fixes(version, path, place))
        .then(
          (offered) => setFixes(offered ?? []),
          () => setFixes([]),
        );
  }, []);
  const make = (fix: OfferedFix): void => {
    workbench.edit(fix.edits);
    view.focus();
  };
  return (
    <>
      {findings.map((finding) => (
        <FindingCard
          key={finding.message}
          finding={finding}
          fixes={fixes === null ? null : fixes.filter(({ code }) => code === finding.code)}
          onFix={make}
          isBrief={card !== null}
        />
      ))}
      {card !== null && <Markdown text={card.markdown} level={4} />}
    </>
  );
}
