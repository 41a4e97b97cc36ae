import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** The editor in the colours of the page. */
export function editorTheme(): Extension {
  return EditorView.theme({
    "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)" },
    // The frame around the editor is that of its place on the page.
    "&.cm-focused, .cm-content:focus-visible": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "13.5px", lineHeight: "1.6" },
    ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
    ".cm-line": { padding: "0 12px 0 6px" },
    ".cm-cursor, .cm-dropCursor": { borderLeft: "2px solid var(--ink)" },
    ".cm-gutters": {
      color: "var(--muted)",
      backgroundColor: "var(--paper)",
      border: "0",
    },
    ".cm-lineNumbers .cm-gutterElement": { minWidth: "34px", padding: "0 4px 0 8px" },
    ".cm-gutter-lint": { width: "18px" },
    ".cm-gutter-lint .cm-gutterElement": { padding: "5px 3px" },
    ".cm-lint-marker": { width: "12px", height: "12px" },
    ".cm-lint-marker-error": {
      content: '""',
      backgroundColor: "var(--stop)",
      clipPath: "polygon(30% 0, 70% 0, 100% 30%, 100% 70%, 70% 100%, 30% 100%, 0 70%, 0 30%)",
    },
    ".cm-lint-marker-warning": {
      content: '""',
      backgroundColor: "var(--noted)",
      clipPath: "polygon(50% 0, 100% 100%, 0 100%)",
    },
    ".cm-lint-marker-info": {
      content: '""',
      backgroundColor: "var(--coordinated)",
      borderRadius: "50%",
    },
    ".cm-activeLine": { backgroundColor: "transparent" },
    ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "transparent" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
      background: "color-mix(in srgb, var(--accent) 24%, transparent)",
    },
    ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--noted) 22%, transparent)" },
    ".cm-searchMatch": {
      backgroundColor: "color-mix(in srgb, var(--noted) 30%, transparent)",
      outline: "1px solid var(--noted)",
    },
    ".cm-searchMatch-selected": { backgroundColor: "color-mix(in srgb, var(--noted) 55%, transparent)" },
    "&.cm-focused .cm-matchingBracket, .cm-matchingBracket": {
      backgroundColor: "color-mix(in srgb, var(--covered) 24%, transparent)",
    },
    "&.cm-focused .cm-nonmatchingBracket": {
      backgroundColor: "color-mix(in srgb, var(--stop) 24%, transparent)",
    },
    ".cm-snippetField": { backgroundColor: "var(--band-other)" },
    ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--band)" },
    ".cm-panels-top": { borderBottom: "1px solid var(--hair)" },
    ".cm-panel.cm-search": { padding: "6px 10px", fontFamily: "var(--sans)" },
    ".cm-panel.cm-search label": { fontSize: "var(--size-small)" },
    ".cm-textfield": {
      color: "var(--ink)",
      backgroundColor: "var(--box)",
      border: "1px solid var(--line)",
      borderRadius: "4px",
      fontSize: "var(--size-small)",
      padding: "3px 6px",
    },
    ".cm-button": {
      color: "var(--ink)",
      backgroundImage: "none",
      backgroundColor: "var(--box)",
      border: "1px solid var(--hair)",
      borderRadius: "4px",
      fontSize: "var(--size-small)",
    },
    ".cm-panel.cm-search [name=close]": { color: "var(--ink)", minWidth: "24px", minHeight: "24px" },
    ".cm-tooltip": {
      color: "var(--ink)",
      backgroundColor: "var(--paper)",
      border: "1px solid var(--hair)",
      borderRadius: "var(--radius)",
      boxShadow: "var(--shadow)",
      fontFamily: "var(--sans)",
      fontSize: "var(--size-small)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "14em" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
      padding: "3px 8px",
      lineHeight: "1.5",
      minHeight: "24px",
    },
    ".cm-tooltip-autocomplete ul li[aria-selected]": {
      color: "var(--on-accent)",
      background: "var(--accent)",
    },
    ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--on-accent)" },
    ".cm-completionDetail": { color: "var(--muted)", fontStyle: "normal", marginInlineStart: "12px" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
    ".cm-tooltip.cm-completionInfo": { padding: "8px 12px", maxWidth: "min(400px, 80vw)" },
    ".cm-lintRange": { backgroundImage: "none", textUnderlineOffset: "3px" },
    ".cm-lintRange-error": { textDecoration: "underline wavy var(--stop) 1.5px" },
    ".cm-lintRange-warning": { textDecoration: "underline wavy var(--noted) 1.5px" },
    ".cm-lintRange-info": { textDecoration: "underline dotted var(--coordinated) 1.5px" },
    ".cm-lintRange-active": { backgroundColor: "color-mix(in srgb, var(--noted) 20%, transparent)" },
    ".cm-lit": {
      backgroundColor: "color-mix(in srgb, var(--accent) 18%, transparent)",
      boxShadow: "0 0 0 1px var(--accent)",
      borderRadius: "2px",
    },
  });
}
