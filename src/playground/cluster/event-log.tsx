/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { TraceEntry } from "../../replication/trace.ts";
import type { RunPlayer } from "../run-player.ts";
import { timeText } from "./time-text.ts";

/** The last of these are listed. */
const entriesMost = 150;

/** What has happened, as the trace of the run tells it; the last at the bottom. */
export function EventLog({ player }: { readonly player: RunPlayer }): VNode {
  const log = player.log.value;
  const list = useRef<HTMLOListElement>(null);
  const shown = log.slice(-entriesMost);
  const first = log.length - shown.length;
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [log]);
  return (
    <ol class="log small" ref={list} aria-label="What has happened" tabIndex={0}>
      {first > 0 && <li class="quiet">{first.toLocaleString("en")} earlier ones are in the saved trace.</li>}
      {shown.map((entry, i) => (
        <li key={first + i} class={entry.kind.replaceAll(" ", "-")}>
          <span class="time">{timeText(entry.at)}</span>
          <span>{entryText(entry)}</span>
        </li>
      ))}
      {log.length === 0 && <li class="quiet">Nothing has happened yet.</li>}
    </ol>
  );
}

function entryText(entry: TraceEntry): string {
  switch (entry.kind) {
    case "statement":
    case "cluster":
      return entry.text;
    case "message":
      return `${entry.from} → ${entry.to}: ${entry.text}`;
    case "lost":
      return `${entry.from} → ${entry.to}, ${lostText(entry)}: ${entry.text}`;
    case "applied":
      return `${entry.replica} hears ${entry.text}`;
    case "refused":
      return `${entry.replica} refuses ${entry.text}`;
    case "sealed":
      return `${entry.replica}: the seal ${entry.text}`;
    case "held back":
      return `${entry.replica} holds back ${entry.text}`;
    case "appeared":
      return `${entry.replica} shows ${entry.text}`;
    case "withdrawn":
      return `${entry.replica} withdraws ${entry.text}`;
    case "committed":
    case "pending":
    case "acknowledged late":
    case "voted":
    case "asked":
      return `${entry.replica}: ${entry.text}`;
  }
}

function lostText({ cause, again }: TraceEntry & { readonly kind: "lost" }): string {
  if (!again) return "lost";
  return cause === "cut" ? "cut off, waits" : "lost, is sent again";
}
