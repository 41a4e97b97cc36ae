import type { VNode } from "preact";
import { MarkdownLine } from "../controls/markdown.tsx";
import type { FoundDiagnostic, OfferedFix } from "../ide-api.ts";
import { SeveritySign } from "./severity-sign.tsx";

interface Props {
  readonly finding: FoundDiagnostic;
  /** Null while they are worked out. */
  readonly fixes: readonly OfferedFix[] | null;
  readonly onFix: (fix: OfferedFix) => void;
  /** Whether what supports it is told beside. */
  readonly isBrief?: boolean;
}

/** A diagnostic with everything there is to say of it, and what can be done. */
export function FindingCard({ finding, fixes, onFix, isBrief = false }: Props): VNode {
  const { code, name, severity, message, notes, help } = finding;
  return (
    <section class="finding-card">
      <p class="finding-head">
        <SeveritySign severity={severity} />
        <strong>
          {code} {name}
        </strong>
      </p>
      <p>
        <MarkdownLine text={`${message}.`} />
      </p>
      {notes.length > 0 && !isBrief && (
        <>
          {notes.map((note) => (
            <p key={note}>
              <MarkdownLine text={`${note.charAt(0).toUpperCase()}${note.slice(1)}.`} />
            </p>
          ))}
        </>
      )}
      {help.length > 0 && (!isBrief || fixes?.length === 0) && (
        <>
          <p class="quiet">What to do:</p>
          <ul class="finding-help">
            {help.map((one) => (
              <li key={one}>
                <MarkdownLine text={one} />
              </li>
            ))}
          </ul>
        </>
      )}
      <FixButtons fixes={fixes} onFix={onFix} />
    </section>
  );
}

function FixButtons({ fixes, onFix }: Pick<Props, "fixes" | "onFix">): VNode | null {
  if (fixes === null) return <p class="quiet">Looking for quick fixes…</p>;
  if (fixes.length === 0) return null;
  return (
    <p class="fix-buttons">
      {fixes.map((fix) => (
        <button
          key={fix.title}
          type="button"
          class={fix.preferred ? "button chosen" : "button"}
          onClick={() => onFix(fix)}
        >
          <MarkdownLine text={fix.title} />
        </button>
      ))}
    </p>
  );
}
