import { proxy } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { GossipMode, GossipSize } from "../../lab/gossip.ts";
import type { GossipProgress } from "../lab-api.ts";
import { longLab } from "../lab.ts";

export interface MeasuredSizes {
  readonly sizes: readonly GossipSize[];
  /** What is being done; null when nothing is. */
  readonly now: GossipProgress | null;
  /** From 0 to 1. */
  readonly done: number;
  readonly isRunning: boolean;
  readonly trouble: string | null;
  readonly stop: () => void;
  readonly start: () => void;
}

interface Asked {
  readonly mode: GossipMode;
  readonly loss: number;
  readonly seed: number;
  readonly seeds: number;
  readonly sizes: readonly number[];
}

/** Measures one size after the other in a worker, anew whenever something else is asked. */
export function useGossipSizes(asked: Asked): MeasuredSizes {
  const [found, setFound] = useState<readonly GossipSize[]>([]);
  const [now, setNow] = useState<GossipProgress | null>(null);
  const [isRunning, setRunning] = useState(true);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [started, setStarted] = useState(0);
  const { mode, loss, seed, seeds, sizes } = asked;

  useEffect(() => {
    let isWanted = true;
    const measure = async (): Promise<void> => {
      for (const nodes of sizes) {
        const progress = proxy((done: GossipProgress) => {
          if (isWanted) setNow(done);
        });
        const result = await longLab.api().gossip({ mode, loss, seed, seeds, sizes: [nodes] }, progress);
        if (!isWanted) return;
        setFound((before) => [...before, ...result.sizes]);
      }
      setNow(null);
      setRunning(false);
    };
    setFound([]);
    setNow(null);
    setTrouble(null);
    setRunning(true);
    measure().catch((error: unknown) => {
      if (!isWanted) return;
      setTrouble(error instanceof Error ? error.message : String(error));
      setRunning(false);
    });
    return () => {
      isWanted = false;
      longLab.restart();
    };
  }, [mode, loss, seed, seeds, sizes.join(), started]);

  return {
    sizes: found,
    now,
    done: partDone(asked, found.length, now),
    isRunning,
    trouble,
    stop: () => {
      longLab.restart();
      setNow(null);
      setRunning(false);
    },
    start: () => setStarted((before) => before + 1),
  };
}

/** The work of a size grows as n log n. */
function partDone({ sizes, seed, seeds }: Asked, count: number, now: GossipProgress | null): number {
  const works = sizes.map((nodes) => nodes * Math.log2(nodes));
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  const within = now === null ? 0 : (now.seed - seed + now.informed / now.nodes) / seeds;
  return (sum(works.slice(0, count)) + (works[count] ?? 0) * within) / sum(works);
}
