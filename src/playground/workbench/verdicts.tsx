import { useEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import { verdictMeanings } from "../../ide/graph-theme.ts";
import { Markdown } from "../controls/markdown.tsx";
import type { FileSpan, JudgedInvariant, JudgedOutput, JudgedPoint, Why, WhyAsked } from "../ide-api.ts";
import type { OfferedScenario } from "../run-api.ts";
import { invariantTones } from "./invariant-tones.ts";
import { MarkSign } from "./mark-sign.tsx";
import { MoreButton } from "./more-button.tsx";
import { offeredRuns, openRun } from "./offered-runs.ts";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
}

/** What the checker says of each output and each invariant, and why. */
export function Verdicts({ workbench }: Props): VNode {
  const conclusions = workbench.conclusions.value;
  const [open, setOpen] = useState<string | null>(null);
  const [most, setMost] = useState(shownAtFirst);
  if (conclusions === null) return <p class="quiet">Checking…</p>;
  const { outputs, invariants, version } = conclusions;
  if (outputs.length === 0 && invariants.length === 0)
    return <p class="quiet">No output and no invariant yet. Write rules, and each gets its verdict here.</p>;
  const toggle = (key: string): void => setOpen(open === key ? null : key);
  const reveal = (place: FileSpan): void => workbench.reveal(place);
  return (
    <>
      <ul class="verdicts">
        {outputs.slice(0, most).map((output, index) => {
          const key = `output ${output.name} ${output.promise}`;
          return (
            <li key={key} class={output.ok ? "kept" : "broken"}>
              <OutputRow output={output} isOpen={open === key} onReveal={reveal} onWhy={() => toggle(key)} />
              {open === key && (
                <WhyCard workbench={workbench} version={version} asked={{ kind: "output", index }} />
              )}
            </li>
          );
        })}
        {invariants.map((invariant, index) => {
          const key = `invariant ${invariant.name}`;
          return (
            <li key={key} class={sideOf[invariant.verdict]}>
              <InvariantRow
                invariant={invariant}
                isOpen={open === key}
                onReveal={reveal}
                onWhy={() => toggle(key)}
              />
              {open === key && (
                <WhyCard
                  workbench={workbench}
                  version={version}
                  asked={{ kind: "invariant", index }}
                  place={invariant.place}
                />
              )}
            </li>
          );
        })}
      </ul>
      <MoreButton hidden={outputs.length - most} onMore={() => setMost(Infinity)} />
    </>
  );
}

/** A list that is drawn with each key that is typed is short. */
const shownAtFirst = 30;

interface RowProps {
  readonly isOpen: boolean;
  readonly onReveal: (place: FileSpan) => void;
  readonly onWhy: () => void;
}

function OutputRow({ output, isOpen, onReveal, onWhy }: RowProps & { readonly output: JudgedOutput }): VNode {
  const { name, promise, declared, verdict, ok, price, place, points } = output;
  return (
    <>
      <div class="verdict-head">
        <button type="button" class="link code name" onClick={() => onReveal(place)}>
          {name}
        </button>
        <span class="quiet" title={declared ? undefined : "Nothing reads it, so it counts as an output."}>
          {declared ? "output" : "read by nothing"}, promised {promise}
        </span>
        <WhyButton name={name} isOpen={isOpen} onWhy={onWhy} />
      </div>
      <p class="verdict-line">
        <span class={`verdict ${verdict}`} title={verdictMeanings[verdict]}>
          <MarkSign mark={verdict} />
          {verdict}
        </span>
        <span class={ok ? "good" : "bad"}>
          <MarkSign mark={ok ? "kept" : "broken"} />
          {ok ? "kept" : "not kept"}
        </span>
        {price !== "" && <span class="price">price: {price}</span>}
      </p>
      {points.length > 0 && (
        <ul class="points">
          {points.map((point) => (
            <PointLine
              key={`${point.place.path} ${point.place.start} ${point.code}`}
              point={point}
              ok={ok}
              onReveal={onReveal}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function PointLine({
  point: { text, coveredBy, code, name, place },
  ok,
  onReveal,
}: {
  readonly point: JudgedPoint;
  readonly ok: boolean;
  readonly onReveal: (place: FileSpan) => void;
}): VNode {
  return (
    <li>
      {coveredBy === "" ? (ok ? "may be withdrawn at" : "breaks at") : "rests on"}{" "}
      <button type="button" class="link code" onClick={() => onReveal(place)}>
        {text.replaceAll(/\s+/g, " ")}
      </button>{" "}
      <span class="quiet">
        line {place.line}, {coveredBy === "" ? `${code} ${name}` : coveredBy}
      </span>
    </li>
  );
}

function InvariantRow({
  invariant: { name, verdict, class: group, price, place },
  isOpen,
  onReveal,
  onWhy,
}: RowProps & { readonly invariant: JudgedInvariant }): VNode {
  const tone = invariantTones[verdict];
  return (
    <>
      <div class="verdict-head">
        <button type="button" class="link code name" onClick={() => onReveal(place)}>
          {name}
        </button>
        <span class="quiet">invariant</span>
        <WhyButton name={name} isOpen={isOpen} onWhy={onWhy} />
      </div>
      <p class="verdict-line">
        <span class={`verdict ${tone.colour}`}>
          <MarkSign mark={tone.mark} />
          {verdict}
        </span>
        {group !== "" && <span>{group}</span>}
        {price !== "" && <span class="price">price: {price}</span>}
      </p>
    </>
  );
}

const sideOf = {
  assumed: "kept",
  confluent: "kept",
  "not confluent": "broken",
  undecided: "unknown",
} as const;

function WhyButton({
  name,
  isOpen,
  onWhy,
}: Pick<RowProps, "isOpen" | "onWhy"> & { readonly name: string }): VNode {
  return (
    <button type="button" class="button why" aria-expanded={isOpen} onClick={onWhy}>
      Why<span class="only-read"> {name}</span>
    </button>
  );
}

interface WhyProps extends Props {
  readonly version: number;
  readonly asked: WhyAsked;
  /** Of an invariant, for the run that breaks it. */
  readonly place?: FileSpan;
}

function WhyCard({ workbench, version, asked, place }: WhyProps): VNode {
  const [why, setWhy] = useState<Why | null>(null);
  useEffect(() => {
    let isLeft = false;
    workbench
      .ask((ide, present) => ide.why(present, asked))
      .then((told) => {
        if (!isLeft && told !== null) setWhy(told);
      })
      .catch(() => null);
    return () => {
      isLeft = true;
    };
  }, [version, asked.kind, asked.index]);
  if (why === null) return <p class="quiet">Looking for the reason…</p>;
  return (
    <div class="why-card">
      {why.points.map(({ story, place: at }) => (
        <div key={at.start} class="point-story">
          <Markdown text={story} level={4} />
          <RunsAt lines={[at.line]} workbench={workbench} />
        </div>
      ))}
      <Markdown text={why.card} level={4} />
      {place !== undefined && <RunsAt lines={[place.line]} workbench={workbench} />}
    </div>
  );
}

/** Witnesses and counterexamples that were found at a line, to be seen as runs. */
function RunsAt({ lines, workbench }: Props & { readonly lines: readonly number[] }): VNode | null {
  const runs = offeredRuns.value.filter(
    ({ kind, line }) => kind !== "scenario" && line !== null && lines.includes(line),
  );
  if (runs.length === 0) return null;
  return (
    <p class="fix-buttons">
      {runs.map((run) => (
        <RunButton key={run.name} run={run} workbench={workbench} />
      ))}
    </p>
  );
}

function RunButton({ run, workbench }: Props & { readonly run: OfferedScenario }): VNode {
  return (
    <button type="button" class="button" onClick={() => openRun(run, workbench)}>
      See the {run.kind} as a run
    </button>
  );
}
