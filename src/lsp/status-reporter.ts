import { DiagnosticSeverity, type Connection, type Diagnostic as Message } from "vscode-languageserver/node";
import type { Status } from "../../extension/src/protocol.ts";
import { priceOfInvariant, priceOfOutput } from "../diagnostics/price.ts";
import type { ProgramView } from "../ide/program-view.ts";
import type { Files } from "./files.ts";
import type { Programs } from "./programs.ts";

/** Tells a client that shows it what is concluded of each open document, whenever that changes. */
export class StatusReporter {
  readonly #connection: Connection;
  readonly #files: Files;
  readonly #programs: Programs;
  readonly #sent = new Map<string, string>();

  constructor(connection: Connection, files: Files, programs: Programs) {
    this.#connection = connection;
    this.#files = files;
    this.#programs = programs;
  }

  /** More is concluded of a program. */
  report(root: string): void {
    for (const [location, { uri, version }] of this.#files.opened) {
      if (this.#programs.graph.rootsOf(location)[0] !== root) continue;
      const view = this.#programs.viewFrom(root);
      if (view === null) continue;
      const status: Status = { uri, version, ...statusOf(view, this.#programs.messagesIn(root)) };
      const text = JSON.stringify(status);
      if (this.#sent.get(location) === text) continue;
      this.#sent.set(location, text);
      void this.#connection.sendNotification("calm/status", status);
    }
    for (const location of this.#sent.keys())
      if (this.#files.openAt(location) === undefined) this.#sent.delete(location);
  }
}

function statusOf(
  { report, diagnostics }: ProgramView,
  messages: readonly Message[],
): Omit<Status, "uri" | "version"> {
  const promises = [
    ...report.outputs.map((output) => ({
      name: output.relation.name,
      promise: output.promise,
      verdict: output.verdict,
      costs: priceOfOutput(output, report),
      ok: output.ok,
    })),
    ...report.invariants.map((invariant) => ({
      name: invariant.invariant.name,
      promise: "invariant",
      verdict: invariant.verdict,
      costs: priceOfInvariant(invariant),
      ok: invariant.verdict === "confluent" || invariant.verdict === "assumed",
    })),
  ];
  const count = (wanted: DiagnosticSeverity): number =>
    messages.filter(({ severity }) => severity === wanted).length;
  const counts = {
    errors: count(DiagnosticSeverity.Error),
    warnings: count(DiagnosticSeverity.Warning),
    infos: count(DiagnosticSeverity.Information),
  };
  const broken = diagnostics.filter(
    ({ code, severity }) => severity === "error" && code.startsWith("CALM0"),
  ).length;
  const stopping = promises.filter(({ ok }) => !ok);
  const verdict =
    broken > 0
      ? "broken"
      : stopping.length > 0
        ? "stop"
        : counts.errors + counts.warnings > 0
          ? "warning"
          : "safe";
  return { verdict, text: textOf(verdict, broken, promises, counts), promises, ...counts };
}

function textOf(
  verdict: Status["verdict"],
  broken: number,
  promises: Status["promises"],
  { errors, warnings }: Pick<Status, "errors" | "warnings">,
): string {
  const stopping = promises.filter(({ ok }) => !ok);
  const [first] = stopping;
  switch (verdict) {
    case "broken":
      return broken === 1 ? "1 error in the text" : `${String(broken)} errors in the text`;
    case "stop":
      if (first !== undefined && stopping.length === 1) return `${first.name} ${needOf(first)}`;
      return `${String(stopping.length)} of ${String(promises.length)} promises are not kept`;
    case "warning":
      return errors + warnings === 1 ? "1 finding" : `${String(errors + warnings)} findings`;
    case "safe":
      return promises.length === 0 ? "nothing is promised" : "safe without coordination";
  }
}

function needOf({ promise, verdict }: Status["promises"][number]): string {
  if (promise === "absence") return "may still appear";
  if (verdict === "nondeterministic") return "depends on the order of arrival";
  return verdict === "undecided" ? "is undecided" : "needs coordination";
}
