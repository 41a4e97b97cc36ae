import { h, type VNode } from "preact";
import type { Shape } from "../../ide/shape.ts";

/** A shape of a drawing as an element of the page. An edge gets a wide one under it, for the pointer. */
export function drawnShape({ name, attributes, content }: Shape, key: number): VNode {
  const children = content.map((one, index) => (typeof one === "string" ? one : drawnShape(one, index)));
  const way = content.find(
    (one): one is Shape => typeof one !== "string" && String(one.attributes["class"]).startsWith("way"),
  );
  if (way === undefined) return h(name, { ...attributes, key }, children);
  const wide = h("path", { key: "wide", class: "wide", d: String(way.attributes["d"]) });
  return h(name, { ...attributes, key }, [wide, ...children]);
}
