import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { linkTo } from "../route.ts";
import type { ReplicaState, RunState } from "../run-api.ts";
import { counted, counterSlots } from "./counter-slots.ts";
import { haveConverged } from "./converged.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import {
  useExperimentRun,
  type ExperimentProgram,
  type ExperimentRun,
  type Story,
} from "./experiment-run.ts";
import { apart, MergeControls, mergeOfAll } from "./merge-controls.tsx";
import { listed } from "./replica-names.ts";
import { RunStage } from "./run-stage.tsx";
import { stepOf, StoryControls } from "./story-controls.tsx";

const replicas = ["A", "B"] as const;
const stocks = [1, 4, 10] as const;

/** Units sold while cut off: counted, which oversells, or with rights shared out, which cannot. */
export function EscrowExperiment(): VNode {
  const [withRights, setWithRights] = useState(false);
  const [stock, setStock] = useState<number>(1);
  const id = `${withRights} ${stock}`;
  return <Sales key={id} withRights={withRights} stock={stock} onWay={setWithRights} onStock={setStock} />;
}

interface SalesProps {
  readonly withRights: boolean;
  readonly stock: number;
  readonly onWay: (withRights: boolean) => void;
  readonly onStock: (stock: number) => void;
}

function Sales({ withRights, stock, onWay, onStock }: SalesProps): VNode {
  const [program] = useState(() => (withRights ? rightsProgram(stock) : countedProgram(stock)));
  const run = useExperimentRun(program);
  const state = run.player.state.value;
  return (
    <ExperimentFrame
      tries={tries}
      notice={state === null ? null : noticeOf(state, withRights, stock)}
      step={stepOf(run)}
      controls={
        <>
          <div class="toolbar">
            <div class="buttons" role="group" aria-label="How sales are kept">
              <button type="button" class="button" aria-pressed={!withRights} onClick={() => onWay(false)}>
                Sales counted
              </button>
              <button type="button" class="button" aria-pressed={withRights} onClick={() => onWay(true)}>
                Rights shared out
              </button>
            </div>
            <label class="labelled">
              Units in stock
              <select
                class="field"
                value={stock}
                onChange={({ currentTarget }) => onStock(Number(currentTarget.value))}
              >
                {stocks.map((units) => (
                  <option key={units} value={units}>
                    {units}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <StoryControls run={run} stories={withRights ? rightsStories(stock) : [countedStory(stock)]} />
          <MergeControls run={run} replicas={replicas} />
        </>
      }
      stage={
        <>
          <RunStage
            run={run}
            label="Two replicas that sell"
            height={170}
            inside={(replica) => String(withRights ? leftAt(replica) : soldAt(replica))}
            caption={(replica) => (withRights ? `${leftAt(replica)} left` : `${soldAt(replica)} sold`)}
            value={(replica) => (withRights ? `${leftAt(replica)} left` : `${soldAt(replica)} sold`)}
            card={(replica) =>
              withRights ? (
                <RightsCard run={run} replica={replica} />
              ) : (
                <CountedCard run={run} replica={replica} stock={stock} />
              )
            }
          />
          {state !== null && <Refusals state={state} />}
        </>
      }
      run={() => run.request()}
      links={links}
      background={background}
    />
  );
}

interface CardProps {
  readonly run: ExperimentRun;
  readonly replica: ReplicaState;
}

function CountedCard({ run, replica, stock }: CardProps & { readonly stock: number }): VNode {
  const sold = soldAt(replica);
  const isKept = sold <= stock;
  return (
    <>
      <p>
        <span class="quiet">sold counter</span> <code>{soldText(replica)}</code>
      </p>
      <p class={`chip ${isKept ? "good" : "bad"}`}>
        {isKept ? "✓" : "✗"} {sold} ≤ {stock} {isKept ? "holds" : "is false"}
      </p>
      <SellButton run={run} replica={replica} />
    </>
  );
}

function RightsCard({ run, replica }: CardProps): VNode {
  const other = replicas.find((name) => name !== replica.name) ?? "";
  const slots = counterSlots(replica, "left", replicas);
  const own = slots.find((slot) => slot.replica === replica.name)?.rights ?? 0;
  return (
    <>
      <ul class="rights" aria-label={`Rights as ${replica.name} knows them`}>
        {slots.map((slot) => (
          <li key={slot.replica} class={slot.replica === replica.name ? "own" : ""}>
            <span class="name">{slot.replica}</span>
            <span class="pieces" aria-hidden="true">
              {Array.from({ length: Math.min(10, slot.rights ?? 0) }, (_, i) => (
                <span key={i} class="piece" />
              ))}
            </span>
            <span class="small">{rightsText(slot.rights ?? 0)}</span>
          </li>
        ))}
      </ul>
      <SellButton run={run} replica={replica} />
      <button
        type="button"
        class="button"
        disabled={own === 0}
        aria-label={`Lend one to ${other}, at ${replica.name}`}
        onClick={() => void run.do(`at ${replica.name}: lend(1, "${other}").`)}
      >
        Lend one to {other}
      </button>
    </>
  );
}

function SellButton({ run, replica }: CardProps): VNode {
  return (
    <button
      type="button"
      class="button primary"
      aria-label={`Sell one at ${replica.name}`}
      onClick={() => void run.do(`at ${replica.name}: sell().`)}
    >
      Sell one
    </button>
  );
}

/** What was refused last, with the replica's own words. */
function Refusals({ state }: { readonly state: RunState }): VNode | null {
  const last = state.statements.findLast(({ text }) => text.startsWith("at "));
  if (last?.message.startsWith("refused") !== true) return null;
  return (
    <p class="notice warn">
      <code>{last.text}</code> was {last.message}
    </p>
  );
}

function countedProgram(stock: number): ExperimentProgram {
  return {
    title: "The last unit, counted",
    path: "sales.dl",
    text: `// Each replica sells as long as it sees fewer sold than there are.

.decl stock(units: number) static
stock(${stock}).
.decl sold(units: gcounter)
sold(0).
.output sold(promise="eventual")

.operation sell() {
  require stock(n), sold(s), s < n.
  sold() += 1.
}
.invariant no_oversell: sold(s), stock(n) => s <= n.
`,
    beginning,
  };
}

function rightsProgram(stock: number): ExperimentProgram {
  return {
    title: "The last unit, with rights",
    path: "rights.dl",
    text: `// Each replica sells what it holds the right to sell, and may lend it.

.decl left(units: bounded<0>)
left(${stock}).
.output left(promise="eventual")

.operation sell() {
  left() -= 1.
}
.operation lend(units: number, to: symbol) {
  transfer units of left() to to.
}
.invariant never_oversold: left(n) => n >= 0.
`,
    beginning,
  };
}

const beginning = [`replicas ${replicas.join(", ")}.`, apart(replicas)];

/** Each sells what it sees to be left; more than one unit are sold in one go. */
function countedStory(stock: number): Story {
  const sells = (replica: string): readonly string[] =>
    Array.from({ length: stock }, () => `at ${replica}: sell().`);
  const units = stock === 1 ? "the unit" : `all ${stock} units`;
  return {
    title: "Play the lesson’s steps",
    steps: [
      { says: `A sells ${units}. It sees that ${stock} ≤ ${stock} holds.`, does: sells("A") },
      {
        says: `B has not heard of it and sells ${units}, too. ${stock} ≤ ${stock} holds there.`,
        does: sells("B"),
      },
      { says: `They merge: ${2 * stock} are sold of ${stock}.`, does: mergeOfAll(replicas) },
    ],
  };
}

function rightsStories(stock: number): readonly Story[] {
  const [own, others] = [Math.ceil(stock / 2), Math.floor(stock / 2)];
  const sells = (replica: string, count: number): readonly string[] =>
    Array.from({ length: count }, () => `at ${replica}: sell().`);
  return [
    {
      title: "Play the lesson’s steps",
      steps: [
        { says: `A sells what it has the right to: ${own}.`, does: sells("A", own) },
        {
          says: `B ${others === 0 ? "has no right" : `sells its ${others}, and then has no right left`}: the next sale is refused at once.`,
          does: sells("B", others + 1),
        },
        { says: "They merge: none is left, and none was sold twice.", does: mergeOfAll(replicas) },
      ],
    },
    {
      title: "Lend a right",
      steps: [
        { says: "A lends B one right.", does: ['at A: lend(1, "B").'] },
        { says: "B has not heard of it: it owns what it owned before.", does: [] },
        { says: "They merge, and B has one right more.", does: mergeOfAll(replicas) },
        { says: "B sells it, cut off from A.", does: ["at B: sell()."] },
      ],
    },
  ];
}

function soldAt(replica: ReplicaState): number {
  return counted(counterSlots(replica, "sold", replicas));
}

/** As the lesson writes it: `{A:1, B:0}`. */
function soldText(replica: ReplicaState): string {
  const slots = counterSlots(replica, "sold", replicas).map((slot) => `${slot.replica}:${slot.plus}`);
  return `{${slots.join(", ")}}`;
}

function leftAt(replica: ReplicaState): number {
  return Number(replica.cells["left"]?.[0]?.value ?? 0);
}

function rightsText(rights: number): string {
  return rights === 1 ? "1 right" : `${rights} rights`;
}

function noticeOf(state: RunState, withRights: boolean, stock: number): Notice {
  const { replicas: all, violations, statements } = state;
  const [first] = all;
  const hasSold = statements.some(({ text }) => text.includes("sell()") || text.includes("lend("));
  if (first === undefined || !hasSold)
    return {
      kind: "plain",
      text: withRights
        ? `The ${stock === 1 ? "one unit is a right of A" : `${stock} units are shared out as rights`}. The replicas are cut off until they merge.`
        : `${stock === 1 ? "One unit is" : `${stock} units are`} left, and both replicas see ${stock === 1 ? "it" : "them"}. They are cut off until they merge.`,
    };
  if (violations.length > 0)
    return {
      kind: "bad",
      text: `${soldText(first)}: ${soldAt(first)} are sold of ${stock}, and ${soldAt(first)} ≤ ${stock} is false. Each replica was right about what it saw; the merge broke it. This invariant is not confluent.`,
    };
  if (withRights)
    return {
      kind: haveConverged(state) ? "good" : "plain",
      text: `${listed(all.map((replica) => `${replica.name} sees ${leftAt(replica)} left`))}. A sale spends a right of its own replica, so no merge can find more sold than there are.`,
    };
  return {
    kind: haveConverged(state) ? "good" : "plain",
    text: `${listed(all.map((replica) => `${replica.name} has ${soldText(replica)}`))}. As far as each can see, no more than ${stock} ${stock === 1 ? "is" : "are"} sold.`,
  };
}

const tries: readonly string[] = [
  "Sell the last unit at A and at B, then merge.",
  "Change to rights and do the same: B is refused at once, without asking.",
  "Lend a right to B, merge, and let B sell it.",
];

const links = [
  { text: "Exercise: the last camera", href: linkTo("lessons", "last-camera") },
  { text: "Example: all sales at one desk", href: linkTo("workbench", "limited-stock-desk") },
  { text: "Example: rights that travel", href: linkTo("workbench", "inventory") },
];

const background = (
  <table class="rows">
    <thead>
      <tr>
        <th scope="col">To sell no more than there is</th>
        <th scope="col">costs</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <td>ask before every sale</td>
        <td>waiting, and no sales while cut off</td>
      </tr>
      <tr>
        <td>sell it all at one place</td>
        <td>the way there</td>
      </tr>
      <tr>
        <td>share out rights</td>
        <td>a refusal while another still has some</td>
      </tr>
      <tr>
        <td>promise less, and make up for it</td>
        <td>an apology to a customer</td>
      </tr>
    </tbody>
  </table>
);
