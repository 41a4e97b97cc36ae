import type { VNode } from "preact";
import { linkTo } from "../route.ts";
import type { ReplicaState, RunState } from "../run-api.ts";
import { haveConverged } from "./converged.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { useExperimentRun, type ExperimentProgram, type Story } from "./experiment-run.ts";
import { apart, MergeControls, mergeOf, mergeOfAll } from "./merge-controls.tsx";
import { counted, counterSlots, vectorText, type CounterSlot } from "./counter-slots.ts";
import { listed, replicaNames } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { SlotBars } from "./slot-bars.tsx";
import { stepOf, StoryControls } from "./story-controls.tsx";

/** A counter that only goes up: a slot for each replica, the larger of each in a merge, the sum as its value. */
export function GcounterExperiment(): VNode {
  const run = useExperimentRun(program);
  const state = run.player.state.value;
  const most = Math.max(5, ...(state?.replicas ?? []).flatMap(slotsOf).map(({ plus }) => plus));
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
        <RunStage
          run={run}
          label="Three replicas with a counter each"
          inside={(replica) => String(counted(slotsOf(replica)))}
          caption={vectorOf}
          value={(replica) => counted(slotsOf(replica))}
          card={(replica) => (
            <>
              <SlotBars
                label={`Slots at ${replica.name}`}
                own={replica.name}
                slots={slotsOf(replica).map(({ replica: owner, plus }) => ({ owner, count: plus }))}
                most={most}
              />
              <button
                type="button"
                class="button"
                aria-label={`+1 at ${replica.name}`}
                onClick={() => void run.do(`at ${replica.name}: count(1).`)}
              >
                +1
              </button>
            </>
          )}
        />
      }
      run={() => run.request()}
      links={links}
      background={background}
    />
  );
}

const program: ExperimentProgram = {
  title: "G-Counter",
  path: "likes.dl",
  text: `// Likes of one post, counted at every replica on its own.

.decl likes(count: gcounter)
.output likes(promise="eventual")
.operation count(n: number) { likes() += n. }
`,
  beginning: [`replicas ${replicaNames.join(", ")}.`, apart(replicaNames)],
};

const story: Story = {
  title: "Play the lesson’s steps",
  steps: [
    { says: "A counts three, into its own slot.", does: ["at A: count(3)."] },
    { says: "B counts two, into its own slot.", does: ["at B: count(2)."] },
    { says: "C counts one.", does: ["at C: count(1)."] },
    { says: "A and B merge: of each slot the larger.", does: mergeOf(replicaNames, "A", "B") },
    { says: "B and C merge: C hears of A through B.", does: mergeOf(replicaNames, "B", "C") },
    { says: "They merge again, and nothing counts twice.", does: mergeOf(replicaNames, "B", "C") },
    { says: "All merge.", does: mergeOfAll(replicaNames) },
  ],
};

function slotsOf(replica: ReplicaState): readonly CounterSlot[] {
  return counterSlots(replica, "likes", replicaNames);
}

function vectorOf(replica: ReplicaState): string {
  return vectorText(slotsOf(replica).map(({ plus }) => plus));
}

function noticeOf(state: RunState): Notice {
  const { replicas } = state;
  const each = replicas.map((replica) => `${replica.name} ${vectorOf(replica)}`);
  const [first] = replicas;
  if (first === undefined || replicas.every((replica) => counted(slotsOf(replica)) === 0))
    return {
      kind: "plain",
      text: "Nobody has counted yet. The replicas are cut off from each other until they merge.",
    };
  if (!haveConverged(state))
    return {
      kind: "plain",
      text: `The slots differ: ${listed(each)}. A replica adds only to its own slot, so of two values of a slot the larger is the later one.`,
    };
  return {
    kind: "good",
    text: `All have ${vectorOf(first)}, which is ${counted(slotsOf(first))}. Each slot is the largest that anybody had, so what was heard twice counts once.`,
  };
}

const tries: readonly string[] = [
  "Count at each replica, a different number of times.",
  "Merge A and B, then B and C: what does C know of A?",
  "Merge the same two again. Nothing counts twice.",
];

const links = [
  { text: "Exercise: likes", href: linkTo("lessons", "likes") },
  { text: "What one number cannot do", href: linkTo("experiments", "merge") },
];

const background = (
  <>
    <p>
      One number for all would not do. Of two such numbers the larger forgets what the other replica has
      counted, and their sum counts twice what both have heard of.
    </p>
    <p>So each replica has a slot of its own. A merge takes the larger of each slot; the value is the sum.</p>
  </>
);
