/// <reference lib="dom" />
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap, indentWithTab } from "@codemirror/commands";
import { lintGutter, linter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { dropCursor, EditorView, keymap } from "@codemirror/view";
import { Component, createRef, type VNode } from "preact";
import { offeredCompletions } from "./completions.tsx";
import { editorPlace, plainEditing } from "./editor-place.ts";
import { editorTheme } from "./editor-theme.ts";
import { markFindings } from "./findings.ts";
import { fixMenu } from "./fix-menu.tsx";
import { hoverCards } from "./hover-cards.tsx";
import { litLiterals, setLit } from "./lit-literals.ts";
import { semanticColours, setTokens } from "./semantic-colours.ts";
import { signatures } from "./signatures.tsx";
import { typedByScript } from "./typed-by-script.ts";
import type { ShownEditor, Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
}

/** The editor of the workbench, with all that the checker has to say of the rules. */
export class Editor extends Component<Props> {
  readonly #place = createRef<HTMLDivElement>();
  #view: EditorView | null = null;
  #observer: ResizeObserver | null = null;

  override componentDidMount(): void {
    const place = this.#place.current;
    if (place === null) return;
    const { root, parent } = editorPlace(
      place,
      "Tab indents; Escape, then Tab leaves the editor. F8 goes to the next problem, Control and full stop offer quick fixes.",
    );
    const { workbench } = this.props;
    const view = new EditorView({ root, parent });
    this.#view = view;
    this.#observer = keptInSight(view, place);
    workbench.attach(shownEditor(view, workbench));
  }

  override componentWillUnmount(): void {
    this.props.workbench.detach();
    this.#observer?.disconnect();
    this.#view?.destroy();
  }

  override shouldComponentUpdate(): boolean {
    return false;
  }

  override render(): VNode {
    return <div class="editor" ref={this.#place} />;
  }
}

/** Where one writes stays in sight when the problems below take some of the room. */
function keptInSight(view: EditorView, place: HTMLElement): ResizeObserver {
  let height = place.clientHeight;
  const observer = new ResizeObserver(() => {
    const before = height;
    height = place.clientHeight;
    if (height >= before || !view.hasFocus) return;
    const { head } = view.state.selection.main;
    const cursor = view.coordsAtPos(head);
    const { top } = place.getBoundingClientRect();
    if (cursor === null || cursor.top < top || cursor.bottom > top + before) return;
    view.dispatch({ effects: EditorView.scrollIntoView(head, { yMargin: 8 }) });
  });
  observer.observe(place);
  return observer;
}

function shownEditor(view: EditorView, workbench: Workbench): ShownEditor {
  return {
    view,
    newState: ({ path, text }) =>
      EditorState.create({ doc: text, extensions: extensionsOf(path, workbench) }),
    setTokens: (numbers, since) => view.dispatch({ effects: setTokens.of({ numbers, since }) }),
    setFindings: (findings, now) => view.dispatch(markFindings(view.state, findings, now)),
    setLit: (spans) => view.dispatch({ effects: setLit.of(spans) }),
    format: () => void formatText(view, workbench),
  };
}

function extensionsOf(path: string, workbench: Workbench): Extension {
  const format = (view: EditorView): boolean => {
    void formatText(view, workbench);
    return true;
  };
  return [
    plainEditing(),
    dropCursor(),
    semanticColours(),
    closeBrackets(),
    linter(null, { tooltipFilter: () => [] }),
    lintGutter({ tooltipFilter: () => [] }),
    offeredCompletions(workbench),
    signatures(workbench),
    hoverCards(workbench),
    fixMenu(workbench),
    litLiterals(workbench),
    keymap.of([
      { key: "F8", run: nextDiagnostic },
      { key: "Shift-F8", run: previousDiagnostic },
      { key: "Shift-Alt-f", run: format },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
    typedByScript,
    EditorView.updateListener.of(({ docChanged, changes }) => {
      if (docChanged) workbench.changed(changes.desc);
    }),
    EditorView.contentAttributes.of({
      tabindex: "0",
      "aria-label": `Rules of ${path}`,
      "aria-describedby": "keys",
    }),
    editorTheme(),
  ];
}

/** Brings the shown text into canonical layout, if it was not changed meanwhile. */
async function formatText(view: EditorView, workbench: Workbench): Promise<void> {
  const edits = await workbench.ask((ide, version, path) => ide.format(version, path)).catch(() => null);
  if (edits === null || edits.length === 0) return;
  view.dispatch({
    changes: edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text })),
    userEvent: "input.format",
  });
}
