import type { VNode } from "preact";
import { timeText } from "../cluster/time-text.ts";
import { linkTo } from "../route.ts";
import type { CellView, ReplicaState, RunState } from "../run-api.ts";
import { ClockSkewPanel } from "./clock-skew-panel.tsx";
import { haveConverged } from "./converged.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { useExperimentRun, type ExperimentProgram, type Story } from "./experiment-run.ts";
import { apart, MergeControls, mergeOf, mergeOfAll } from "./merge-controls.tsx";
import { listed, replicaNames } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { stepOf, StoryControls } from "./story-controls.tsx";

const values = ["online", "away", "busy"] as const;

/** A register: each write has a time, and the last one stays. Below, what a wrong clock makes of it. */
export function LwwExperiment(): VNode {
  const run = useExperimentRun(program);
  const state = run.player.state.value;
  return (
    <ExperimentFrame
      tries={tries}
      notice={state === null ? null : noticeOf(state)}
      step={stepOf(run)}
      controls={
        <>
          <StoryControls run={run} stories={stories} />
          <MergeControls run={run} replicas={replicaNames} />
          <div class="toolbar">
            <button type="button" class="button" onClick={() => void run.do("run 5.")}>
              Let 5 ms pass
            </button>
            <span class="quiet small">
              It is {timeText(state?.at ?? 0)}. Writes without time between are at once.
            </span>
          </div>
        </>
      }
      stage={
        <>
          <RunStage
            run={run}
            label="Three replicas with a register each"
            inside={(replica) => valueOf(replica).slice(0, 1)}
            caption={valueOf}
            value={valueOf}
            card={(replica) => (
              <>
                <p class="small quiet">{stampText(writeOf(replica))}</p>
                <div class="writes" role="group" aria-label={`Write at ${replica.name}`}>
                  {values.map((value) => (
                    <button
                      key={value}
                      type="button"
                      class="button"
                      aria-label={`${value} at ${replica.name}`}
                      onClick={() => void run.do(`at ${replica.name}: report("${value}").`)}
                    >
                      {value}
                    </button>
                  ))}
                </div>
              </>
            )}
          />
          <ClockSkewPanel />
        </>
      }
      run={() => run.request()}
      links={links}
      background={background}
    />
  );
}

const program: ExperimentProgram = {
  title: "LWW-Register",
  path: "presence.dl",
  text: `// What ana is doing: the last report stays.

.decl status(state: lww<symbol>)
.output status(promise="eventual")
.operation report(state: symbol) { status() := state. }
`,
  beginning: [`replicas ${replicaNames.join(", ")}.`, apart(replicaNames)],
};

const stories: readonly Story[] = [
  {
    title: "Play the lesson’s steps",
    steps: [
      { says: "A writes “away”.", does: ['at A: report("away").'] },
      { says: "Five milliseconds later B writes “online”.", does: ["run 5.", 'at B: report("online").'] },
      { says: "A and B merge: the higher time wins.", does: mergeOf(replicaNames, "A", "B") },
      { says: "All merge. C never wrote, and takes what is there.", does: mergeOfAll(replicaNames) },
    ],
  },
  {
    title: "Write at the same instant",
    steps: [
      { says: "A writes “away”.", does: ['at A: report("away").'] },
      { says: "At the same instant B writes “online”.", does: ['at B: report("online").'] },
      {
        says: "They merge: of equal times the larger name wins, the same way everywhere.",
        does: mergeOfAll(replicaNames),
      },
    ],
  },
];

type Write = CellView["writes"][number];

function writeOf({ cells }: ReplicaState): Write | null {
  return cells["status"]?.[0]?.writes[0] ?? null;
}

function valueOf(replica: ReplicaState): string {
  return writeOf(replica)?.value.replaceAll('"', "") ?? "–";
}

function stampText(write: Write | null): string {
  return write === null ? "nothing written" : `${timeText(write.time)}, by ${write.replica}`;
}

/** All writes that were done, in their order. */
function writesDone({ statements }: RunState): readonly Write[] {
  return statements.flatMap(({ text, at }) => {
    const [, replica, value] = /^at (\w+): report\("(\w+)"\)\.$/.exec(text) ?? [];
    return at === null || replica === undefined || value === undefined ? [] : [{ value, time: at, replica }];
  });
}

function noticeOf(state: RunState): Notice {
  const { replicas } = state;
  const done = writesDone(state);
  const [first] = replicas;
  const kept = first === undefined ? null : writeOf(first);
  if (done.length === 0)
    return { kind: "plain", text: "Nobody has written yet. The replicas are cut off until they merge." };
  if (!haveConverged(state) || kept === null)
    return {
      kind: "plain",
      text: `${listed(replicas.map((replica) => `${replica.name} has ${writeOf(replica)?.value ?? "nothing"}`))}. Each value carries the time of its write.`,
    };
  const same = done.filter(({ time, replica }) => time === kept.time && replica !== kept.replica);
  const lost = done.length - 1;
  const rest =
    lost === 0
      ? ""
      : ` ${lost === 1 ? "The other write is" : `The other ${lost} writes are`} gone, and nobody is told.`;
  if (same.length > 0)
    return {
      kind: "warn",
      text: `All have ${kept.value}. ${listed([...new Set(same.map(({ replica }) => replica)), kept.replica])} wrote at the same instant; the larger name wins, so that all choose the same.${rest}`,
    };
  return {
    kind: lost === 0 ? "good" : "warn",
    text: `All have ${kept.value}, written last, at ${timeText(kept.time)} by ${kept.replica}.${rest}`,
  };
}

const tries: readonly string[] = [
  "Write at two replicas, with time between and without, and merge.",
  "Write at C before A and B, and merge C last. Being heard last does not help.",
  "Below, turn the first clock ahead until the later write is lost.",
];

const links = [
  { text: "Exercise: presence", href: linkTo("lessons", "presence") },
  { text: "Example: who is online", href: linkTo("workbench", "presence") },
];

const background = (
  <>
    <p>A merge keeps the value with the higher time, and of equal times that of the larger name.</p>
    <p>
      That is good where only the latest counts, as with what somebody is doing. Where each write counts, it
      loses all but one.
    </p>
  </>
);
