/**
 * The style sheet of a drawing, made to follow the colour theme of the editor, where a drawing by
 * itself follows what the reader's system prefers. The editor says its theme by a class of `body`.
 */
export function inEditorTheme(styles: string): string {
  const dark = "body:is(.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light))";
  return styles.replaceAll("@media (prefers-color-scheme:dark){", `${dark}{`);
}
