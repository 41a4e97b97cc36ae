import type { VNode } from "preact";
import { plainSets, type SetStep } from "../../lab/plain-set.ts";
import { linkTo } from "../route.ts";
import type { ReplicaState, RunState } from "../run-api.ts";
import { haveConverged } from "./converged.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { useExperimentRun, type ExperimentProgram, type Story } from "./experiment-run.ts";
import { apart, MergeControls, mergeOfAll } from "./merge-controls.tsx";
import { listed } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { taggedItems, setText, type TaggedItem } from "./tagged-items.ts";
import { stepOf, StoryControls } from "./story-controls.tsx";

const replicas = ["A", "B"] as const;
const items = ["x", "y", "z"] as const;

/** A set whose additions have tags: a removal takes those it has seen. */
export function OrsetExperiment(): VNode {
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
          <MergeControls run={run} replicas={replicas} />
        </>
      }
      stage={
        <>
          <RunStage
            run={run}
            label="Two replicas with a set each"
            height={170}
            inside={(replica) => String(itemsOf(replica).length)}
            caption={(replica) => setOf(replica)}
            value={setOf}
            card={(replica) => (
              <ul class="items">
                {items.map((item) => (
                  <Item
                    key={item}
                    replica={replica.name}
                    item={item}
                    tagged={itemsOf(replica).find((each) => each.item === item) ?? null}
                    onDo={(operation) => void run.do(`at ${replica.name}: ${operation}("${item}").`)}
                  />
                ))}
              </ul>
            )}
          />
          {state !== null && <PlainSets state={state} />}
        </>
      }
      run={() => run.request()}
      links={links}
      background={background}
    />
  );
}

interface ItemProps {
  readonly replica: string;
  readonly item: string;
  readonly tagged: TaggedItem | null;
  readonly onDo: (operation: "add" | "remove") => void;
}

function Item({ replica, item, tagged, onDo }: ItemProps): VNode {
  return (
    <li class={tagged === null ? "" : "in"}>
      <strong>{item}</strong>
      <span class="tags">
        {tagged === null ? (
          <span class="quiet small">not in the set</span>
        ) : (
          tagged.tags.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))
        )}
      </span>
      <span class="buttons">
        <button
          type="button"
          class="button"
          aria-label={`Add ${item} at ${replica}`}
          onClick={() => onDo("add")}
        >
          Add
        </button>
        <button
          type="button"
          class="button"
          aria-label={`Remove ${item} at ${replica}`}
          onClick={() => onDo("remove")}
        >
          Remove
        </button>
      </span>
    </li>
  );
}

const program: ExperimentProgram = {
  title: "OR-Set",
  path: "tags.dl",
  text: `// Tags of one photograph, added and removed at every replica on its own.

.decl labels(item: symbol) orset
.output labels(promise="eventual")
.operation add(item: symbol) { insert labels(item). }
.operation remove(item: symbol) { delete labels(item). }
`,
  beginning: [`replicas ${replicas.join(", ")}.`, apart(replicas)],
};

const stories: readonly Story[] = [
  {
    title: "A adds x, B removes x",
    steps: [
      { says: "A adds x, and both have heard of it.", does: ['at A: add("x").', ...mergeOfAll(replicas)] },
      { says: "A adds x once more: the addition gets a new tag.", does: ['at A: add("x").'] },
      { says: "B removes x: it takes away the tag that it has seen.", does: ['at B: remove("x").'] },
      { says: "They merge. B never saw the new tag, so x stays.", does: mergeOfAll(replicas) },
    ],
  },
  {
    title: "A adds x, B adds y",
    steps: [
      { says: "A adds x.", does: ['at A: add("x").'] },
      { says: "B adds y.", does: ['at B: add("y").'] },
      { says: "They merge: both additions stay.", does: mergeOfAll(replicas) },
    ],
  },
  {
    title: "B removes what it saw",
    steps: [
      { says: "A adds x, and both have heard of it.", does: ['at A: add("x").', ...mergeOfAll(replicas)] },
      { says: "B removes x. All of its tags were seen.", does: ['at B: remove("x").'] },
      { says: "They merge: x is gone.", does: mergeOfAll(replicas) },
    ],
  },
];

function itemsOf(replica: ReplicaState): readonly TaggedItem[] {
  return taggedItems(replica, "labels");
}

function setOf(replica: ReplicaState): string {
  return setText(itemsOf(replica).map(({ item }) => item));
}

/** What has been done, as it would be told of a plain set. */
function stepsOf({ statements }: RunState): readonly SetStep[] {
  return statements.flatMap(({ text, at }): readonly SetStep[] => {
    if (at === null) return [];
    if (text === "heal.") return [{ kind: "exchange" }];
    const [, replica, operation, item] = /^at (\w+): (add|remove)\("(\w+)"\)\.$/.exec(text) ?? [];
    if (replica === undefined || item === undefined) return [];
    return [{ kind: operation === "add" ? "add" : "remove", replica, item }];
  });
}

function PlainSets({ state }: { readonly state: RunState }): VNode {
  const sets = plainSets(replicas, stepsOf(state));
  const texts = replicas.map((name) => setText([...(sets.get(name) ?? [])].toSorted()));
  const isSame = new Set(texts).size === 1;
  return (
    <section class="plain-sets" aria-labelledby="plain-sets">
      <h2 id="plain-sets">A plain set, told of the same additions and removals</h2>
      <p class="toolbar">
        {replicas.map((name, i) => (
          <span key={name}>
            <span class="quiet">{name} has</span> <strong>{texts[i]}</strong>
          </span>
        ))}
        <span class={`chip ${isSame ? "good" : "bad"}`}>{isSame ? "✓ the same" : "≠ apart"}</span>
      </p>
    </section>
  );
}

function noticeOf(state: RunState): Notice {
  const { replicas: all } = state;
  const [first] = all;
  const steps = stepsOf(state);
  if (first === undefined || steps.length === 0)
    return { kind: "plain", text: "Nothing was added yet. The replicas are cut off until they merge." };
  if (!haveConverged(state))
    return {
      kind: "plain",
      text: `${listed(all.map((replica) => `${replica.name} has ${setOf(replica)}`))}. Each addition has a tag: who made it, and its number there.`,
    };
  const last = steps.lastIndexOf(steps.findLast(({ kind }) => kind === "exchange") ?? { kind: "exchange" });
  const before = steps.slice(0, last).findLastIndex(({ kind }) => kind === "exchange");
  const removed = steps
    .slice(before + 1, last)
    .flatMap((step) => (step.kind === "remove" ? [step.item] : []));
  const stayed = itemsOf(first).flatMap(({ item }) => (removed.includes(item) ? [item] : []));
  if (stayed.length > 0)
    return {
      kind: "good",
      text: `Both have ${setOf(first)}. ${listed(stayed)} ${stayed.length === 1 ? "was" : "were"} removed and added at once, and the addition wins: its tag is none of those that the removal had seen.`,
    };
  if (removed.length > 0)
    return {
      kind: "good",
      text: `Both have ${setOf(first)}. Of ${listed(removed)} every tag had been seen by who removed it, so it is gone everywhere.`,
    };
  return { kind: "good", text: `Both have ${setOf(first)}: all that was added is there.` };
}

const tries: readonly string[] = [
  "Play “A adds x, B removes x” and read the tags.",
  "Add the same item at both replicas, merge, and remove it at one: both tags go.",
  "Compare with the plain set below. Which order of hearing does it depend on?",
];

const links = [
  { text: "Exercise: tags", href: linkTo("lessons", "tags") },
  { text: "Example: a wish list", href: linkTo("workbench", "wish-list") },
];

const background = (
  <table class="rows">
    <thead>
      <tr>
        <th scope="col">While cut off</th>
        <th scope="col">after the merge</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <td>A adds x, B adds y</td>
        <td>{"{x, y}"}</td>
      </tr>
      <tr>
        <td>A adds x, B removes x</td>
        <td>{"{x}"}: the addition wins</td>
      </tr>
    </tbody>
  </table>
);
