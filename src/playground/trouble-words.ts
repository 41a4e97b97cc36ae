/** What went wrong in a worker, in words. */
export function troubleWords(error: unknown): string {
  // The stack of a worker is smaller than that of the command.
  if (error instanceof Error && /call stack|too much recursion/.test(error.message))
    return "This is nested too deeply to be read here.";
  return error instanceof Error ? error.message : String(error);
}
