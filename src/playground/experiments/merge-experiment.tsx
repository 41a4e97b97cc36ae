import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Chance } from "../../base/chance.ts";
import type { RequestedRun } from "../opened-program.ts";
import { linkTo } from "../route.ts";
import type { Arrivals } from "../types-api.ts";
import { typesLab } from "../types-lab.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { useAnswer } from "./use-answer.ts";
import { useTicks } from "./use-ticks.ts";

const replicas = ["A", "B", "C"] as const;
/** Each replica hears of three updates and of one of them twice. */
const arrivalsCount = 4;
const tick = 900;

/** The same updates in three orders, taken in by a merge or by something that is none. */
export function MergeExperiment(): VNode {
  const { value: ways, trouble } = useAnswer(() => typesLab.api().arrivals(), "");
  const [name, choose] = useState("gcounter");
  const [chosen, setChosen] = useState<Orders>(firstOrders);
  const [seed, setSeed] = useState(1);
  const [receiver, setReceiver] = useState(0);
  const [heard, setHeard] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  useTicks(isPlaying, tick, () => {
    setHeard(Math.min(heard + 1, arrivalsCount));
    if (heard + 1 >= arrivalsCount) setPlaying(false);
  });

  const way = ways?.find((each) => each.name === name);
  if (way === undefined)
    return (
      <ExperimentFrame
        tries={tries}
        notice={trouble === null ? null : { kind: "bad", text: trouble }}
        controls={null}
        stage={<p class="loading">{trouble === null ? "Trying all orders…" : "There is nothing to show."}</p>}
      />
    );

  const change = (action: () => void): void => {
    action();
    setHeard(0);
    setPlaying(false);
  };
  const lanes = replicas.map((replica, i) => ({ replica, ...heardBy(way, chosen[i] ?? "") }));
  return (
    <ExperimentFrame
      tries={tries}
      notice={noticeOf(way, lanes, heard)}
      controls={
        <>
          <div class="toolbar">
            <div class="buttons" role="group" aria-label="What a replica does with what it hears">
              <button
                type="button"
                class="button"
                aria-pressed={way.isMerge}
                onClick={() => change(() => choose("gcounter"))}
              >
                Merge
              </button>
              <button
                type="button"
                class="button"
                aria-pressed={!way.isMerge}
                onClick={() => change(() => choose("overwrite"))}
              >
                Overwrite
              </button>
            </div>
            <label class="labelled">
              {way.isMerge ? "State" : "Instead of a merge"}
              <select
                class="field"
                value={name}
                onChange={({ currentTarget }) => change(() => choose(currentTarget.value))}
              >
                {ways
                  ?.filter(({ isMerge }) => isMerge === way.isMerge)
                  .map((each) => (
                    <option key={each.name} value={each.name}>
                      {titles[each.name] ?? each.name}
                    </option>
                  ))}
              </select>
            </label>
          </div>
          <div class="toolbar">
            <button
              type="button"
              class="button primary"
              onClick={() => {
                if (heard >= arrivalsCount) setHeard(0);
                setPlaying(!isPlaying);
              }}
            >
              {isPlaying ? "Pause" : "Play"}
            </button>
            <div class="buttons">
              <button
                type="button"
                class="button"
                disabled={heard === 0}
                onClick={() => {
                  setPlaying(false);
                  setHeard(heard - 1);
                }}
              >
                Back
              </button>
              <button
                type="button"
                class="button"
                disabled={heard === arrivalsCount}
                onClick={() => {
                  setPlaying(false);
                  setHeard(heard + 1);
                }}
              >
                Step
              </button>
            </div>
            <button
              type="button"
              class="button"
              onClick={() =>
                change(() => {
                  setSeed(seed + 1);
                  setChosen(otherOrders(seed + 1, way));
                })
              }
            >
              Other orders
            </button>
            <span class="quiet small">
              {heard} of {arrivalsCount} heard
            </span>
          </div>
        </>
      }
      stage={
        <>
          <Legend way={way} />
          <div class="lanes">
            {lanes.map((lane) => (
              <LaneView key={lane.replica} lane={lane} way={way} heard={heard} />
            ))}
          </div>
          <AllOrders
            way={way}
            chosen={chosen}
            receiver={receiver}
            onReceiver={setReceiver}
            onChoose={(order) => change(() => setChosen(chosen.with(receiver, order)))}
          />
        </>
      }
      {...(name === "gcounter" ? { run: clusterRun } : {})}
      links={links}
      background={background}
    />
  );
}

/** Which order each replica hears, as places of updates. */
type Orders = readonly string[];

/** Each ends with another update. */
const firstOrders: Orders = ["0,2,1,1", "1,0,2,0", "2,0,1,2"];

function otherOrders(seed: number, { orders }: Arrivals): Orders {
  return new Chance(seed).shuffled(orders.map(({ order }) => order.join())).slice(0, replicas.length);
}

interface Lane {
  readonly replica: string;
  readonly order: readonly number[];
  readonly results: readonly string[];
}

function heardBy(way: Arrivals, chosen: string): Omit<Lane, "replica"> {
  return way.orders.find(({ order }) => order.join() === chosen) ?? { order: [], results: [] };
}

function Legend({ way }: { readonly way: Arrivals }): VNode {
  return (
    <p class="legend">
      <span class="quiet">{way.isMerge ? "The updates:" : "Three replicas have counted, and say so:"}</span>
      {way.updates.map((update, i) => (
        <span class="labelled" key={i}>
          <Sign update={i} /> {update}
        </span>
      ))}
    </p>
  );
}

/** An update's own shape and colour. */
function Sign({ update }: { readonly update: number }): VNode {
  return (
    <svg class={`sign update-${update}`} width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      {update === 0 ? (
        <circle cx="7" cy="7" r="5.5" />
      ) : update === 1 ? (
        <rect x="2" y="2" width="10" height="10" rx="1" />
      ) : (
        <path d="M7 1L13 12.5H1Z" />
      )}
    </svg>
  );
}

function LaneView({
  lane,
  way,
  heard,
}: {
  readonly lane: Lane;
  readonly way: Arrivals;
  readonly heard: number;
}): VNode {
  const now = heard === 0 ? null : (lane.results[heard - 1] ?? null);
  const isOver = heard === arrivalsCount;
  const look = isOver ? (now === way.wanted ? "right" : "wrong") : "";
  return (
    <section class="lane" aria-label={`Replica ${lane.replica}`}>
      <h2>{lane.replica}</h2>
      <ol>
        {lane.order.map((update, i) => (
          <li key={i} class={i < heard ? "heard" : "to-come"}>
            <span class="update">
              <Sign update={update} /> {way.updates[update]}
            </span>
            <span class="result">
              {i < heard ? (
                <>
                  <span class="only-read">then </span>
                  {lane.results[i]}
                </>
              ) : (
                <span aria-hidden="true">·</span>
              )}
            </span>
          </li>
        ))}
      </ol>
      <p class={`now ${look}`}>
        <span class="quiet small">has</span>
        <strong>{now ?? "nothing"}</strong>
      </p>
    </section>
  );
}

interface AllOrdersProps {
  readonly way: Arrivals;
  readonly chosen: Orders;
  readonly receiver: number;
  readonly onReceiver: (receiver: number) => void;
  readonly onChoose: (order: string) => void;
}

/** Every order by what it ends with; each can be given to a replica. */
function AllOrders({ way, chosen, receiver, onReceiver, onChoose }: AllOrdersProps): VNode {
  const all = way.orders.map(({ order, results }) => ({
    id: order.join(),
    order,
    end: results.at(-1) ?? "",
  }));
  const ends = [...new Set(all.map(({ end }) => end))];
  return (
    <section class="all-orders" aria-labelledby="all-orders">
      <div class="toolbar">
        <h2 id="all-orders">All {way.orders.length} orders</h2>
        <span class="end labelled">
          <span class="small quiet" id="receiver">
            A chosen order is heard by
          </span>
          <span class="buttons" role="group" aria-labelledby="receiver">
            {replicas.map((replica, i) => (
              <button
                key={replica}
                type="button"
                class="button"
                aria-pressed={i === receiver}
                onClick={() => onReceiver(i)}
              >
                {replica}
              </button>
            ))}
          </span>
        </span>
      </div>
      {ends.map((end) => {
        const ending = all.filter((each) => each.end === end);
        return (
          <div key={end} class="ending">
            <p>
              <strong class={end === way.wanted ? "good" : "bad"}>
                {end === way.wanted ? "✓" : "✗"} {end}
              </strong>{" "}
              <span class="quiet small">
                {ending.length === 1 ? "one order ends with it" : `${ending.length} orders end with it`}
              </span>
            </p>
            <ul>
              {ending.map(({ id, order }) => (
                <li key={id}>
                  <button
                    type="button"
                    class="order"
                    aria-pressed={chosen[receiver] === id}
                    aria-label={`${order.map((update) => way.updates[update]).join(", ")}: ends with ${end}`}
                    onClick={() => onChoose(id)}
                  >
                    {order.map((update, i) => (
                      <Sign key={i} update={update} />
                    ))}
                    <span class="whose">{replicas.filter((_, i) => chosen[i] === id).join("")}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function noticeOf(way: Arrivals, lanes: readonly Lane[], heard: number): Notice {
  const all = way.ways.toLocaleString("en");
  const each = lanes.map(({ replica, results }) => `${replica} has ${results[heard - 1] ?? "nothing"}`);
  const inWords = `${each.slice(0, -1).join(", ")} and ${each.at(-1) ?? ""}`;
  const ends = new Set(lanes.map(({ results }) => results.at(-1)));
  const [end] = ends;
  if (heard === 0)
    return {
      kind: "plain",
      text: "Each replica is about to hear of the same three updates, in its own order, and of one of them twice.",
    };
  if (heard < arrivalsCount)
    return {
      kind: "plain",
      text: `After ${heard} of ${arrivalsCount}: ${inWords}. They have not heard of the same updates yet, so they may differ.`,
    };
  if (ends.size > 1)
    return {
      kind: "bad",
      text: `They end apart: ${inWords}. All of them have heard of everything, and no message is missing. Only in ${way.agree.toLocaleString("en")} of ${all} ways would they agree.`,
    };
  if (end !== way.wanted)
    return {
      kind: "bad",
      text: `All three have ${end ?? ""}, but ${way.wanted} was counted. ${way.agree === way.ways ? `They agree in all ${all} ways, always on too little: taking the larger loses what others have counted.` : `In ${(way.ways - way.agree).toLocaleString("en")} of ${all} ways they would not even agree.`}`,
    };
  return {
    kind: "good",
    text: `All three have ${way.wanted}: neither the order nor hearing twice made a difference. So it is in all ${all} ways.`,
  };
}

const titles: Readonly<Record<string, string>> = {
  gset: "Set that grows",
  orset: "OR-Set",
  max: "Largest",
  min: "Smallest",
  gcounter: "G-Counter",
  pncounter: "PN-Counter",
  bounded: "Bounded counter",
  lww: "LWW-Register",
  mv: "Multi-value register",
  sequence: "Text",
  overwrite: "Overwrite with what is heard",
  "keep the larger": "Keep the larger number",
  "add up": "Add up what is heard",
};

const tries: readonly string[] = [
  "Play it with Merge: three orders, one result.",
  "Change to Overwrite and play the same orders.",
  "Pick an order from the list below and give it to a replica.",
  "Try to repair overwriting: keep the larger number, or add up.",
];

const links = [
  { text: "Exercise: everything merges, so all is well?", href: linkTo("lessons", "why-not") },
  { text: "All replicated types in one partition", href: linkTo("experiments", "all-types") },
];

const background = (
  <table class="rows">
    <thead>
      <tr>
        <th scope="col">A merge is</th>
        <th scope="col">so that</th>
      </tr>
    </thead>
    <tbody>
      <tr>
        <td>commutative</td>
        <td>the order of messages is without consequence</td>
      </tr>
      <tr>
        <td>associative</td>
        <td>it does not matter who passes on what to whom</td>
      </tr>
      <tr>
        <td>idempotent</td>
        <td>a message that comes twice counts once</td>
      </tr>
    </tbody>
  </table>
);

function clusterRun(): RequestedRun {
  return {
    title: "Three updates in different orders",
    play: true,
    source: {
      files: [
        {
          path: "count.dl",
          text: `.decl counted(count: gcounter)
.output counted(promise="eventual")
.operation count(n: number) { counted() += n. }
`,
        },
      ],
      statements: [
        "replicas A, B, C.",
        "latency A, C = 60.",
        "latency B, C = 25.",
        "network duplicate = 0.5, reorder = true.",
        "at A: count(1).",
        "at B: count(2).",
        "at C: count(4).",
        "settle.",
        "expect converged.",
        "expect counted(7).",
      ],
      seed: 1,
    },
  };
}
