/// <reference lib="dom" />
import { defaultKeymap, historyKeymap, indentWithTab } from "@codemirror/commands";
import { searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { effect, type Signal } from "@preact/signals";
import { Component, createRef, type VNode } from "preact";
import { editorPlace, plainEditing } from "../workbench/editor-place.ts";
import { editorTheme } from "../workbench/editor-theme.ts";
import { typedByScript } from "../workbench/typed-by-script.ts";

interface Props {
  readonly rules: Signal<string>;
  readonly onWrite: (text: string) => void;
}

/**
 * An editor of the rules of a repair: it colours them and says nothing of them, since what mends
 * them is for the student to find.
 */
export class RulesEditor extends Component<Props> {
  readonly #place = createRef<HTMLDivElement>();
  #view: EditorView | null = null;
  #unfollow: () => void = () => undefined;

  override componentDidMount(): void {
    const place = this.#place.current;
    if (place === null) return;
    const { root, parent } = editorPlace(place, "Tab indents; Escape, then Tab leaves the editor.");
    const { rules, onWrite } = this.props;
    const view = new EditorView({
      root,
      parent,
      state: EditorState.create({ doc: rules.peek(), extensions: extensionsOf(onWrite) }),
    });
    this.#view = view;
    this.#unfollow = effect(() => {
      const text = rules.value;
      const { doc } = view.state;
      if (doc.toString() !== text) view.dispatch({ changes: { from: 0, to: doc.length, insert: text } });
    });
  }

  override componentWillUnmount(): void {
    this.#unfollow();
    this.#view?.destroy();
  }

  override shouldComponentUpdate(): boolean {
    return false;
  }

  override render(): VNode {
    return <div class="editor" ref={this.#place} />;
  }
}

function extensionsOf(onWrite: (text: string) => void): Extension {
  return [
    plainEditing(),
    keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onWrite(state.doc.toString());
    }),
    typedByScript,
    EditorView.contentAttributes.of({
      tabindex: "0",
      "aria-label": "The rules, to be changed",
      "aria-describedby": "keys",
    }),
    editorTheme(),
  ];
}
