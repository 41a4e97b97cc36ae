import type { VNode } from "preact";
import type { Workbench } from "./workbench.ts";

/** The files of a program with includes; none for a program of one file. */
export function FileTabs({ workbench }: { readonly workbench: Workbench }): VNode | null {
  const paths = workbench.paths.value;
  const shown = workbench.shownPath.value;
  if (paths.length < 2) return null;
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const path = paths[(paths.indexOf(shown) + step + paths.length) % paths.length] ?? shown;
    workbench.show(path);
    const tabs = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]");
    tabs[paths.indexOf(path)]?.focus();
    event.preventDefault();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Files" onKeyDown={move}>
      {paths.map((path) => (
        <button
          key={path}
          type="button"
          role="tab"
          aria-selected={path === shown}
          tabIndex={path === shown ? 0 : -1}
          onClick={() => workbench.show(path)}
        >
          {path}
        </button>
      ))}
    </div>
  );
}
