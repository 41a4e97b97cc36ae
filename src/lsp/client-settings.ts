import { isCode, isLevel, type Code, type Level } from "../diagnostics/code.ts";

/** What a client sets in its section `calm`. */
export interface ClientSettings {
  /** For so many milliseconds typing must rest before files are checked. */
  readonly debounce: number;
  /** Whether witnesses are looked for. */
  readonly evidence: boolean;
  /** So many milliseconds may the solver take for one answer; null: it is not asked. */
  readonly solverTimeout: number | null;
  readonly rules: ReadonlyMap<Code, Level>;
  readonly static: readonly string[] | "inputs";
  readonly inlayHints: { readonly verdicts: boolean; readonly directions: boolean };
  readonly codeLens: {
    readonly verdicts: boolean;
    readonly readers: boolean;
    readonly scenarios: boolean;
    readonly invariants: boolean;
  };
  /** So many files of a workspace are checked at most. */
  readonly filesMax: number;
}

/** Reads what a client sends; what is absent or of another type has its default. */
export function clientSettings(sent: unknown): ClientSettings {
  const all = record(sent);
  const solver = record(all["solver"]);
  const inlayHints = record(all["inlayHints"]);
  const codeLens = record(all["codeLens"]);
  return {
    debounce: count(all["debounce"], 50),
    evidence: flag(all["evidence"], true),
    solverTimeout: flag(solver["enabled"], true) ? count(solver["timeout"], 1000) : null,
    rules: new Map(
      Object.entries(record(all["rules"])).flatMap(([code, level]) =>
        isCode(code) && typeof level === "string" && isLevel(level) ? [[code, level] as const] : [],
      ),
    ),
    static: closed(all["static"]),
    inlayHints: {
      verdicts: flag(inlayHints["verdicts"], true),
      directions: flag(inlayHints["directions"], true),
    },
    codeLens: {
      verdicts: flag(codeLens["verdicts"], true),
      readers: flag(codeLens["readers"], true),
      scenarios: flag(codeLens["scenarios"], true),
      invariants: flag(codeLens["invariants"], true),
    },
    filesMax: count(record(all["workspace"])["maxFiles"], 2000),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

function flag(value: unknown, byDefault: boolean): boolean {
  return typeof value === "boolean" ? value : byDefault;
}

function count(value: unknown, byDefault: number): number {
  return typeof value === "number" && value >= 0 ? value : byDefault;
}

function closed(value: unknown): readonly string[] | "inputs" {
  if (value === "inputs") return value;
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
