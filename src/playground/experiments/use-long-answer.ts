import { proxy, type Remote } from "comlink";
import { useEffect, useState } from "preact/hooks";
import type { LabApi } from "../lab-api.ts";
import { longLab } from "../lab.ts";

export interface LongAnswer<Value, Progress> {
  /** The last that was found; null until there is one. */
  readonly value: Value | null;
  /** How far it is; null where nothing is known of that. */
  readonly progress: Progress | null;
  readonly isRunning: boolean;
  readonly trouble: string | null;
  /** Ends the worker, whatever it does. */
  readonly stop: () => void;
  readonly start: () => void;
}

/** What takes a worker a while, asked anew when `about` changes. */
export function useLongAnswer<Value, Progress>(
  ask: (api: Remote<LabApi>, progress: (done: Progress) => void) => Promise<Value>,
  about: string,
): LongAnswer<Value, Progress> {
  const [value, setValue] = useState<Value | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [isRunning, setRunning] = useState(true);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [started, setStarted] = useState(0);
  useEffect(() => {
    let isAwaited = true;
    setProgress(null);
    setTrouble(null);
    setRunning(true);
    const tell = proxy((done: Progress) => isAwaited && setProgress(done));
    ask(longLab.api(), tell)
      .then(
        (found) => isAwaited && setValue(found),
        (error: unknown) => isAwaited && setTrouble(String(error)),
      )
      .finally(() => isAwaited && setRunning(false));
    return () => {
      isAwaited = false;
      longLab.restart();
    };
  }, [about, started]);
  return {
    value,
    progress,
    isRunning,
    trouble,
    stop: () => {
      longLab.restart();
      setRunning(false);
    },
    start: () => setStarted((before) => before + 1),
  };
}
