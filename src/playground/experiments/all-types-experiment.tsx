import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { linkTo } from "../route.ts";
import type { ReplicaState, RunState } from "../run-api.ts";
import { haveConverged } from "./converged.ts";
import { counted, counterSlots, numberText, takenOff } from "./counter-slots.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import {
  useExperimentRun,
  type ExperimentProgram,
  type ExperimentRun,
  type Story,
} from "./experiment-run.ts";
import { listed, replicaNames } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { stepOf, StoryControls } from "./story-controls.tsx";
import { setText, taggedItems } from "./tagged-items.ts";

/** Three replicas with every type at once, and the rows of the lesson's table as runs. */
export function AllTypesExperiment(): VNode {
  const run = useExperimentRun(program);
  const [item, setItem] = useState("x");
  const [status, setStatus] = useState("online");
  const state = run.player.state.value;
  return (
    <ExperimentFrame
      tries={tries}
      notice={state === null ? null : noticeOf(state)}
      step={stepOf(run)}
      controls={
        <>
          <StoryControls run={run} stories={[together]} />
          <Network run={run} />
          <div class="toolbar">
            <Choice label="Item of sets" all={["x", "y", "z"]} chosen={item} onChoose={setItem} />
            <Choice
              label="Value of registers"
              all={["online", "away", "busy"]}
              chosen={status}
              onChoose={setStatus}
            />
          </div>
        </>
      }
      stage={
        <>
          <RunStage
            run={run}
            label="Three replicas with four types each"
            inside={(replica) => numberText(piecesAt(replica))}
            caption={labelsAt}
            card={(replica) => <Types run={run} replica={replica} item={item} status={status} />}
          />
          {state !== null && <PartitionTable run={run} state={state} />}
        </>
      }
      run={() => run.request()}
      links={links}
    />
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly all: readonly string[];
  readonly chosen: string;
  readonly onChoose: (chosen: string) => void;
}

function Choice({ label, all, chosen, onChoose }: ChoiceProps): VNode {
  return (
    <label class="labelled">
      {label}
      <select class="field" value={chosen} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {all.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}

interface TypesProps {
  readonly run: ExperimentRun;
  readonly replica: ReplicaState;
  readonly item: string;
  readonly status: string;
}

function Types({ run, replica, item, status }: TypesProps): VNode {
  const { name } = replica;
  const act = (text: string, operation: string): VNode => (
    <button type="button" class="button" onClick={() => void run.do(`at ${name}: ${operation}.`, "settle.")}>
      {text}
    </button>
  );
  const rows = [
    { type: "G-Counter", value: String(likesAt(replica)), buttons: [act("+1", "like(1)")] },
    {
      type: "PN-Counter",
      value: numberText(piecesAt(replica)),
      buttons: [act("−1", "take(1)"), act("+1", "put(1)")],
    },
    {
      type: "LWW-Register",
      value: statusAt(replica) ?? "–",
      buttons: [act(`Write ${status}`, `report("${status}")`)],
    },
    {
      type: "OR-Set",
      value: labelsAt(replica),
      buttons: [act(`Add ${item}`, `add("${item}")`), act(`Remove ${item}`, `remove("${item}")`)],
    },
  ];
  return (
    <ul class="types">
      {rows.map(({ type, value, buttons }) => (
        <li key={type} aria-label={`${type} at ${name}`}>
          <span class="quiet small">{type}</span>
          <strong>{value}</strong>
          <span class="buttons" role="group" aria-label={`${type} at ${name}`}>
            {buttons}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface Cut {
  readonly says: string;
  readonly statement: string;
  /** How many links are down then, each direction by itself. */
  readonly down: number;
}

const cuts: readonly Cut[] = [
  { says: "All together", statement: "heal.", down: 0 },
  { says: "A | B, C", statement: "partition A | B, C.", down: 4 },
  { says: "A | B | C", statement: "partition A | B | C.", down: 6 },
];

function Network({ run }: { readonly run: ExperimentRun }): VNode {
  const down = run.player.state.value?.down.length ?? 0;
  return (
    <div class="toolbar" role="group" aria-label="Network">
      <span class="quiet">Network</span>
      <span class="buttons">
        {cuts.map((cut) => (
          <button
            key={cut.says}
            type="button"
            class="button"
            aria-pressed={cut.down === down}
            onClick={() => void run.do(cut.statement, "settle.")}
          >
            {cut.says}
          </button>
        ))}
      </span>
    </div>
  );
}

const program: ExperimentProgram = {
  title: "All types in a partition",
  path: "all-types.dl",
  text: `// One of each: a counter that grows, one that goes both ways, a register and a set.

.decl likes(count: gcounter)
.output likes(promise="eventual")
.operation like(n: number) { likes() += n. }

.decl pieces(count: pncounter)
.output pieces(promise="eventual")
.operation put(n: number) { pieces() += n. }
.operation take(n: number) { pieces() -= n. }

.decl status(state: lww<symbol>)
.output status(promise="eventual")
.operation report(state: symbol) { status() := state. }

.decl labels(item: symbol) orset
.output labels(promise="eventual")
.operation add(item: symbol) { insert labels(item). }
.operation remove(item: symbol) { delete labels(item). }
`,
  beginning: [`replicas ${replicaNames.join(", ")}.`],
};

const parted = "partition A | B, C.";
const healed: readonly string[] = ["heal.", "settle."];

/** A row of the lesson's table: what is done while A is cut off, and what it comes to. */
interface TableRow {
  readonly story: Story;
  readonly type: string;
  readonly wanted: string;
  readonly because: string;
  readonly found: (replica: ReplicaState) => string;
}

const table: readonly TableRow[] = [
  {
    story: {
      title: "A increments, B decrements",
      steps: [
        { says: "The line between A and the others is cut.", does: [parted] },
        { says: "A increments, three times.", does: ["at A: put(3)."] },
        { says: "B decrements, once. C hears of it.", does: ["at B: take(1).", "settle."] },
        { says: "The line is back: net is what was added less what was taken off.", does: healed },
      ],
    },
    type: "counter",
    wanted: "2",
    because: "both count, 3 − 1",
    found: (replica) => numberText(piecesAt(replica)),
  },
  {
    story: {
      title: "A adds x, B adds y",
      steps: [
        { says: "The line between A and the others is cut.", does: [parted] },
        { says: "A adds x.", does: ['at A: add("x").'] },
        { says: "B adds y. C hears of it.", does: ['at B: add("y").', "settle."] },
        { says: "The line is back, and both are there.", does: healed },
      ],
    },
    type: "set",
    wanted: "{x, y}",
    because: "both stay",
    found: labelsAt,
  },
  {
    story: {
      title: "A adds x, B removes x",
      steps: [
        { says: "x is in the set of all.", does: ['at C: add("x").', "settle."] },
        { says: "The line between A and the others is cut.", does: [parted] },
        { says: "A adds x once more.", does: ['at A: add("x").'] },
        { says: "B removes the x that it has seen.", does: ['at B: remove("x").', "settle."] },
        { says: "The line is back: A’s addition was not seen by B, and stays.", does: healed },
      ],
    },
    type: "set",
    wanted: "{x}",
    because: "the addition wins",
    found: labelsAt,
  },
];

const together: Story = {
  title: "Play the lesson’s steps",
  steps: [
    {
      says: "All do something, and all hear of it.",
      does: ["at A: like(1).", "at B: put(2).", 'at C: report("online").', 'at C: add("x").', "settle."],
    },
    { says: "The line between A and the others is cut.", does: [parted] },
    {
      says: "A counts, writes and adds.",
      does: [
        "at A: like(2).",
        "at A: put(1).",
        'at A: report("busy").',
        'at A: add("x").',
        'at A: add("y").',
      ],
    },
    {
      says: "So do B and C, against A.",
      does: [
        "at B: like(1).",
        "at B: take(3).",
        "run 5.",
        'at C: report("away").',
        'at C: remove("x").',
        "settle.",
      ],
    },
    { says: "The line is back. Nobody is asked, and all agree.", does: healed },
  ],
};

interface TableProps {
  readonly run: ExperimentRun;
  readonly state: RunState;
}

function PartitionTable({ run, state }: TableProps): VNode {
  const telling = run.telling.value;
  const isOver = telling !== null && !run.isOccupied.value && telling.at + 1 === telling.story.steps.length;
  return (
    <section class="partition-table" aria-labelledby="partition-table">
      <h2 id="partition-table">Conflicting operations, while A is cut off</h2>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">What happens</th>
            <th scope="col">should come to</th>
            <th scope="col">This run</th>
          </tr>
        </thead>
        <tbody>
          {table.map(({ story, type, wanted, because, found }) => {
            const ends = isOver && telling.story === story ? [...new Set(state.replicas.map(found))] : [];
            const isRight = ends.length === 1 && ends[0] === wanted;
            return (
              <tr key={story.title}>
                <td>
                  <button type="button" class="button" onClick={() => void run.tell(story)}>
                    {story.title}
                  </button>
                </td>
                <td>
                  {type} <strong>{wanted}</strong>: {because}
                </td>
                <td>
                  {ends.length === 0 ? (
                    <span class="quiet">not played</span>
                  ) : (
                    <strong class={isRight ? "good" : "bad"}>
                      {isRight ? "✓" : "✗"} {ends.join(" or ")}
                    </strong>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function likesAt(replica: ReplicaState): number {
  return counted(counterSlots(replica, "likes", replicaNames));
}

function piecesAt(replica: ReplicaState): number {
  const slots = counterSlots(replica, "pieces", replicaNames);
  return counted(slots) - takenOff(slots);
}

function statusAt({ cells }: ReplicaState): string | null {
  return cells["status"]?.[0]?.writes[0]?.value.replaceAll('"', "") ?? null;
}

function labelsAt(replica: ReplicaState): string {
  return setText(taggedItems(replica, "labels").map(({ item }) => item));
}

function noticeOf(state: RunState): Notice {
  const { replicas, down, statements } = state;
  const [first] = replicas;
  if (first === undefined || !statements.some(({ text }) => text.startsWith("at ")))
    return {
      kind: "plain",
      text: `Nothing was done yet. ${down.length === 0 ? "What one does, the others hear of." : "The line is cut."}`,
    };
  if (haveConverged(state))
    return {
      kind: "good",
      text: `All agree: ${likesAt(first)} likes, ${numberText(piecesAt(first))} pieces, status ${statusAt(first) ?? "not written"}, labels ${labelsAt(first)}. ${down.length > 0 ? "They are cut off, and nothing has happened since." : "Nobody was asked before an operation."}`,
    };
  if (down.length > 0)
    return {
      kind: "plain",
      text: `Cut off, and all of them go on: ${listed(replicas.map((replica) => `${replica.name} has ${numberText(piecesAt(replica))} pieces and ${labelsAt(replica)}`))}. What they did waits for the line.`,
    };
  return { kind: "plain", text: "The news is under way." };
}

const tries: readonly string[] = [
  "Play each row of the table and compare what came out.",
  "Cut A off, do what you like on both sides, and bring all together.",
  "Write a register on both sides: which of the types forgets something?",
];

const links = [
  { text: "Exercise: why not this type", href: linkTo("lessons", "why-not") },
  { text: "What keeps an invariant in a partition", href: linkTo("experiments", "escrow") },
];
