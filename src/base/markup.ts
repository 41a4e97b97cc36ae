/**
 * `text` as it stands in XML and HTML, between tags or in a quoted attribute. Control characters,
 * which XML cannot hold, become replacement characters.
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      "\ufffd",
    )
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A tag with its attributes, those that are undefined left out, and its content, which is markup already. */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...content: readonly string[]
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        ` ${key}="${typeof value === "number" ? rounded(value) : escapeMarkup(String(value))}"`,
    )
    .join("");
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join("")}</${name}>`;
}

/** A number as a drawing needs it: to a hundredth. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
