/// <reference lib="dom" />
import type { OpenedProgram } from "./opened-program.ts";
import type { ProgramFiles } from "./program-files.ts";

interface Example {
  readonly name: string;
  readonly files: ProgramFiles;
}

let all: Promise<readonly Example[]> | null = null;

/** An example of the page with the files that it includes; null where there is none of this name. */
export async function exampleFiles(name: string): Promise<OpenedProgram | null> {
  const examples = await (all ??= loaded());
  const found = examples.find((each) => each.name === name);
  return found === undefined ? null : { title: found.name, files: found.files };
}

async function loaded(): Promise<readonly Example[]> {
  const answer = await fetch(new URL("examples.json", document.baseURI));
  if (!answer.ok) throw new Error(`examples.json: ${answer.status}`);
  return (await answer.json()) as readonly Example[];
}
