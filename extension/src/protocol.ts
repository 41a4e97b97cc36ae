/**
 * What the extension and the server say to each other beyond the language server protocol. Nothing
 * of it is asked of other editors: the server does without each part that a client does not announce.
 *
 * Positions count from 0 in the encoding that was negotiated (UTF-16 with VS Code). URIs are
 * written as the client wrote them where the document is open, and as `file:` URIs elsewhere.
 */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

/** `initializationOptions` of the `initialize` request; all of it may be absent. */
export interface InitializationOptions {
  /**
   * The commands of the client that code lenses, hovers and code actions may name, by their ids.
   * The server names no other one. Its own commands (`executeCommandProvider`) have other ids, since
   * a client registers those as well.
   */
  readonly clientCommands?: readonly ClientCommand[];
  /** Whether the client wants `calm/status`. */
  readonly status?: boolean;
  /** Whether the client shows the diagnostics of a place in its hover by itself: then the server does not repeat them. */
  readonly hoversDiagnostics?: boolean;
  /** For clients that answer no `workspace/configuration`. */
  readonly settings?: Settings;
}

/**
 * - `calm.runScenario` with `[uri, scenario]` runs a scenario and draws the run.
 * - `calm.showReferences` with `[uri, position, locations]` lists places beside the text.
 * - `calm.showGraph` with `[uri, relation]` (or `[uri]`) draws the graph, with the relation chosen.
 * - `calm.explain` with `[code]` opens the page of a diagnostic.
 */
export type ClientCommand = "calm.runScenario" | "calm.showReferences" | "calm.showGraph" | "calm.explain";

export const clientCommands: readonly ClientCommand[] = [
  "calm.runScenario",
  "calm.showReferences",
  "calm.showGraph",
  "calm.explain",
];

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** Request `calm/graph`: the dependency graph of the program that begins with a document. */
export type GraphParams = DocumentParams;

/**
 * The answer; null for a document that is not open. With `problem`, `svg` is empty and the sentence
 * says why nothing is drawn (too many relations).
 */
export interface GraphResult {
  /** Elements of a relation have `data-node="NAME"`. */
  readonly svg: string;
  readonly problem: string | null;
  readonly relations: readonly GraphRelation[];
}

export interface GraphRelation {
  readonly name: string;
  /** Its name where it is declared, or else where it is first written. */
  readonly declared: Location;
  /** Its declaration, rules, facts and directives, whole: where the cursor is at this relation. */
  readonly places: readonly Location[];
}

/** Request `calm/scenarios`: the scenarios that can be run, in the order of the text. */
export type ScenariosParams = DocumentParams;

export interface ScenarioName {
  readonly name: string;
  /** Its name in the text. */
  readonly location: Location;
}

/** Request `calm/runScenario`; cancellable. */
export interface RunScenarioParams extends DocumentParams {
  /** By its name; null runs all of them. */
  readonly scenario: string | null;
  /** 1 when absent. */
  readonly seed?: number;
}

export interface RunScenarioResult {
  /** Space-time diagrams, one below the other; empty when nothing ran. */
  readonly svg: string;
  /** Why nothing ran: errors in the text, no such scenario; null when it did. */
  readonly problem: string | null;
  readonly runs: readonly ScenarioRun[];
}

export interface ScenarioRun {
  readonly name: string;
  readonly seed: number;
  readonly ok: boolean;
  /** "all 3 expectations hold", say. */
  readonly summary: string;
  /** The expectations that fail and the error that ended the run, each once. */
  readonly failures: readonly { readonly message: string; readonly location: Location }[];
}

/** Request `calm/explain`: the page of a code in Markdown; without `code`, the list of all codes. Null for an unknown one. */
export interface ExplainParams {
  readonly code: string | null;
}

export interface ExplainResult {
  readonly title: string;
  readonly markdown: string;
  /** All codes with their names, for a list to choose from. */
  readonly codes: readonly { readonly code: string; readonly name: string; readonly summary: string }[];
}

/**
 * Request `calm/checkWorkspace`: checks every rule file of the workspace and publishes what is found,
 * or has it pulled. Cancellable; with `workDoneToken`, tells its progress.
 */
export interface CheckWorkspaceParams {
  readonly workDoneToken?: string | number;
}

export interface CheckWorkspaceResult {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  /** Whether there were more files than `calm.workspace.maxFiles`. */
  readonly capped: boolean;
}

/** Notification `calm/status`, from the server: what is concluded of an open document. Sent when it changes. */
export interface Status {
  readonly uri: string;
  readonly version: number | null;
  /**
   * `broken`: it has an error of codes 0xx, so what is said of the rest may lack something;
   * `stop`: an output or invariant does not keep its promise; `warning`: something else is reported at
   * error or warning level; `safe`: nothing of that.
   */
  readonly verdict: "broken" | "stop" | "warning" | "safe";
  /** A few words for the status bar: "ready needs coordination", "2 of 3 outputs need coordination". */
  readonly text: string;
  /** Each output and invariant, as the last lines of `calm check` have it. */
  readonly promises: readonly {
    readonly name: string;
    /** `final`, `eventual`, `absence`, `invariant`. */
    readonly promise: string;
    readonly verdict: string;
    readonly costs: string;
    readonly ok: boolean;
  }[];
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/**
 * The settings, section `calm`, by `workspace/configuration`; the server registers
 * `workspace/didChangeConfiguration` for that section to hear of changes, and asks again
 * (or as `initializationOptions.settings` from clients that have neither). Absent ones have the
 * defaults of `extension/package.json`. A `calm.config.json` above a file goes before `rules` and `static`.
 */
export interface Settings {
  /** How long typing must rest before the file is checked, in milliseconds. */
  readonly debounce?: number;
  /** Whether witnesses are looked for. */
  readonly evidence?: boolean;
  readonly solver?: { readonly enabled?: boolean; readonly timeout?: number };
  /** The level of a code. */
  readonly rules?: Readonly<Record<string, "error" | "warning" | "info" | "off">>;
  readonly static?: "inputs" | readonly string[];
  readonly inlayHints?: { readonly verdicts?: boolean; readonly directions?: boolean };
  readonly codeLens?: {
    readonly verdicts?: boolean;
    readonly readers?: boolean;
    readonly scenarios?: boolean;
    readonly invariants?: boolean;
  };
  readonly workspace?: { readonly maxFiles?: number };
}
