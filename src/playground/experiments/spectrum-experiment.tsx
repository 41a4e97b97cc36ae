import type { VNode } from "preact";
import { regions, type Region } from "../../lab/regions.ts";
import { approaches, shopPromises, type Approach, type ShopPromise } from "../../lab/approaches.ts";
import type { ApproachResult, SpectrumResult } from "../../lab/spectrum.ts";
import { Choice } from "../controls/choice.tsx";
import type { SpectrumProgress } from "../lab-api.ts";
import { linkTo } from "../route.ts";
import { approachWords, promiseWords } from "./approach-words.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { seedOption, setOptions, wordOption } from "./experiment-options.ts";
import { numberText } from "./number-text.ts";
import { regionWords } from "./region-words.ts";
import { SeedField } from "./seed-field.tsx";
import { AvailabilityMark, answeredPart, mapHeight, promisesKept, SpectrumMap } from "./spectrum-map.tsx";
import { useLongAnswer, type LongAnswer } from "./use-long-answer.ts";
import { UseCasesTable } from "./use-cases-table.tsx";

/** How often each promise is tried. */
const runs = 20;
const localTime = 3.6;

/** Seven designs of one shop, placed by what they cost and what they keep. */
export function SpectrumExperiment(): VNode {
  const seed = seedOption();
  const region = wordOption("region", regions, "tokyo");
  const picked = wordOption("approach", approaches, "crdt");
  const measured = useLongAnswer(
    async (api, progress: (done: SpectrumProgress) => void): Promise<SpectrumResult> =>
      api.spectrum({ seed, runs, localTime }, progress),
    String(seed),
  );
  const result = measured.value?.approaches.find(({ approach }) => approach === picked) ?? null;
  const pick = (approach: Approach): void => setOptions("spectrum", { approach });
  return (
    <ExperimentFrame
      tries={tries}
      notice={result === null ? (measured.isRunning ? measuring : null) : noticeOf(result)}
      controls={
        <div class="toolbar">
          <Choice
            label="Sales in"
            choices={regions}
            words={regionWords}
            value={region}
            onChange={(chosen) => setOptions("spectrum", { region: chosen })}
          />
          <SeedField experiment="spectrum" />
          <Running measured={measured} />
        </div>
      }
      stage={
        <div class="spectrum">
          {measured.trouble !== null && <p class="notice bad">The runs failed: {measured.trouble}</p>}
          {(measured.value !== null || measured.isRunning) && (
            <section class="panel map" aria-labelledby="spectrum-map">
              <h2 id="spectrum-map">What a shop waits for, and what it can promise</h2>
              {measured.value === null ? (
                <p class="spectrum-map quiet" style={{ height: `${mapHeight}px` }}>
                  The approaches take their places when all are measured.
                </p>
              ) : (
                <SpectrumMap
                  results={measured.value.approaches}
                  runs={runs}
                  region={region}
                  picked={picked}
                  onPick={pick}
                />
              )}
              <Legend />
            </section>
          )}
          {result !== null && <Picked result={result} region={region} />}
          {measured.value !== null && <PromisesTable results={measured.value.approaches} picked={picked} />}
          <UseCasesTable picked={picked} onPick={pick} />
        </div>
      }
      background={
        <>
          <p>
            All seven are programs of this language, run on the same three data centres. The places on the map
            are measured, not chosen: the wait of a sale, and which of five promises held in each of {runs}{" "}
            runs on a network that loses, doubles and reorders. Causal broadcast and those that decide in one
            order deliver causally; the others show what arrives as it arrives.
          </p>
          <p>
            The aim is not to avoid coordination everywhere. It is to pay for it only where the promise asks
            for it.
          </p>
        </>
      }
      links={[
        { text: "How a write waits, message by message", href: linkTo("experiments", "latency") },
        { text: "The last unit: escrow at work", href: linkTo("experiments", "escrow") },
        { text: "Which questions need coordination", href: linkTo("workbench", "calm-table") },
      ]}
    />
  );
}

const tries = [
  <>Go from CRDTs upwards: what does each further promise cost?</>,
  <>
    Look at the same map from <b>Virginia</b>, where the leader is.
  </>,
  <>
    Pick <b>Escrow</b>: it keeps a limit without a wait. What can it not keep?
  </>,
];

const measuring: Notice = {
  kind: "plain",
  text: <>Each approach sells from three data centres, and its promises are put to the test.</>,
};

function noticeOf(result: ApproachResult): Notice {
  const kept = promisesKept(result, runs);
  const part = answeredPart(result);
  return {
    kind: "plain",
    text: (
      <>
        <b>{approachWords[result.approach].title}:</b> {numberText(result.waits.tokyo, 1)} ms from Tokyo,{" "}
        {kept} of {shopPromises.length} promises kept,{" "}
        {part === 1
          ? "all regions answer"
          : part === 0
            ? "no region gets an answer"
            : `${numberText(part * regions.length, 1)} of ${regions.length} regions answer`}{" "}
        while Tokyo is cut off.
      </>
    ),
  };
}

function Running({ measured }: { readonly measured: LongAnswer<SpectrumResult, SpectrumProgress> }): VNode {
  const { isRunning, progress, value } = measured;
  return (
    <>
      {isRunning ? (
        <button type="button" class="button" onClick={measured.stop}>
          Stop
        </button>
      ) : (
        <button type="button" class="button" onClick={measured.start}>
          Measure again
        </button>
      )}
      {isRunning && (
        <span class="labelled quiet">
          <progress
            value={(progress?.done ?? 0) / approaches.length}
            max={1}
            aria-label="Part of the approaches that is measured"
          />
          {progress !== null && approachWords[progress.approach].title}
        </span>
      )}
      <span role="status">{isRunning ? "" : value === null ? "Stopped." : "Done."}</span>
    </>
  );
}

function Legend(): VNode {
  return (
    <p class="legend small quiet">
      While Tokyo is cut off:
      <span>
        <AvailabilityMark part={1} /> all regions get answers
      </span>
      <span>
        <AvailabilityMark part={2 / 3} /> two of three
      </span>
      <span>
        <AvailabilityMark part={0} /> none
      </span>
    </p>
  );
}

function Picked({ result, region }: { readonly result: ApproachResult; readonly region: Region }): VNode {
  const { title, about, price, example } = approachWords[result.approach];
  return (
    <section class="panel picked" aria-labelledby="spectrum-picked">
      <h2 id="spectrum-picked">{title}</h2>
      <p>{about}</p>
      <p>
        <b>Its price:</b> {price}
      </p>
      <ul class="promises">
        {shopPromises.map((promise) => (
          <li key={promise}>
            <Kept count={result.kept[promise]} />
            <span>{promiseWords[promise].text}</span>
          </li>
        ))}
      </ul>
      <table class="rows">
        <tbody>
          {regions.map((one) => (
            <tr key={one}>
              <th scope="row">{regionWords[one]}</th>
              <td class={one === region ? "here" : ""}>{numberText(result.waits[one], 1)} ms</td>
              <td>{answeredText(result.answeredInPartition[one])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="small quiet">{numberText(result.messagesPerSale, 1)} messages for each sale.</p>
      <p>
        <a href={example.href}>{example.text}</a>
      </p>
    </section>
  );
}

function answeredText(part: number): VNode {
  if (part === 1) return <span class="good">✓ answers while Tokyo is cut off</span>;
  if (part === 0) return <span class="bad">✕ no answer while Tokyo is cut off</span>;
  return <span>answers {numberText(100 * part)} % while Tokyo is cut off</span>;
}

function Kept({ count }: { readonly count: number }): VNode {
  return count === runs ? (
    <b class="good" aria-label={`kept in all ${runs} runs`}>
      ✓ {count}/{runs}
    </b>
  ) : (
    <b class="bad" aria-label={`kept in ${count} of ${runs} runs`}>
      ✕ {count}/{runs}
    </b>
  );
}

interface PromisesTableProps {
  readonly results: readonly ApproachResult[];
  readonly picked: Approach;
}

/** All approaches and promises, with the runs in which each was kept. */
function PromisesTable({ results, picked }: PromisesTableProps): VNode {
  return (
    <section class="panel all" aria-labelledby="spectrum-all">
      <h2 id="spectrum-all">In how many of {runs} runs each promise was kept</h2>
      <div class="wide" tabIndex={0} role="group" aria-label="Table of the promises">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">Approach</th>
              {shopPromises.map((promise: ShopPromise) => (
                <th key={promise} scope="col">
                  {promiseWords[promise].short}
                </th>
              ))}
              <th scope="col">Tokyo waits</th>
              <th scope="col">Messages</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result) => (
              <tr key={result.approach} class={result.approach === picked ? "chosen" : ""}>
                <th scope="row">{approachWords[result.approach].title}</th>
                {shopPromises.map((promise) => (
                  <td key={promise}>
                    <Kept count={result.kept[promise]} />
                  </td>
                ))}
                <td>{numberText(result.waits.tokyo, 1)} ms</td>
                <td>{numberText(result.messagesPerSale, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
