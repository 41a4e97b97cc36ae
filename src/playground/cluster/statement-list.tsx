/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { RunPlayer } from "../run-player.ts";
import type { RunState, StatementState } from "../run-api.ts";
import { CodeWords } from "./code-words.tsx";
import { timeText } from "./time-text.ts";

interface Props {
  readonly player: RunPlayer;
  readonly state: RunState;
}

const statementsMost = 300;

/** The statements of the run with what became of them; those that have been lead to their moment. */
export function StatementList({ player, state }: Props): VNode {
  const { statements } = state;
  const list = useRef<HTMLOListElement>(null);
  const current = statements.findLastIndex(({ at }) => at !== null);
  useEffect(() => {
    const element = list.current;
    const item = element?.children.item(current);
    if (element === null || !(item instanceof HTMLElement)) return;
    const [top, bottom] = [item.offsetTop, item.offsetTop + item.offsetHeight];
    if (top < element.scrollTop || bottom > element.scrollTop + element.clientHeight)
      element.scrollTop = top - element.clientHeight / 3;
  }, [current, statements.length]);
  return (
    <ol class="statements" ref={list} aria-label="Statements" tabIndex={0}>
      {statements.slice(0, statementsMost).map((statement, i) => (
        <li
          key={i}
          class={statement.at === null ? "coming" : i === current ? "current" : ""}
          aria-current={i === current ? "step" : undefined}
        >
          <Statement player={player} statement={statement} />
        </li>
      ))}
      {statements.length > statementsMost && (
        <li class="quiet">and {statements.length - statementsMost} more</li>
      )}
    </ol>
  );
}

function Statement({
  player,
  statement,
}: {
  readonly player: RunPlayer;
  readonly statement: StatementState;
}): VNode {
  const { text, at, ok, message, moment } = statement;
  const mark = ok === null ? "" : ok ? "✓" : "✗";
  const body = (
    <>
      <span class="time small">{at === null ? "" : timeText(at)}</span>
      <span class={`mark ${ok === true ? "good" : ok === false ? "bad" : ""}`}>
        {mark}
        {ok !== null && <span class="only-read">{ok ? "holds" : "fails"}</span>}
      </span>
      <span>
        <code>{text}</code>
        {message !== "" && (
          <span class={`message small ${ok === false ? "bad" : "quiet"}`}>
            <CodeWords text={message} />
          </span>
        )}
      </span>
    </>
  );
  if (moment === null) return <div class="statement">{body}</div>;
  return (
    <button type="button" class="statement" onClick={() => void player.seek(moment)}>
      {body}
    </button>
  );
}
