import type { Program } from "../../src/model/program.ts";
import { isProgram, programOf } from "../reference/program-of.ts";
import { randomProgram } from "./random-program.ts";

export interface Sampled {
  readonly seed: number;
  readonly text: string;
  readonly program: Program;
}

/** `count` random programs without errors, from seed `first` on; seeds that give another are left out. */
export function* sample(first: number, count: number): Generator<Sampled> {
  let found = 0;
  for (let seed = first; found < count; seed++) {
    if (seed - first > 2 * count + 100) throw new Error("more than half of the random programs have errors");
    const text = randomProgram(seed);
    const program = programOf(text);
    if (!isProgram(program)) continue;
    found++;
    yield { seed, text, program };
  }
}
