/// <reference lib="dom" />
import { history } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { highlightSelectionMatches, search } from "@codemirror/search";
import type { Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  lineNumbers,
} from "@codemirror/view";
import { quickColours } from "./quick-colours.ts";

/** Where an editor is put. */
export interface EditorPlace {
  readonly root: ShadowRoot;
  readonly parent: HTMLElement;
}

/**
 * Makes a place for an editor in a tree of its own beside the page's: there its styles are made by
 * script and not by elements, which the page's policy forbids. The hint is read out where an element
 * is described by `keys`.
 */
export function editorPlace(place: HTMLElement, hintText: string): EditorPlace {
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "page.css";
  const hint = document.createElement("p");
  hint.id = "keys";
  hint.className = "only-read";
  hint.textContent = hintText;
  const parent = document.createElement("div");
  parent.className = "workbench-editor";
  const beside = document.createElement("div");
  beside.append(sheet, hint);
  root.replaceChildren(beside, parent);
  return { root, parent };
}

/** So long after Escape the Tab key leaves the editor. */
const tabMilliseconds = 2000;

/**
 * What every editor of rules can do and shows: lines, history, colours at once, brackets, search,
 * and Escape as the way out. Keys are bound by whoever uses it.
 */
export function plainEditing(): Extension {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    EditorView.lineWrapping,
    history(),
    drawSelection(),
    quickColours(),
    bracketMatching(),
    highlightSelectionMatches(),
    search({ top: true }),
    // Also where Escape had something else to close.
    EditorView.domEventObservers({
      keydown: ({ key }, view) => {
        if (key === "Escape") view.setTabFocusMode(tabMilliseconds);
      },
    }),
  ];
}
