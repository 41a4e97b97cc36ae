import type { VNode } from "preact";
import { linkTo } from "../route.ts";
import type { ReplicaState, RunState } from "../run-api.ts";
import {
  counted,
  counterSlots,
  numberText,
  takenOff,
  vectorText,
  type CounterSlot,
} from "./counter-slots.ts";
import { haveConverged } from "./converged.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { useExperimentRun, type ExperimentProgram, type Story } from "./experiment-run.ts";
import { apart, MergeControls, mergeOf, mergeOfAll } from "./merge-controls.tsx";
import { listed, replicaNames } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { SlotBars } from "./slot-bars.tsx";
import { stepOf, StoryControls } from "./story-controls.tsx";
import { ValueBars } from "./value-bars.tsx";

/** Two counters that only go up: what was added, P, and what was taken off, N. */
export function PncounterExperiment(): VNode {
  const run = useExperimentRun(program);
  const state = run.player.state.value;
  const all = (state?.replicas ?? []).flatMap(slotsOf);
  const most = Math.max(5, ...all.flatMap(({ plus, minus }) => [plus, minus]));
  return (
    <ExperimentFrame
      tries={tries}
      notice={state === null ? null : noticeOf(state)}
      step={stepOf(run)}
      controls={
        <>
          <StoryControls run={run} stories={[story]} />
          <MergeControls run={run} replicas={replicaNames} />
        </>
      }
      stage={
        <>
          <RunStage
            run={run}
            label="Three replicas with a counter each"
            inside={valueText}
            value={valueText}
            caption={(replica) => `${counted(slotsOf(replica))} − ${takenOff(slotsOf(replica))}`}
            card={(replica) => (
              <>
                <div class="ledgers">
                  {(["plus", "minus"] as const).map((kind) => (
                    <div key={kind}>
                      <p class="small quiet">{kind === "plus" ? "P, added" : "N, taken off"}</p>
                      <SlotBars
                        label={`${kind === "plus" ? "P" : "N"} at ${replica.name}`}
                        own={replica.name}
                        slots={slotsOf(replica).map((slot) => ({ owner: slot.replica, count: slot[kind] }))}
                        most={most}
                        kind={kind}
                      />
                    </div>
                  ))}
                </div>
                <div class="buttons" role="group" aria-label={`Count at ${replica.name}`}>
                  <button
                    type="button"
                    class="button"
                    aria-label={`−1 at ${replica.name}`}
                    onClick={() => void run.do(`at ${replica.name}: take(1).`)}
                  >
                    −1
                  </button>
                  <button
                    type="button"
                    class="button"
                    aria-label={`+1 at ${replica.name}`}
                    onClick={() => void run.do(`at ${replica.name}: put(1).`)}
                  >
                    +1
                  </button>
                </div>
              </>
            )}
          />
          {state !== null && (
            <ValueBars
              label="What each replica reads"
              values={state.replicas.map((replica) => ({ name: replica.name, value: valueOf(replica) }))}
            />
          )}
        </>
      }
      run={() => run.request()}
      links={links}
      background={background}
    />
  );
}

const program: ExperimentProgram = {
  title: "PN-Counter",
  path: "cart.dl",
  text: `// Pieces of one item in a cart, put in and taken out at every replica on its own.

.decl pieces(count: pncounter)
.output pieces(promise="eventual")
.operation put(n: number) { pieces() += n. }
.operation take(n: number) { pieces() -= n. }
`,
  beginning: [`replicas ${replicaNames.join(", ")}.`, apart(replicaNames)],
};

const story: Story = {
  title: "Play the lesson’s steps",
  steps: [
    { says: "A adds five: its slot of P grows.", does: ["at A: put(5)."] },
    { says: "B takes two off: its slot of N grows, nothing shrinks.", does: ["at B: take(2)."] },
    { says: "C adds one and takes one off.", does: ["at C: put(1).", "at C: take(1)."] },
    { says: "A and B merge, P and N each by themselves.", does: mergeOf(replicaNames, "A", "B") },
    { says: "All merge.", does: mergeOfAll(replicaNames) },
  ],
};

function slotsOf(replica: ReplicaState): readonly CounterSlot[] {
  return counterSlots(replica, "pieces", replicaNames);
}

function valueOf(replica: ReplicaState): number {
  const slots = slotsOf(replica);
  return counted(slots) - takenOff(slots);
}

function valueText(replica: ReplicaState): string {
  return numberText(valueOf(replica));
}

function noticeOf(state: RunState): Notice {
  const { replicas } = state;
  const [first] = replicas;
  if (first === undefined || replicas.flatMap(slotsOf).every(({ plus, minus }) => plus + minus === 0))
    return {
      kind: "plain",
      text: "Nobody has counted yet. The replicas are cut off from each other until they merge.",
    };
  const ledgers = (replica: ReplicaState): string =>
    `P ${vectorText(slotsOf(replica).map(({ plus }) => plus))}, N ${vectorText(slotsOf(replica).map(({ minus }) => minus))}`;
  if (!haveConverged(state))
    return {
      kind: "plain",
      text: `They read ${listed(replicas.map((replica) => `${replica.name} ${valueText(replica)}`))}. What was taken off is written down in N, so neither P nor N ever shrinks.`,
    };
  const slots = slotsOf(first);
  return {
    kind: "good",
    text: `All have ${ledgers(first)}: ${counted(slots)} added less ${takenOff(slots)} taken off is ${valueText(first)}. Nothing that anybody did is lost.`,
  };
}

const tries: readonly string[] = [
  "Add at one replica and take off at another, then merge them.",
  "Take off more than was added. Nothing keeps the count above zero.",
  "Merge twice. P and N are slots like those of a G-Counter.",
];

const links = [
  { text: "Exercise: a cart", href: linkTo("lessons", "cart") },
  { text: "What keeps a count above zero", href: linkTo("experiments", "escrow") },
];

const background = (
  <>
    <p>
      Writing a smaller number over a larger one is no step upwards, and a merge that takes the larger would
      undo it.
    </p>
    <p>
      It is book-keeping in two columns: what came in and what went out are both written down and only grow.
      The value is P − N.
    </p>
  </>
);
