import type { Memory } from "../base/memory.ts";
import type { ProgramFinding } from "./finding.ts";

type Report = (finding: ProgramFinding) => void;

interface Answer<V> {
  readonly value: V;
  readonly findings: readonly ProgramFinding[];
}

/** What `ask` says of `about`, and what it reports: worked out, or remembered where it still holds. */
export function remembered<V>(
  memory: Memory | null,
  name: string,
  about: object,
  report: Report,
  ask: (report: Report) => V,
): V {
  if (memory === null) return ask(report);
  return handed(
    memory.recall(name, about, () => answered(ask)),
    report,
  );
}

/** The same of a list of things. */
export function rememberedList<V>(
  memory: Memory | null,
  name: string,
  about: readonly unknown[],
  report: Report,
  ask: (report: Report) => V,
): V {
  if (memory === null) return ask(report);
  return handed(
    memory.recallList(name, about, () => answered(ask)),
    report,
  );
}

function answered<V>(ask: (report: Report) => V): Answer<V> {
  const findings: ProgramFinding[] = [];
  return { value: ask((finding) => void findings.push(finding)), findings };
}

function handed<V>({ value, findings }: Answer<V>, report: Report): V {
  for (const finding of findings) report(finding);
  return value;
}
