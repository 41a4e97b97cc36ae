/** What a token can be, by names that editors know: a `struct` is a base relation, a `class` a derived one. */
export const semanticTokenTypes = [
  "struct",
  "class",
  "method",
  "variable",
  "parameter",
  "type",
  "property",
  "namespace",
  "event",
  "function",
  "keyword",
  "modifier",
  "operator",
  "number",
  "string",
  "comment",
] as const;

/** What can be true of a token beside; `nonMonotone` is the editor's own: a point of order that nothing covers. */
export const semanticTokenModifiers = ["declaration", "readonly", "defaultLibrary", "nonMonotone"] as const;

export type SemanticTokenType = (typeof semanticTokenTypes)[number];
export type SemanticTokenModifier = (typeof semanticTokenModifiers)[number];
