import { assert } from "../base/assert.ts";
import { checkProgram } from "../diagnostics/check.ts";
import { Evaluation } from "../engine/evaluation.ts";
import type { Row } from "../lattice/row.ts";
import { factsGiven, localProgram, type LocalProgram } from "../replication/local-program.ts";
import { parse } from "../syntax/parse.ts";

/** A program of an experiment, ready for a cluster. */
export interface LabProgram {
  readonly text: string;
  readonly local: LocalProgram;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
}

/** The rules of an experiment, which have no mistakes. */
export function labProgram(name: string, text: string): LabProgram {
  const tree = parse({ path: `${name}.dl`, text });
  const { program, diagnostics } = checkProgram(tree, () => ({ problem: "not found" }), {
    evidence: false,
  });
  const errors = diagnostics.filter(({ code }) => code.startsWith("CALM0"));
  assert(errors.length === 0, `${name}: ${errors.map(({ message }) => message).join("; ")}`);
  return { text, local: localProgram(program), facts: factsGiven(new Evaluation(program)) };
}
