/** What keeps a text from being well-formed XML: tags that do not match, bare `<` and `&`, attributes without quotes. */
export function xmlProblems(xml: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  let end = 0;
  for (const match of xml.matchAll(/<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const [whole, closing, name = "", attributes = "", empty] = match;
    if (/[<>]/.test(xml.slice(end, match.index)))
      problems.push(`stray: ${xml.slice(end, match.index).slice(0, 40)}`);
    end = match.index + whole.length;
    const names = [...attributes.matchAll(/([\w:-]+)=/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) problems.push(`twice the same attribute: ${whole}`);
    if (closing === "/") {
      if (open.pop() !== name) problems.push(`unexpected </${name}>`);
    } else if (empty !== "/") open.push(name);
  }
  if (open.length > 0) problems.push(`not closed: ${open.join(" ")}`);
  if (end < xml.trimEnd().length) problems.push(`after the end: ${xml.slice(end).slice(0, 40)}`);
  for (const [entity] of xml.matchAll(/&(?!(?:amp|lt|gt|quot|#\d+);).{0,10}/g))
    problems.push(`bare &: ${entity}`);
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(xml)) problems.push("a control character");
  return problems;
}
