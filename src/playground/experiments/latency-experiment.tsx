/// <reference lib="dom" />
import { computed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LatencyResult, TracedWrite, WriteWay } from "../../lab/latency.ts";
import { regions, type Region } from "../../lab/regions.ts";
import { Choice } from "../controls/choice.tsx";
import { NumberSlider } from "../controls/number-slider.tsx";
import type { LatencyProgress } from "../lab-api.ts";
import { lab } from "../lab.ts";
import { linkTo } from "../route.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { seedOption, setOptions, wholeOption, wordOption } from "./experiment-options.ts";
import { LatencyTable, wayWords } from "./latency-table.tsx";
import { numberText } from "./number-text.ts";
import { RegionMap } from "./region-map.tsx";
import { regionWords } from "./region-words.ts";
import { SeedField } from "./seed-field.tsx";
import { useAnswer } from "./use-answer.ts";
import { useLongAnswer } from "./use-long-answer.ts";
import { usePlayerState } from "./use-player-state.ts";
import { slowness, WritePlayer } from "./write-player.ts";

const coordinatedWays = ["leader", "quorum", "barrier"] as const;
type CoordinatedWay = (typeof coordinatedWays)[number];

const cuts = ["nobody", ...regions] as const;

interface Settings {
  readonly way: CoordinatedWay;
  readonly region: Region;
  readonly cutOff: Region | null;
  readonly seed: number;
  readonly localTime: number;
  readonly jitter: number;
}

interface Pair {
  readonly coordinated: TracedWrite;
  readonly local: TracedWrite;
}

/** The same write with and without coordination, side by side, and measured many times. */
export function LatencyExperiment(): VNode {
  const settings = settingsAsked();
  const { way, region, cutOff, seed, localTime, jitter } = settings;
  const asked = { region, cutOff, seed, localTime, jitter };
  const pair = useAnswer(async (): Promise<Pair> => {
    const api = lab.api();
    const [coordinated, local] = await Promise.all([
      api.write({ ...asked, way }),
      api.write({ ...asked, way: "local" }),
    ]);
    return { coordinated, local };
  }, JSON.stringify(settings));
  const player = usePlayer(pair.value);

  const notice = useNotice(pair.value, player);
  return (
    <ExperimentFrame
      tries={tries}
      notice={notice}
      controls={<Controls settings={settings} />}
      stage={
        <div class="latency">
          {pair.trouble !== null && <p class="notice bad">The write cannot be had: {pair.trouble}</p>}
          {pair.value !== null && player !== null && (
            <>
              <Transport player={player} />
              <Side
                title={`Coordinated: waits for ${wayWords[way]}`}
                write={pair.value.coordinated}
                settings={settings}
                player={player}
              />
              <Side
                title="Uncoordinated: waits for nobody"
                write={pair.value.local}
                settings={settings}
                player={player}
              />
              <Legend />
            </>
          )}
          <Measured settings={settings} />
        </div>
      }
      background={
        <>
          <p>
            The program is the same in all ways; only where its operation is done differs. A leader takes one
            round trip, a quorum two, and a barrier hears everybody first. No protocol is faster than the
            signal there and back.
          </p>
          <p>
            What may be written locally is what merges: a set that grows, a counter, a register that merges.{" "}
            <code>calm check</code> says which outputs stand without waiting.
          </p>
        </>
      }
      links={[
        { text: "A cart that needs no agreement", href: linkTo("workbench", "cart") },
        { text: "Sales at one desk: a leader", href: linkTo("workbench", "limited-stock-desk") },
        { text: "All approaches beside each other", href: linkTo("experiments", "spectrum") },
      ]}
    />
  );
}

const tries = [
  <>
    Press <b>Add to cart</b> and watch who waits. Then write from Frankfurt: it is nearer to the leader.
  </>,
  <>Take a quorum or everybody instead of the leader.</>,
  <>
    Cut off <b>Tokyo</b>, and write from there: one of the two carts still works.
  </>,
];

function settingsAsked(): Settings {
  const cut = wordOption("cut", cuts, "nobody");
  return {
    way: wordOption("way", coordinatedWays, "leader"),
    region: wordOption("region", regions, "tokyo"),
    cutOff: regions.find((region) => region === cut) ?? null,
    seed: seedOption(),
    localTime: wholeOption("local", { least: 10, most: 50, otherwise: 36 }) / 10,
    jitter: wholeOption("jitter", { least: 0, most: 50, otherwise: 0 }) / 100,
  };
}

/** A new player for each pair of writes; the one before is closed. */
function usePlayer(pair: Pair | null): WritePlayer | null {
  const player = useMemo(
    () => (pair === null ? null : new WritePlayer([pair.coordinated, pair.local])),
    [pair],
  );
  useEffect(() => () => player?.close(), [player]);
  return player;
}

/** Changes when the writes are made and when both are answered, and not between. */
function useNotice(pair: Pair | null, player: WritePlayer | null): Notice | null {
  const hasBegun = player?.hasBegun.value === true;
  const isAnswered = useMemo(
    () =>
      computed(() => {
        if (pair === null || player?.hasBegun.value !== true) return false;
        return player.time.value >= Math.max(pair.coordinated.answered, pair.local.answered);
      }),
    [pair, player],
  ).value;
  if (pair === null || !hasBegun) return null;
  if (!isAnswered) return { kind: "plain", text: <>Time runs until both writes are answered.</> };
  const { coordinated, local } = pair;
  const [slow, fast] = [numberText(coordinated.answered, 1), numberText(local.answered, 1)];
  if (coordinated.refused !== null)
    return {
      kind: "bad",
      text: (
        <>
          <b>✕ The coordinated write was refused</b> after {slow} ms. The uncoordinated one was accepted after{" "}
          {fast} ms; who is cut off hears of it when the line is back.
        </>
      ),
    };
  const times = coordinated.answered / local.answered;
  return {
    kind: times >= 2 ? "warn" : "plain",
    text: (
      <>
        The coordinated write was answered after <b>{slow} ms</b>, the uncoordinated one after{" "}
        <b>{fast} ms</b>:{" "}
        {times >= 1.5
          ? `it took ${numberText(times)} times as long.`
          : "about as long, as it is made beside the leader."}
      </>
    ),
  };
}

function Controls({ settings }: { readonly settings: Settings }): VNode {
  const { way, region, cutOff, localTime, jitter } = settings;
  return (
    <>
      <div class="toolbar">
        <Choice
          label="A write from"
          choices={regions}
          words={regionWords}
          value={region}
          onChange={(chosen) => setOptions("latency", { region: chosen })}
        />
        <Choice
          label="Waits for"
          choices={coordinatedWays}
          words={wayWords}
          value={way}
          onChange={(chosen) => setOptions("latency", { way: chosen })}
        />
        <Choice
          label="Cut off"
          choices={cuts}
          words={cutWords}
          value={cutOff ?? "nobody"}
          onChange={(chosen) => setOptions("latency", { cut: chosen })}
        />
      </div>
      <div class="sliders">
        <NumberSlider
          label="Storing takes"
          value={Math.round(localTime * 10)}
          least={10}
          most={50}
          words={(value) => `${numberText(value / 10, 1)} ms`}
          onChange={(local) => setOptions("latency", { local })}
        />
        <NumberSlider
          label="Links vary by up to"
          value={Math.round(jitter * 100)}
          least={0}
          most={50}
          step={5}
          words={(value) => `${value} %`}
          onChange={(value) => setOptions("latency", { jitter: value })}
        />
        <SeedField experiment="latency" />
      </div>
    </>
  );
}

const cutWords: Readonly<Record<(typeof cuts)[number], string>> = { nobody: "nobody", ...regionWords };

function Transport({ player }: { readonly player: WritePlayer }): VNode {
  const isPlaying = player.isPlaying.value;
  return (
    <div class="toolbar transport">
      <button
        type="button"
        class="button primary"
        onClick={() => (isPlaying ? player.close() : player.play())}
      >
        {isPlaying ? "Pause" : "Add to cart"}
      </button>
      <TimeSlider player={player} />
      <span class="quiet small">{slowness} times slower than in truth</span>
    </div>
  );
}

/** The only thing besides the messages that is drawn at each moment. */
function TimeSlider({ player }: { readonly player: WritePlayer }): VNode {
  const time = Math.round(player.time.value);
  return (
    <label class="labelled time">
      Time
      <input
        type="range"
        min={0}
        max={player.end}
        step={1}
        value={time}
        aria-valuetext={`${time} ms`}
        onInput={(event) => player.seek(Number(event.currentTarget.value))}
      />
      <output aria-live="off">{numberText(time)} ms</output>
    </label>
  );
}

interface SideProps {
  readonly title: string;
  readonly write: TracedWrite;
  readonly settings: Settings;
  readonly player: WritePlayer;
}

function Side({ title, write, settings, player }: SideProps): VNode {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      <Answer write={write} player={player} />
      <RegionMap write={write} from={settings.region} cutOff={settings.cutOff} player={player} />
      <Messages write={write} />
    </section>
  );
}

/** What the user sees, and how long the wait is as a part of the longer one. */
function Answer({ write, player }: { readonly write: TracedWrite; readonly player: WritePlayer }): VNode {
  const { answered, refused } = write;
  const state = usePlayerState(
    player,
    (time) => (time < 0 ? "before" : time < answered ? "waits" : refused === null ? "done" : "refused"),
    write,
  );
  return (
    <div class={`answer ${state}`}>
      <p>
        {state === "before" && <span class="quiet">The user has not clicked yet.</span>}
        {state === "waits" && <span>The user waits…</span>}
        {state === "done" && <b class="good">✓ answered after {numberText(answered, 1)} ms</b>}
        {state === "refused" && (
          <b class="bad">✕ refused after {numberText(answered)} ms: no answer from the others</b>
        )}
      </p>
      <WaitBar write={write} player={player} />
    </div>
  );
}

function WaitBar({ write, player }: { readonly write: TracedWrite; readonly player: WritePlayer }): VNode {
  const waited = usePlayerState(player, (time) => Math.max(0, Math.min(time, write.answered)), write);
  return (
    <div class="wait" aria-hidden="true">
      <span style={{ transform: `scaleX(${Math.max(waited / player.end, waited > 0 ? 0.006 : 0)})` }} />
    </div>
  );
}

/** All messages of a write as a list, for whoever reads it. */
function Messages({ write }: { readonly write: TracedWrite }): VNode {
  const { messages } = write;
  return (
    <details>
      <summary>
        {messages.length} {messages.length === 1 ? "message" : "messages"}
      </summary>
      <ol class="messages small">
        {messages.map(({ from, to, text, sent, arrives }, i) => (
          <li key={i}>
            <span class="quiet">
              {numberText(sent)} ms, {regionWords[from]} to {regionWords[to]}
              {arrives === null ? ": waits for the line" : `, arrives at ${numberText(arrives)} ms`}
            </span>
            <br />
            {text}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Legend(): VNode {
  return (
    <p class="legend small quiet">
      <span>
        <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
          <rect class="write" x="4" y="4" width="12" height="12" rx="2" />
        </svg>
        a message with the write
      </span>
      <span>
        <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
          <circle class="agreement" cx="10" cy="10" r="6" />
        </svg>
        a message to agree
      </span>
    </p>
  );
}

const writeCounts = ["100", "1000"] as const;
const writeCountWords = { "100": "100", "1000": "1,000" } as const;

/** Many writes of all four ways. */
function Measured({ settings }: { readonly settings: Settings }): VNode {
  const count = wordOption("writes", writeCounts, "100");
  const writes = Number(count);
  const { seed, localTime, jitter } = settings;
  const answer = useLongAnswer(
    async (api, progress: (done: LatencyProgress) => void): Promise<LatencyResult> =>
      api.latency({ seed, writes, localTime, jitter }, progress),
    `${seed} ${writes} ${localTime} ${jitter}`,
  );
  const { value, progress, isRunning, trouble } = answer;
  return (
    <section class="panel measured" aria-labelledby="latency-measured">
      <h2 id="latency-measured">Measured</h2>
      <div class="toolbar">
        <Choice
          label="Writes in each region"
          choices={writeCounts}
          words={writeCountWords}
          value={count}
          onChange={(chosen) => setOptions("latency", { writes: chosen })}
        />
        {isRunning ? (
          <button type="button" class="button" onClick={answer.stop}>
            Stop
          </button>
        ) : (
          <button type="button" class="button" onClick={answer.start}>
            Measure again
          </button>
        )}
        {isRunning && (
          <span class="labelled quiet">
            <progress
              value={partDone(progress, writes)}
              max={1}
              aria-label="Part of the writes that is done"
            />
            {progress !== null &&
              `waiting for ${wayWords[progress.way]}: ${numberText(progress.writes)} of ${numberText(writes)} writes`}
          </span>
        )}
        <span role="status">
          {trouble !== null
            ? `The writes failed: ${trouble}`
            : isRunning
              ? ""
              : value === null
                ? "Stopped."
                : "Done."}
        </span>
      </div>
      {value !== null && (
        <>
          <p class="sum">{sumText(value)}</p>
          <LatencyTable result={value} />
        </>
      )}
    </section>
  );
}

const allWays: readonly WriteWay[] = ["local", ...coordinatedWays];

function partDone(progress: LatencyProgress | null, writes: number): number {
  if (progress === null) return 0;
  return (allWays.indexOf(progress.way) + progress.writes / writes) / allWays.length;
}

/** From Tokyo, the farthest: what waiting costs. */
function sumText(result: LatencyResult): string {
  const from = (way: WriteWay): LatencyResult["ways"][number]["regions"][number] | undefined =>
    result.ways.find((one) => one.way === way)?.regions.find(({ region }) => region === "tokyo");
  const waiting = coordinatedWays.flatMap((way) => from(way) ?? []);
  const range = (values: readonly number[]): string => {
    const [least, most] = [numberText(Math.min(...values)), numberText(Math.max(...values))];
    return least === most ? least : `${least} to ${most}`;
  };
  const local = numberText(from("local")?.p50 ?? 0, 1);
  return `From Tokyo, at the median: ${range(waiting.map(({ p50 }) => p50))} ms with coordination, ${local} ms without: ${range(waiting.map(({ slower }) => slower))} times as long.`;
}
