import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import { MarkdownLine } from "../controls/markdown.tsx";
import type { Conclusions, FoundDiagnostic, OfferedFix } from "../ide-api.ts";
import { FindingCard } from "./finding-card.tsx";
import { SeveritySign } from "./severity-sign.tsx";
import { MoreButton } from "./more-button.tsx";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
}

/** Everything that was found, below the editor; what is opened is shown with what mends it. */
export function ProblemList({ workbench }: Props): VNode {
  const conclusions = workbench.conclusions.value;
  const [open, setOpen] = useState<string | null>(null);
  const [most, setMost] = useState(shownAtFirst);
  const all = conclusions?.diagnostics ?? [];
  const found = all.slice(0, most);
  const keys = keysOf(found);
  return (
    <section class="problems" aria-label="Problems">
      <Summary workbench={workbench} conclusions={conclusions} />
      {found.length > 0 && (
        <ul onKeyDown={moveInList}>
          {found.map((finding, index) => {
            const key = keys[index] ?? "";
            const isOpen = open === key;
            return (
              <li key={key}>
                <button
                  type="button"
                  class="problem"
                  aria-expanded={isOpen}
                  onClick={() => {
                    setOpen(isOpen ? null : key);
                    if (!isOpen) workbench.reveal(finding.place, false);
                  }}
                >
                  <SeveritySign severity={finding.severity} />
                  <span class="message">
                    <MarkdownLine text={finding.message} />
                  </span>
                  <span class="quiet where">
                    {finding.code} · {workbench.paths.value.length > 1 ? `${finding.place.path}:` : "line "}
                    {finding.place.line}
                  </span>
                </button>
                {isOpen && (
                  <OpenFinding workbench={workbench} finding={finding} version={conclusions?.version ?? 0} />
                )}
              </li>
            );
          })}
        </ul>
      )}
      <MoreButton hidden={all.length - found.length} onMore={() => setMost(Infinity)} />
    </section>
  );
}

/** A list that is drawn with each key that is typed is short. */
const shownAtFirst = 30;

/** How many there are; read out when typing rests. */
function Summary({ workbench, conclusions }: Props & { readonly conclusions: Conclusions | null }): VNode {
  const status = workbench.status.value;
  const [said, setSaid] = useState("");
  const text = conclusions === null ? "" : summaryOf(conclusions);
  const isChecked = status.kind === "checked";
  useEffect(() => {
    if (!isChecked) return;
    const timer = setTimeout(() => setSaid(text), 800);
    return () => clearTimeout(timer);
  }, [text, isChecked]);
  return (
    <div class="summary">
      <h2>Problems</h2>
      <span class="quiet">{text}</span>
      <span class="only-read" role="status">
        {said}
      </span>
      <StatusWords workbench={workbench} />
    </div>
  );
}

function StatusWords({ workbench }: Props): VNode | null {
  const status = workbench.status.value;
  switch (status.kind) {
    case "checking":
    case "checked":
      return null;
    case "slow":
      return (
        <span class="end">
          Checking takes long.{" "}
          <button type="button" class="button" onClick={() => workbench.stop()}>
            Stop
          </button>
        </span>
      );
    case "stopped":
      return <Ended words="Checking was stopped." workbench={workbench} />;
    case "failed":
      return <Ended words={`The checker failed: ${status.trouble}.`} workbench={workbench} />;
  }
}

function Ended({ words, workbench }: Props & { readonly words: string }): VNode {
  return (
    <span class="end" role="alert">
      {words}{" "}
      <button type="button" class="button" onClick={() => workbench.checkAgain()}>
        Check again
      </button>
    </span>
  );
}

function summaryOf({ diagnostics, more }: Conclusions): string {
  if (diagnostics.length === 0) return "none";
  const counts = (["error", "warning", "info"] as const).flatMap((severity) => {
    const count = diagnostics.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [`${count} ${plural(severity, count)}`];
  });
  return [...counts, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

interface OpenProps extends Props {
  readonly finding: FoundDiagnostic;
  readonly version: number;
}

function OpenFinding({ workbench, finding, version }: OpenProps): VNode {
  const [fixes, setFixes] = useState<readonly OfferedFix[] | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let isLeft = false;
    workbench
      .ask((ide, present) => ide.fixes(present, finding.place.path, finding.place))
      .then(
        (offered) => {
          if (!isLeft && offered !== null) setFixes(offered.filter(({ code }) => code === finding.code));
        },
        () => setFixes([]),
      );
    return () => {
      isLeft = true;
    };
  }, [version]);
  return (
    <div class="open" ref={place}>
      <FindingCard finding={finding} fixes={fixes} onFix={(fix) => workbench.edit(fix.edits)} />
    </div>
  );
}

/** So that what is open stays open while lines move: by what is said, and how often before. */
function keysOf(found: readonly FoundDiagnostic[]): readonly string[] {
  const seen = new Map<string, number>();
  return found.map(({ code, message, place }) => {
    const key = `${place.path} ${code} ${message}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return `${key} ${count}`;
  });
}

function moveInList(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const list = event.currentTarget as HTMLElement;
  const rows = [...list.querySelectorAll<HTMLButtonElement>("button.problem")];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
