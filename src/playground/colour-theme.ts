/// <reference lib="dom" />
import { effect, signal } from "@preact/signals";

export const colourThemes = ["system", "light", "dark"] as const;
export type ColourTheme = (typeof colourThemes)[number];

/** What the reader chose; it is kept in the browser. */
export const colourTheme = signal<ColourTheme>("system");

const key = "calm-theme";

/** From now on the page looks as chosen. */
export function followColourTheme(): void {
  const kept = keptTheme();
  const asked = new URLSearchParams(location.search).get("theme");
  colourTheme.value = colourThemes.find((theme) => theme === (asked ?? kept)) ?? "system";
  effect(() => {
    const { dataset } = document.documentElement;
    if (colourTheme.value === "system") delete dataset["theme"];
    else dataset["theme"] = colourTheme.value;
  });
}

export function chooseTheme(theme: ColourTheme): void {
  colourTheme.value = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // It holds for this visit.
  }
}

/** Storage may be closed to a page. */
function keptTheme(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
