import {
  autocompletion,
  snippetCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { render } from "preact";
import { Markdown } from "../controls/markdown.tsx";
import type { OfferedCompletion } from "../ide-api.ts";
import type { Workbench } from "./workbench.ts";

/** What can be written at the cursor, with what it means beside it. */
export function offeredCompletions(workbench: Workbench): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { pos, state, explicit } = context;
    const before = state.sliceDoc(Math.max(0, pos - 2), pos);
    const isWord = /[_?a-zA-Z][_?a-zA-Z0-9]*$/.test(before);
    const isDirective = /(^|\s)\.$/.test(state.sliceDoc(state.doc.lineAt(pos).from, pos));
    if (!explicit && !isWord && !isDirective) return null;
    const offered = await workbench.ask((ide, version, path) => ide.completions(version, path, pos));
    if (offered === null || context.aborted) return null;
    return {
      from: offered.start,
      to: offered.end,
      options: offered.items.map((item, index) => optionOf(item, index, offered.list, workbench)),
      validFor: /^[._?a-zA-Z0-9]*$/,
    };
  };
  return autocompletion({ override: [source], icons: false, maxRenderedOptions: 60, closeOnBlur: true });
}

function optionOf(
  { label, detail, text, snippet, kind }: OfferedCompletion,
  index: number,
  list: number,
  workbench: Workbench,
): Completion {
  const option: Completion = {
    label,
    detail: detail === "" ? kind : detail,
    apply: text,
    // The likeliest stand first; what is typed counts more.
    boost: Math.max(-99, -index),
    info: async () => {
      const markdown = await workbench.ask((ide) => ide.completionText(list, index));
      if (markdown === null) return null;
      const dom = document.createElement("div");
      dom.className = "workbench-card";
      render(<Markdown text={markdown} level={4} />, dom);
      return { dom, destroy: () => render(null, dom) };
    },
  };
  return snippet === null ? option : snippetCompletion(snippet.replaceAll(/\$(\d)/g, "#{$1}"), option);
}
