import { useEffect, useState } from "preact/hooks";

export interface Answer<Value> {
  /** Null until it is there. */
  readonly value: Value | null;
  /** Why there is none. */
  readonly trouble: string | null;
}

/** What a worker answers; asked anew when `about` changes, and the earlier answer stays until the later is there. */
export function useAnswer<Value>(ask: () => Promise<Value>, about: string): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({ value: null, trouble: null });
  useEffect(() => {
    let isAwaited = true;
    ask().then(
      (value) => isAwaited && setAnswer({ value, trouble: null }),
      (error: unknown) => isAwaited && setAnswer({ value: null, trouble: String(error) }),
    );
    return () => {
      isAwaited = false;
    };
  }, [about]);
  return answer;
}
