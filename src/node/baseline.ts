import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Code } from "../diagnostics/code.ts";
import { readFailure } from "./source-store.ts";
import { UsageError } from "./usage-error.ts";

/** What a finding is known by. */
export interface KnownFinding {
  /** Of its file, absolute or from the working directory. */
  readonly path: string;
  readonly code: Code;
  /** Its first line, without notes and help. */
  readonly message: string;
}

/**
 * Findings that are known and not reported: how many of each code with each message there are in
 * each file. Lines are left out on purpose, so that an edit above does not bring a finding back.
 */
export class Baseline {
  readonly path: string;
  readonly #counts = new Map<string, number>();

  private constructor(path: string) {
    this.path = path;
  }

  static empty(path: string): Baseline {
    return new Baseline(path);
  }

  /** Throws `UsageError`. */
  static read(path: string): Baseline {
    const baseline = new Baseline(path);
    for (const { file, code, message, count } of entriesIn(path)) {
      baseline.#counts.set(keyOf(file, code, message), count);
    }
    return baseline;
  }

  /** One of its own, from which may be taken without taking from this. */
  copy(): Baseline {
    const copy = new Baseline(this.path);
    for (const [key, count] of this.#counts) copy.#counts.set(key, count);
    return copy;
  }

  /** Takes one off the count of a finding; false when there is none left. */
  take(finding: KnownFinding): boolean {
    const key = this.#keyOf(finding);
    const count = this.#counts.get(key) ?? 0;
    if (count === 0) return false;
    this.#counts.set(key, count - 1);
    return true;
  }

  add(finding: KnownFinding): void {
    const key = this.#keyOf(finding);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** How many findings it holds; after a run, those that did not occur any more. */
  get size(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The text of its file. */
  get text(): string {
    const findings = [...this.#counts]
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => {
        const [file = "", code = "", message = ""] = key.split("\0");
        return { file, code, message, count };
      });
    return `${JSON.stringify({ baselineVersion: 1, findings }, null, 2)}\n`;
  }

  #keyOf({ path, code, message }: KnownFinding): string {
    const file = relative(dirname(this.path), resolve(path)).replaceAll("\\", "/");
    return keyOf(file, code, message);
  }
}

interface BaselineEntry {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  readonly count: number;
}

function keyOf(file: string, code: string, message: string): string {
  return [file, code, message].join("\0");
}

function entriesIn(location: string): readonly BaselineEntry[] {
  const path = relative(".", location);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(location, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is not JSON: ${error.message}`);
    throw new UsageError(
      `the baseline ${path} ${readFailure(error).message}`,
      `write it with: calm check --write-baseline ${path}`,
    );
  }
  const findings = typeof value === "object" && value !== null && "findings" in value ? value.findings : null;
  if (!Array.isArray(findings) || !findings.every(isEntry)) {
    throw new UsageError(
      `${path} is not a baseline`,
      `write it again with: calm check --write-baseline ${path}`,
    );
  }
  return findings;
}

function isEntry(value: unknown): value is BaselineEntry {
  if (typeof value !== "object" || value === null) return false;
  const { file, code, message, count } = value as Partial<Record<keyof BaselineEntry, unknown>>;
  return (
    [file, code, message].every((text) => typeof text === "string") && typeof count === "number" && count > 0
  );
}
