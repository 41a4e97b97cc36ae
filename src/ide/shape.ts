import { escapeMarkup, tag } from "../base/markup.ts";

/** An element of a drawing, before it is written as markup or drawn on a page. */
export interface Shape {
  readonly name: string;
  /** Those that are undefined are none. */
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly content: readonly (Shape | string)[];
}

/** What a shape may hold: shapes, text as it is read, lists of them, and null for nothing. */
export type ShapeContent = Shape | string | null | readonly ShapeContent[];

export function shape(
  name: string,
  attributes: Shape["attributes"],
  ...content: readonly ShapeContent[]
): Shape {
  return { name, attributes, content: flat(content) };
}

export function shapesMarkup(shapes: readonly (Shape | string)[]): string {
  return shapes
    .map((one) =>
      typeof one === "string"
        ? escapeMarkup(one)
        : one.content.length === 0
          ? tag(one.name, one.attributes)
          : tag(one.name, one.attributes, shapesMarkup(one.content)),
    )
    .join("");
}

function flat(content: readonly ShapeContent[]): readonly (Shape | string)[] {
  return content.flatMap((one): readonly (Shape | string)[] => {
    if (one === null) return [];
    return typeof one === "string" || "name" in one ? [one] : flat(one);
  });
}
