/// <reference lib="dom" />
import { useEffect, useRef } from "preact/hooks";

/** Does `action` every so many milliseconds while `isOn`. */
export function useTicks(isOn: boolean, milliseconds: number, action: () => void): void {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [isOn, milliseconds]);
}
