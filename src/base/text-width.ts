/** `mono` for what is written in a program, `sans` and `bold` for words about it. */
export type Face = "mono" | "sans" | "bold";

/**
 * An upper bound of a text's width in pixels, for whichever of the usual fonts a viewer has: each
 * character counts as in the widest of them (DejaVu), so that a box of this width holds the text.
 */
export function textWidth(text: string, size: number, face: Face): number {
  let ems = 0;
  for (const character of text) ems += characterWidth(character, face);
  return ems * size;
}

/**
 * The text itself where it is at most `length` characters long, else its beginning and end around
 * an ellipsis: names that differ in their last part stay apart.
 */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join("")}…${characters.slice(characters.length - tail).join("")}`;
}

function characterWidth(character: string, face: Face): number {
  const isWide = (character.codePointAt(0) ?? 0) >= 0x1100 && !/[\u2010-\u2027\u2190-\u21ff]/.test(character);
  if (isWide) return 1.35;
  if (face === "mono") return 0.625;
  const widths = proportional.find(([characters]) => characters.test(character));
  return widths?.[face === "bold" ? 2 : 1] ?? 1.12;
}

/** In ems, first regular, then bold. */
const proportional: readonly (readonly [characters: RegExp, regular: number, bold: number])[] = [
  [/[ijl|'.,:;! \u00b7]/, 0.34, 0.4],
  [/[ftr()[\]/"-]/, 0.46, 0.53],
  [/[ckosvxyz]/, 0.615, 0.69],
  [/[a-ln-v0-9_]/, 0.64, 0.72],
  [/w/, 0.82, 0.93],
  [/[A-LN-VX-Z]/, 0.79, 0.86],
];
