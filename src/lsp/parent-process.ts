/** How often the client's process is looked for. */
const intervalMilliseconds = 1000;

/** Calls `gone` when there is no process of that id any more; a client without one is not watched. */
export function watchParent(processId: number | null, gone: () => void): void {
  if (processId === null) return;
  const timer = setInterval(() => {
    if (isAlive(processId)) return;
    clearInterval(timer);
    gone();
  }, intervalMilliseconds);
  timer.unref();
}

/** A process that may not be signalled is there all the same. */
function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
