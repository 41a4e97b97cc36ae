import type { IoDirective } from "../syntax/tree.ts";

/**
 * An `.input`, `.output`, … written again for some of its relations, without the parameter `leave`
 * and with `add` at the end.
 */
export function directiveText(
  directive: IoDirective,
  relations: readonly string[],
  leave: string | null,
  add: string | null = null,
): string {
  const parameters = directive.parameters
    .filter(({ name }) => name.text !== leave)
    .map(({ name, value, form }) => `${name.text}=${form === "symbol" ? JSON.stringify(value) : value}`);
  if (add !== null) parameters.push(add);
  const list = parameters.length === 0 ? "" : `(${parameters.join(", ")})`;
  return `.${directive.kind} ${relations.join(", ")}${list}`;
}
