import type { VNode } from "preact";
import { chooseTheme, colourTheme, colourThemes, type ColourTheme } from "./colour-theme.ts";

/** Goes round the themes; its name says which one is on. */
export function ThemeButton(): VNode {
  const theme = colourTheme.value;
  const next = colourThemes[(colourThemes.indexOf(theme) + 1) % colourThemes.length] ?? "system";
  return (
    <button
      type="button"
      class="button plain icon"
      aria-label={`Colours: ${words[theme]}. Change to ${words[next]}`}
      title={`Colours: ${words[theme]}`}
      onClick={() => chooseTheme(next)}
    >
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <circle cx="9" cy="9" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d={pictures[theme]} fill="currentColor" />
      </svg>
    </button>
  );
}

const words: Readonly<Record<ColourTheme, string>> = {
  system: "as the system has them",
  light: "light",
  dark: "dark",
};

const pictures: Readonly<Record<ColourTheme, string>> = {
  system: "M9 2.5A6.5 6.5 0 0 1 9 15.5Z",
  light: "M9 6A3 3 0 1 1 9 12A3 3 0 1 1 9 6Z",
  dark: "M9 2.5A6.5 6.5 0 1 1 9 15.5A6.5 6.5 0 1 1 9 2.5Z",
};
