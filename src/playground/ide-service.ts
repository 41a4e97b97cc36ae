import type { Solver } from "../analysis/confluence/solver.ts";
import { PatientCache, SearchPause } from "../analysis/evidence/patient-cache.ts";
import { present } from "../base/assert.ts";
import { Memory } from "../base/memory.ts";
import { linesOf, type Place } from "../base/source.ts";
import { pageOf } from "../diagnostics/catalogue.ts";
import { checkWithSolver } from "../diagnostics/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { coverName, priceOfInvariant, priceOfOutput } from "../diagnostics/price.ts";
import { codeActions } from "../ide/code-actions.ts";
import type { CompletionItem } from "../ide/completion-item.ts";
import { completions } from "../ide/completion.ts";
import { formatDocument } from "../ide/formatting.ts";
import type { GraphRange } from "../ide/graph-view.ts";
import { hover } from "../ide/hover.ts";
import { invariantCard } from "../ide/invariant-card.ts";
import { pointStory, witnessStory } from "../ide/point-story.ts";
import { programGraph } from "../ide/program-graph.ts";
import { inDocument, viewProgram, type ProgramView } from "../ide/program-view.ts";
import { relationCard } from "../ide/relation-card.ts";
import { declareTheSame } from "../ide/same-declarations.ts";
import { semanticTokenModifiers, semanticTokenTypes } from "../ide/semantic-token-names.ts";
import { semanticTokens } from "../ide/semantic-tokens.ts";
import { signatureHelp } from "../ide/signature-help.ts";
import { documentOf, withText, type Document } from "../syntax/document.ts";
import type {
  Conclusions,
  FileSpan,
  FoundDiagnostic,
  IdeApi,
  JudgedInvariant,
  JudgedOutput,
  Why,
} from "./ide-api.ts";
import { includedFile } from "./included-files.ts";
import type { ProgramFiles } from "./program-files.ts";

/** More diagnostics are not told at once: nobody reads them, and the page would draw them all. */
const diagnosticsMost = 300;

/** For so long at first evidence is looked for before other questions are answered. */
const sliceMilliseconds = 30;

/** So long a solver may take for one of its answers. */
const solverMilliseconds = 2000;

/** A solver that is ended when it has been asked; `trouble` says why there is none. */
export type OpenSolver = () => Promise<
  (Solver & { readonly close: () => unknown }) | { readonly trouble: string }
>;

/** The answers about one program at a time, with what is kept of it from one version to the next. */
export function ideService(openSolver: OpenSolver): IdeApi {
  const cache = new PatientCache(() => performance.now());
  let version = -1;
  let documents: readonly Document[] = [];
  let memory = new Memory();
  /** The last conclusions, and of which documents they are. */
  let last: {
    readonly view: ProgramView;
    readonly of: readonly Document[];
    readonly isEvident: boolean;
  } | null = null;
  let offered: { readonly list: number; readonly items: readonly CompletionItem[] } = { list: 0, items: [] };

  const view = (evidence: boolean): ProgramView => {
    if (last?.of === documents && (last.isEvident || !evidence)) return last.view;
    const root = present(documents[0], "the root file");
    const checked = viewProgram(
      root,
      (path, from) => includedFile(documents, path, from.path) ?? { problem: "not found" },
      { evidence, cache, memory },
    );
    last = { view: checked, of: documents, isEvident: evidence };
    return checked;
  };
  /** The program as it was concluded last, where it declares the same as now: enough to say what can be written. */
  const names = (): ProgramView => {
    const now = documents;
    if (last?.of.length === now.length) {
      const isSame = last.of.every((before, index) => {
        const document = now[index];
        return document === before || (document?.path === before.path && declareTheSame(before, document));
      });
      if (isSame) return last.view;
    }
    return view(false);
  };
  const about = <A>(asked: number, path: string, answer: (document: Document) => A): A | null => {
    const document = documents.find((one) => one.path === path);
    return asked !== version || document === undefined ? null : answer(document);
  };

  return {
    write(next, files) {
      const isSameProgram = documents[0]?.path === files[0].path;
      if (!isSameProgram) memory = new Memory();
      version = next;
      const before = isSameProgram ? documents : [];
      // What cannot be read is in none.
      documents = [];
      documents = changed(before, files);
    },
    async check(asked) {
      await otherQuestions();
      return asked === version ? conclusionsOf(view(false), asked, last?.isEvident === true) : null;
    },
    async conclude(asked) {
      for (let spent = 0; ;) {
        await otherQuestions();
        if (asked !== version) return null;
        const begun = performance.now();
        cache.begin(Math.max(sliceMilliseconds, spent / 4));
        try {
          return conclusionsOf(view(true), asked, true);
        } catch (error) {
          if (!(error instanceof SearchPause)) throw error;
          spent += performance.now() - begun;
        } finally {
          cache.begin(Infinity);
        }
      }
    },
    async decide(asked) {
      if (asked !== version) return null;
      const solver = await openSolver();
      if ("trouble" in solver) return solver;
      try {
        if (asked !== version) return null;
        const of = documents;
        const before = view(true);
        const checked = await checkWithSolver(before, { cache }, solver, solverMilliseconds);
        if (asked !== version) return null;
        last = { view: { ...checked, documents: before.documents }, of, isEvident: true };
        return conclusionsOf(last.view, asked, true);
      } finally {
        solver.close();
      }
    },
    async tokens(asked, path) {
      await otherQuestions();
      return about(asked, path, (document) => tokenNumbers(view(false), document));
    },
    hover: (asked, path, offset) =>
      answered(
        about(asked, path, (document) => {
          const found = hover(view(false), document, offset, { besideDiagnostics: true });
          return found === null ? null : { ...found.span, markdown: found.markdown };
        }),
      ),
    completions: (asked, path, offset) =>
      answered(
        about(asked, path, (document) => {
          const { span, items } = completions(names(), document, offset);
          offered = { list: offered.list + 1, items };
          return {
            ...span,
            list: offered.list,
            items: items.map(({ label, kind, detail, text, snippet }) => ({
              label,
              kind,
              detail,
              text,
              snippet,
            })),
          };
        }),
      ),
    completionText: (list, index) =>
      answered(list === offered.list ? (offered.items[index]?.documentation() ?? null) : null),
    signature: (asked, path, offset) =>
      answered(about(asked, path, (document) => signatureHelp(names(), document, offset))),
    fixes: (asked, path, span) =>
      answered(
        about(asked, path, (document) => {
          const checked = view(false);
          return codeActions(checked, document, span, { fixes: true, refactorings: false }).flatMap(
            ({ title, diagnostic, preferred, edits }) =>
              diagnostic === null
                ? []
                : [
                    {
                      title,
                      code: diagnostic.code,
                      preferred,
                      edits: edits.flatMap((edit) => {
                        const at = inDocument(checked, edit.place);
                        return at === null
                          ? []
                          : [{ path: at.document.path, start: at.start, end: at.end, text: edit.newText }];
                      }),
                    },
                  ],
          );
        }),
      ),
    format: (asked, path) => answered(about(asked, path, (document) => formatDocument(document))),
    async graph(asked) {
      await otherQuestions();
      if (asked !== version) return null;
      const checked = view(false);
      return programGraph(checked.program, checked.report, (place) => graphRange(checked, place));
    },
    why: (asked, { kind, index }) =>
      answered(
        asked !== version
          ? null
          : kind === "output"
            ? outputWhy(view(false), index)
            : invariantWhy(view(false), index),
      ),
  };
}

/** The present documents: what an edit did not touch is the same as before. */
function changed(before: readonly Document[], files: ProgramFiles): readonly Document[] {
  return files.map(({ path, text }) => {
    const known = before.find((one) => one.path === path);
    if (known === undefined) return documentOf(path, text);
    if (known.text === text) return known;
    return withText(known, text);
  });
}

/** Lets questions in that were asked meanwhile. */
function otherQuestions(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function answered<A>(answer: A): Promise<A> {
  return Promise.resolve(answer);
}

function conclusionsOf(view: ProgramView, version: number, isEvident: boolean): Conclusions {
  const { report } = view;
  const found = view.diagnostics.map((one) => diagnosticOf(one, view));
  const order = new Map(view.documents.map(({ path }, index) => [path, index]));
  found.sort(
    ({ place: a }, { place: b }) =>
      (order.get(a.path) ?? 0) - (order.get(b.path) ?? 0) || a.start - b.start || a.end - b.end,
  );
  return {
    version,
    stage: isEvident ? "evident" : "quick",
    diagnostics: found.slice(0, diagnosticsMost),
    more: Math.max(0, found.length - diagnosticsMost),
    outputs: report.outputs.map((output): JudgedOutput => {
      const { relation, promise, declared, verdict, ok, place, points } = output;
      return {
        name: relation.name,
        promise,
        declared,
        verdict,
        ok,
        price: priceOfOutput(output, report),
        place: spanOf(view, place),
        points: points.map(({ code, place: at, coveredBy }) => ({
          code,
          name: pageOf(code).name,
          text: at.source.text.slice(at.start, at.end),
          coveredBy: coveredBy.map(coverName).join(", "),
          place: spanOf(view, at),
        })),
      };
    }),
    invariants: report.invariants.map((verdict): JudgedInvariant => {
      const { invariant } = verdict;
      return {
        name: invariant.name,
        verdict: verdict.verdict,
        class: "class" in verdict ? verdict.class : "",
        price: priceOfInvariant(verdict),
        place: spanOf(view, { source: invariant.source, ...invariant.syntax.name.span }),
      };
    }),
    rounds: report.coordinationRounds,
  };
}

function diagnosticOf(
  { code, severity, message, notes, help, place, related }: Diagnostic,
  view: ProgramView,
): FoundDiagnostic {
  return {
    code,
    name: pageOf(code).name,
    severity,
    message,
    notes,
    help,
    place: spanOf(view, place),
    related: related.map((one) => ({ place: spanOf(view, one.place), message: one.message })),
  };
}

/** A place in its file; what the language brings along stands at the beginning of the root. */
function spanOf(view: ProgramView, place: Place): FileSpan {
  const found = inDocument(view, place);
  const document = found?.document ?? present(view.documents[0], "the root file");
  const { start, end } = found ?? { start: 0, end: 0 };
  const { line, character } = linesOf(document).position(start);
  return { path: document.path, start, end, line: line + 1, column: character + 1 };
}

function graphRange(view: ProgramView, place: Place): GraphRange {
  const { path, start, end } = spanOf(view, place);
  const lines = linesOf(view.documents.find((one) => one.path === path) ?? place.source);
  return { file: path, start: lines.position(start), end: lines.position(end) };
}

function tokenNumbers(view: ProgramView, document: Document): Uint32Array {
  const tokens = semanticTokens(view, document);
  const numbers = new Uint32Array(tokens.length * 4);
  for (const [index, { start, end, type, modifiers }] of tokens.entries()) {
    const bits = modifiers.reduce((all, one) => all | (1 << semanticTokenModifiers.indexOf(one)), 0);
    numbers.set([start, end, semanticTokenTypes.indexOf(type), bits], index * 4);
  }
  return numbers;
}

function outputWhy(view: ProgramView, index: number): Why | null {
  const output = view.report.outputs[index];
  if (output === undefined) return null;
  const { relation, points, witness } = output;
  const story = witness === null ? [] : [`**A missing row appears**`, witnessStory(witness)];
  return {
    card: [relationCard(relation, view), ...story].join("\n\n"),
    points: points.map((point) => ({ story: pointStory(point, view), place: spanOf(view, point.place) })),
  };
}

function invariantWhy(view: ProgramView, index: number): Why | null {
  const verdict = view.report.invariants[index];
  return verdict === undefined ? null : { card: invariantCard(verdict.invariant, view), points: [] };
}
