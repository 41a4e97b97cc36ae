/// <reference lib="dom" />
import type { VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { currentRoute } from "./current-route.ts";
import { LazyView } from "./lazy-view.tsx";
import { linkTo } from "./route.ts";
import { ThemeButton } from "./theme-button.tsx";
import { viewNames, viewTitles } from "./view-name.ts";

/** The page: its head, and the view that the address asks for. */
export function Shell(): VNode {
  const { view, item } = currentRoute.value;
  useLayoutEffect(() => document.getElementById("view")?.scrollTo(0, 0), [view, item]);
  return (
    <div class="shell">
      <a class="button skip" href="#view" onClick={skipToView}>
        Skip to the content
      </a>
      <header class="head">
        <a class="brand" href={linkTo("workbench")}>
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" fill="#005f99" />
            <path d="M16 6l8.5 15.5h-17z" fill="#fff" />
            <path d="M7.5 25.5h17" stroke="#fff" stroke-width="2.5" stroke-linecap="round" />
          </svg>
          calm <span>playground</span>
        </a>
        <nav aria-label="Parts of the page">
          {viewNames.map((name) => (
            <a key={name} href={linkTo(name)} aria-current={name === view ? "page" : undefined}>
              {viewTitles[name]}
            </a>
          ))}
        </nav>
        <div class="end">
          <ThemeButton />
        </div>
      </header>
      <main class="view" id="view" tabIndex={-1}>
        <LazyView key={view} view={view} />
      </main>
    </div>
  );
}

/** The address belongs to the views, so the link must not change it. */
function skipToView(event: Event): void {
  event.preventDefault();
  document.getElementById("view")?.focus();
}
