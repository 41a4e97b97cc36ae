import type { VersionVector } from "../lattice/version-vector.ts";
import { siteOf } from "../lattice/actor.ts";
import { Cluster, type ClusterEvent } from "../replication/cluster.ts";
import type { Delivery } from "../replication/surroundings.ts";
import { traceEntry, type TraceEntry } from "../replication/trace.ts";
import { carried, chat, say, setBothWays } from "./broadcast.ts";

/** How one replica hears a question after its answers. */
export interface BroadcastScene {
  readonly delivery: Delivery;
  readonly seed: number;
  readonly steps: readonly SceneStep[];
  readonly trace: readonly TraceEntry[];
}

/** A message of the chat reaches the replica for the first time. */
export interface SceneStep {
  readonly at: number;
  readonly says: string;
  /** How many of each author's messages its own author had seen; null where the delivery does not say. */
  readonly madeUpon: Readonly<Record<string, number>> | null;
  /** What is shown then. */
  readonly shown: readonly string[];
  /** What is held back after that. */
  readonly buffer: readonly string[];
}

export const sceneMembers = ["ana", "bo", "cy"] as const;

const said: readonly string[] = ["", "lunch?", "yes!", "at noon?"];

/**
 * Ana asks; bo reads it, answers and asks back; cy is far from ana, and what bo passes on of her
 * takes longer than what bo says afterwards. As cy hears it.
 */
export function broadcastScene(delivery: Delivery, seed: number): BroadcastScene {
  const trace: TraceEntry[] = [];
  const steps: { at: number; id: number; madeUpon: SceneStep["madeUpon"]; shown: number[] }[] = [];
  const observe = (event: ClusterEvent): void => {
    const entry = traceEntry(event, chat.local);
    trace.push({ ...entry, text: inWords(entry.text) });
    const { at, event: what } = event;
    if (what.kind === "message" && what.to === "cy") {
      for (const id of carried(what.message)) {
        if (steps.some((step) => step.id === id)) continue;
        const after = what.message.kind === "changes" ? what.message.after : null;
        steps.push({ at, id, madeUpon: after === null ? null : counts(after.vector), shown: [] });
      }
    } else if (what.kind === "replica" && what.replica === "cy" && what.event.kind === "appeared") {
      if (what.event.relation.name === "message") steps.at(-1)?.shown.push(Number(what.event.row[0]));
    }
  };
  const cluster = new Cluster({ local: chat.local, members: sceneMembers, facts: chat.facts, seed, observe });
  const speak = (author: string, id: number, answers: number): void => {
    trace.push({ at: cluster.now, kind: "statement", line: 0, text: `${author}: ${said[id] ?? ""}` });
    say(cluster, author, id, answers);
  };
  cluster.delivery = delivery;
  cluster.network.settings = { loss: 0, duplicate: 0, reorder: true };
  setBothWays(cluster, "ana", "cy", 500);
  setBothWays(cluster, "bo", "cy", 150);
  speak("ana", 1, 0);
  cluster.run(40);
  setBothWays(cluster, "bo", "cy", 10);
  speak("bo", 2, 1);
  cluster.run(5);
  speak("bo", 3, 1);
  cluster.settle();
  cluster.close();

  let buffer: readonly number[] = [];
  const text = (id: number): string => said[id] ?? "";
  return {
    delivery,
    seed,
    trace,
    steps: steps.map(({ at, id, madeUpon, shown }) => {
      buffer = [...buffer, id].filter((one) => !shown.includes(one));
      return { at, says: text(id), madeUpon, shown: shown.map(text), buffer: buffer.map(text) };
    }),
  };
}

function counts(vector: VersionVector): Readonly<Record<string, number>> {
  return Object.fromEntries([...vector].map(([actor, seen]) => [siteOf(actor), seen]));
}

function inWords(trace: string): string {
  return trace.replaceAll(/(?:insert )?(message|early)\((\d+)[^)]*\)/g, (_, relation: string, id: string) => {
    const words = `"${said[Number(id)] ?? ""}"`;
    return relation === "early" ? `early: ${words}` : words;
  });
}
