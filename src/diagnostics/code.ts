/** Every code that a diagnostic can carry, in order. Codes are stable: none is reused or renamed. */
export const codes = [
  "CALM001",
  "CALM002",
  "CALM003",
  "CALM004",
  "CALM005",
  "CALM006",
  "CALM007",
  "CALM008",
  "CALM009",
  "CALM010",
  "CALM011",
  "CALM012",
  "CALM013",
  "CALM014",
  "CALM101",
  "CALM102",
  "CALM103",
  "CALM104",
  "CALM105",
  "CALM106",
  "CALM107",
  "CALM108",
  "CALM110",
  "CALM111",
  "CALM120",
  "CALM201",
  "CALM202",
  "CALM203",
  "CALM204",
  "CALM301",
  "CALM302",
  "CALM303",
  "CALM304",
  "CALM401",
  "CALM402",
] as const;

export type Code = (typeof codes)[number];

export function isCode(text: string): text is Code {
  return (codes as readonly string[]).includes(text);
}

/** How much a diagnostic matters: only `error` makes `calm check` fail by itself. */
export const severities = ["error", "warning", "info"] as const;

export type Severity = (typeof severities)[number];

/** What `--rule CODE=LEVEL` takes. */
export const levels = [...severities, "off"] as const;

export type Level = (typeof levels)[number];

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}

/**
 * The code that a writer of `text` most likely meant: the one of the same number, else the nearest of
 * the same hundred. Null where there is no number or no such hundred.
 */
export function nearestCode(text: string): Code | null {
  const digits = /\d+/.exec(text)?.[0];
  if (digits === undefined) return null;
  const number = Number(digits.padStart(3, "0").slice(0, 3));
  const sameHundred = codes.filter((code) => Math.floor(numberOf(code) / 100) === Math.floor(number / 100));
  const distance = (code: Code): number => Math.abs(numberOf(code) - number);
  return sameHundred.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}

function numberOf(code: Code): number {
  return Number(code.slice("CALM".length));
}
