/// <reference lib="dom" />
import type { VNode } from "preact";
import { boundaryWords } from "../../classroom/answer-sheet.ts";
import { answerClasses, decidingQuestionsOf } from "../../classroom/exercise.ts";
import { MarkdownLine } from "../controls/markdown.tsx";
import type { AskedQuestion, BoundaryPlace } from "../lessons-api.ts";
import type { QuestionWork, Telling } from "./answers-work.ts";
import { HintsBox } from "./hints-box.tsx";
import { RefutationBox } from "./refutation-box.tsx";

interface Props {
  readonly question: QuestionWork;
  /** From 1. */
  readonly place: number;
  /** When the reader turns to it. */
  readonly onLook: (isLookedAt: boolean) => void;
}

/** One question, what is said of it, and what becomes of that. */
export function QuestionCard({ question, place, onLook }: Props): VNode {
  const { asked } = question;
  const id = `question-${String(place)}`;
  return (
    <section
      class="question panel"
      aria-labelledby={id}
      onFocusCapture={() => onLook(true)}
      onPointerEnter={() => onLook(true)}
    >
      <header>
        <h3 id={id}>
          <code>{asked.name}</code>
        </h3>
        <p class="quiet small">{about(asked)}</p>
      </header>
      {asked.kind === "type" ? (
        <Choice
          name={`${id}-type`}
          title="Which type?"
          options={asked.options}
          chosen={question.answer.value.type}
          isCode
          onChoose={(type) => question.say({ type })}
        />
      ) : (
        <ClassFields question={question} asked={asked} id={id} />
      )}
      <Verdict question={question} />
      <HintsBox hints={question.hints} of={asked.name} />
    </section>
  );
}

type AskedClass = Exclude<AskedQuestion, { readonly kind: "type" }>;

function about(asked: AskedQuestion): string {
  const lines = linesText(asked.lines);
  switch (asked.kind) {
    case "output":
      return `output, ${lines}. Promised: ${asked.promise}`;
    case "invariant":
      return `invariant, ${lines}`;
    case "type":
      return `type of a ${asked.of}, ${lines}`;
  }
}

/** `line 7`, `lines 7–9`, `lines 7, 12–14`. */
function linesText(lines: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else runs.push([line, line]);
  }
  const text = runs.map(([from, to]) => (from === to ? String(from) : `${String(from)}–${String(to)}`));
  return `${lines.length === 1 ? "line" : "lines"} ${text.join(", ")}`;
}

function ClassFields({
  question,
  asked,
  id,
}: {
  readonly question: QuestionWork;
  readonly asked: AskedClass;
  readonly id: string;
}): VNode {
  const { answer, question: decided, boundary } = question.answer.value;
  return (
    <>
      <Choice
        name={`${id}-answer`}
        title="What is it?"
        options={answerClasses}
        chosen={answer}
        onChoose={(said) => question.say({ answer: said })}
      />
      <label class="decided">
        <span>By which question did you decide?</span>
        <select
          class="field"
          value={decided ?? ""}
          onChange={({ currentTarget }) => question.say({ question: currentTarget.value || null })}
        >
          <option value="">Choose one</option>
          {withOther(decidingQuestionsOf[asked.kind], decided).map((phrase) => (
            <option key={phrase} value={phrase}>
              {phrase}
            </option>
          ))}
        </select>
      </label>
      {answer !== null && answer !== "coordination-free" && (
        <BoundaryField
          title={`Where would the boundary go? Name ${boundaryWords[asked.kind]}.`}
          places={asked.places}
          said={boundary}
          onSay={(said) => question.say({ boundary: said })}
        />
      )}
    </>
  );
}

/** What a file says in other words stays what is said. */
function withOther(options: readonly string[], chosen: string | null): readonly string[] {
  return chosen === null || options.includes(chosen) ? options : [...options, chosen];
}

function Choice({
  name,
  title,
  options,
  chosen,
  isCode = false,
  onChoose,
}: {
  readonly name: string;
  readonly title: string;
  readonly options: readonly string[];
  readonly chosen: string | null;
  readonly isCode?: boolean;
  readonly onChoose: (option: string) => void;
}): VNode {
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      {withOther(options, chosen).map((option) => (
        <label key={option} class="labelled">
          <input
            type="radio"
            name={name}
            value={option}
            checked={option === chosen}
            onChange={() => onChoose(option)}
          />
          {isCode ? <code>{option}</code> : option}
        </label>
      ))}
    </fieldset>
  );
}

const kindTitles: Readonly<Record<BoundaryPlace["kind"], string>> = {
  relation: "Relations",
  operation: "Operations",
  boundary: "Boundaries",
};

function BoundaryField({
  title,
  places,
  said,
  onSay,
}: {
  readonly title: string;
  readonly places: readonly BoundaryPlace[];
  readonly said: string | null;
  readonly onSay: (said: string | null) => void;
}): VNode {
  const names = (said ?? "").split(/[\s,]+/).filter((name) => name !== "");
  const known = new Set(places.map(({ name }) => name));
  const other = names.filter((name) => !known.has(name));
  // What is asked for first: operations where there are some to be named.
  const kinds = (["operation", "relation", "boundary"] as const).filter((kind) =>
    places.some((one) => one.kind === kind),
  );
  const toggle = (name: string): void => {
    const next = names.includes(name) ? names.filter((one) => one !== name) : [...names, name];
    onSay(next.length === 0 ? null : next.join(", "));
  };
  const box = (name: string): VNode => (
    <label key={name} class="labelled">
      <input type="checkbox" checked={names.includes(name)} onChange={() => toggle(name)} />
      <code>{name}</code>
    </label>
  );
  return (
    <fieldset class="choice boundary">
      <legend>{title}</legend>
      {kinds.map((kind) => (
        <div key={kind} class="kind" role="group" aria-label={kindTitles[kind]}>
          {kinds.length > 1 && (
            <span class="quiet small" aria-hidden="true">
              {kindTitles[kind]}
            </span>
          )}
          {places.filter((one) => one.kind === kind).map(({ name }) => box(name))}
        </div>
      ))}
      {other.length > 0 && <div class="kind">{other.map(box)}</div>}
    </fieldset>
  );
}

const verdictWords = { right: "Right", wrong: "Not right", missing: "Not complete", open: "Open" } as const;
const verdictSigns = { right: "✓", wrong: "✗", missing: "·", open: "?" } as const;
const verdictKinds = { right: "good", wrong: "bad", missing: "warn", open: "" } as const;

function Verdict({ question }: { readonly question: QuestionWork }): VNode | null {
  const judged = question.judged.value;
  if (judged === null) return null;
  const { status, messages, isRefutable, name } = judged;
  const telling = question.telling.value;
  return (
    <>
      <div class={`result notice ${verdictKinds[status]}`}>
        <p class="word">
          <span aria-hidden="true">{verdictSigns[status]}</span>{" "}
          {status === "missing" && messages.length === 0 ? "Not answered yet" : verdictWords[status]}
        </p>
        {messages.map((message) => (
          <p key={message}>
            <MarkdownLine text={message} />
          </p>
        ))}
        {isRefutable && <Refuting question={question} telling={telling} />}
      </div>
      {isRefutable && telling?.kind === "told" && (
        <section class="told" aria-label={`What happens with ${name}`}>
          <h4>
            What happens with <code>{name}</code>
          </h4>
          <RefutationBox refutation={telling.refutation} of={name} />
        </section>
      )}
    </>
  );
}

/** Whether a refutation is looked for, and what came of it but the refutation itself. */
function Refuting({
  question,
  telling,
}: {
  readonly question: QuestionWork;
  readonly telling: Telling | null;
}): VNode | null {
  const again = (text: string): VNode => (
    <button type="button" class="button" onClick={() => void question.refute()}>
      {text}
      <span class="only-read"> with {question.asked.name}</span>
    </button>
  );
  switch (telling?.kind) {
    case undefined:
      return again("See what happens");
    case "looking":
      return (
        <div class="toolbar" role="status">
          <span class="looking">Looking for a run, or trying 1,000 schedules…</span>
          <button type="button" class="button" onClick={() => question.stop()}>
            Stop
          </button>
        </div>
      );
    case "stopped":
      return (
        <div class="toolbar">
          <span class="quiet">Stopped.</span>
          {again("See what happens")}
        </div>
      );
    case "nothing":
      return <p class="quiet">No run was found that shows it.</p>;
    case "failed":
      return (
        <div class="toolbar">
          <span>It could not be looked for: {telling.trouble}</span>
          {again("Try again")}
        </div>
      );
    case "told":
      return null;
  }
}
