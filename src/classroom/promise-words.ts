import type { OutputPromise } from "../model/program.ts";

/** What is promised of an output, in the words of an exercise. */
export const promiseWords: Readonly<Record<OutputPromise, string>> = {
  final: "a row that is given out stands",
  eventual: "it is right in the end",
  absence: "what is not there stays away",
};
