import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { palette } from "../../src/ide/graph-theme.ts";

const css = readFileSync(new URL("../../src/playground/styles/tokens.css", import.meta.url), "utf8");

/** Each colour of the page, by day and by night. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, [light, dark] as const],
  ),
);

test("the page has the colours of the graphs", () => {
  for (const [name, colours] of Object.entries(palette)) {
    const token = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(tokens.get(token), token).toEqual(colours);
  }
});

describe("what is written can be read (WCAG 2.2, 1.4.3: 4.5 to 1)", () => {
  const inks = [
    ...["ink", "muted", "accent", "constant", "monotone", "antitone", "coordinated", "nonmonotone"],
    ...["nondeterministic", "stop", "covered", "noted", "component"],
  ];
  const grounds = ["paper", "band", "box", "box-base"];
  const pairs = [
    ...inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
    ...["stop", "covered", "noted"].flatMap((state) => [
      [state, `${state}-fill`] as const,
      ["ink", `${state}-fill`] as const,
    ]),
    ["accent", "accent-fill"] as const,
    ["on-accent", "accent"] as const,
    ["muted", "band-other"] as const,
    ["ink", "band-other"] as const,
  ];
  for (const [ink, ground] of pairs)
    test(`${ink} on ${ground}`, () => {
      for (const theme of [0, 1] as const)
        expect(
          contrast(colourOf(ink)[theme], colourOf(ground)[theme]),
          theme === 0 ? "by day" : "by night",
        ).toBeGreaterThanOrEqual(4.5);
    });
});

function colourOf(name: string): readonly [string, string] {
  const colour = tokens.get(name);
  if (colour === undefined) throw new Error(`no colour ${name}`);
  return colour;
}

function contrast(a: string, b: string): number {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
