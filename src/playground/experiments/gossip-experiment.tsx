/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { gossipModes, type GossipMode } from "../../lab/gossip.ts";
import { Choice } from "../controls/choice.tsx";
import { NumberSlider } from "../controls/number-slider.tsx";
import { lab } from "../lab.ts";
import type { WatchedRumour } from "../lab-api.ts";
import { linkTo } from "../route.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { seedOption, setOptions, wholeOption, wordOption } from "./experiment-options.ts";
import { GossipRing } from "./gossip-ring.tsx";
import { numberText } from "./number-text.ts";
import { RoundsChart } from "./rounds-chart.tsx";
import { RumourPlayer } from "./rumour-player.ts";
import { SeedField } from "./seed-field.tsx";
import { useAnswer } from "./use-answer.ts";
import { useGossipSizes, type MeasuredSizes } from "./use-gossip-sizes.ts";
import { WaveChart } from "./wave-chart.tsx";

const ringNodes = 12;

interface Settings {
  readonly mode: GossipMode;
  readonly loss: number;
  readonly seed: number;
}

/** A rumour among twelve, seen message by message, and among up to a million, counted. */
export function GossipExperiment(): VNode {
  const mode = wordOption("mode", gossipModes, "push");
  const percent = wholeOption("loss", { least: 0, most: 90, otherwise: 0 });
  const seed = seedOption();
  const settings = { mode, loss: percent / 100, seed };
  const rumour = useAnswer(
    async () => lab.api().watchRumour({ ...settings, nodes: ringNodes }),
    `${mode} ${percent} ${seed}`,
  );
  const player = usePlayer(rumour.value);

  return (
    <ExperimentFrame
      tries={tries}
      notice={player === null ? null : noticeOf(player, settings)}
      controls={
        <>
          <div class="toolbar">
            <Choice
              label="Who calls"
              choices={gossipModes}
              words={modeWords}
              value={mode}
              onChange={(chosen) => setOptions("gossip", { mode: chosen })}
            />
            <SeedField experiment="gossip" />
          </div>
          <div class="sliders">
            <NumberSlider
              label="Messages lost"
              value={percent}
              least={0}
              most={90}
              step={5}
              words={(value) => `${value} %`}
              onChange={(loss) => setOptions("gossip", { loss })}
            />
          </div>
          <p class="quiet">{modeTexts[mode]}</p>
        </>
      }
      stage={
        <div class="gossip">
          <section class="panel" aria-labelledby="gossip-ring">
            <h2 id="gossip-ring">Twelve nodes</h2>
            {rumour.trouble !== null && <p class="notice bad">The rumour cannot be had: {rumour.trouble}</p>}
            {player !== null && <Twelve player={player} />}
          </section>
          <Wave settings={settings} />
          <Sizes settings={settings} />
        </div>
      }
      background={
        <>
          <p>
            While few know it, those who know nearly double each round: log2 n rounds. At the end the last few
            wait until somebody happens to call them: ln n rounds more.
          </p>
          <p>
            A round costs each caller one message, so that all together need O(n log n). Lost messages
            lengthen it and stop nothing: there are many ways to each node. What gossip does not say is when a
            node hears, or in which order.
          </p>
        </>
      }
      links={[
        { text: "An activity feed that spreads by gossip", href: linkTo("workbench", "activity-feed") },
        { text: "Causal chat: the order that gossip does not keep", href: linkTo("experiments", "chat") },
      ]}
    />
  );
}

const tries = [
  <>
    Press <b>Step</b> and count who knows: the number about doubles.
  </>,
  <>Lose half of the messages. How many rounds more does it take?</>,
  <>
    Compare <b>push</b> with <b>push-pull</b> among 10,000 nodes.
  </>,
  <>Measure up to a million: the rounds about double from a thousand.</>,
];

const modeWords: Readonly<Record<GossipMode, string>> = {
  push: "push",
  pull: "pull",
  "push-pull": "push-pull",
};

const modeTexts: Readonly<Record<GossipMode, string>> = {
  push: "Each round, everybody who has the rumour tells one other node at random.",
  pull: "Each round, everybody who lacks the rumour asks one other node at random.",
  "push-pull": "Each round, everybody calls one other node at random, and both have the rumour if one had.",
};

/** A new player for each rumour; the one before is closed. */
function usePlayer(rumour: WatchedRumour | null): RumourPlayer | null {
  const player = useMemo(() => (rumour === null ? null : new RumourPlayer(rumour)), [rumour]);
  useEffect(() => () => player?.close(), [player]);
  return player;
}

function messagesUntil(player: RumourPlayer, round: number): number {
  return player.rumour.rounds.slice(0, round).reduce((sum, { messages }) => sum + messages.length, 0);
}

function knownAfter(player: RumourPlayer, round: number): number {
  return 1 + player.rumour.rounds.slice(0, round).reduce((sum, { heard }) => sum + heard.length, 0);
}

function noticeOf(player: RumourPlayer, { loss }: Settings): Notice | null {
  const round = player.round.value;
  if (player.isPlaying.value) return { kind: "plain", text: "The rumour spreads." };
  if (round === 0) return null;
  const messages = messagesUntil(player, round);
  if (player.isOver)
    return {
      kind: "good",
      text: (
        <>
          <b>✓ All {ringNodes} have it</b> after {round} rounds and {messages} messages.{" "}
          {loss === 0 ? "log2 12 + ln 12 is" : "Expected of push with this loss:"}{" "}
          {numberText(player.rumour.expectedRounds, 1)}.
        </>
      ),
    };
  return {
    kind: "plain",
    text: `After round ${round}, ${knownAfter(player, round)} of ${ringNodes} have it; ${messages} ${messages === 1 ? "message" : "messages"} so far.`,
  };
}

function Twelve({ player }: { readonly player: RumourPlayer }): VNode {
  const round = player.round.value;
  return (
    <>
      <div class="toolbar">
        {player.isPlaying.value ? (
          <button type="button" class="button primary" onClick={() => player.pause()}>
            Pause
          </button>
        ) : (
          <button type="button" class="button primary" onClick={() => player.play()}>
            {player.isOver ? "Play again" : "Play"}
          </button>
        )}
        <button type="button" class="button" disabled={player.isOver} onClick={() => player.step()}>
          Step
        </button>
        <button
          type="button"
          class="button"
          disabled={round === 0 && player.leg.value === null}
          onClick={() => player.reset()}
        >
          Start over
        </button>
      </div>
      <dl class="counts">
        <Count name="Round" value={numberText(round)} />
        <Count name="Have it" value={`${knownAfter(player, round)} of ${ringNodes}`} />
        <Count name="Messages" value={numberText(messagesUntil(player, round))} />
        <Count name="Expected of push" value={numberText(player.rumour.expectedRounds, 1)} />
      </dl>
      <GossipRing player={player} nodes={ringNodes} />
      <p class="legend small quiet">
        <span>
          <svg class="mark knows" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="8" />
            <path d="M6 10.5l3 3.2 5.2 -6.6" />
          </svg>
          has it
        </span>
        <span>
          <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
            <circle cx="10" cy="10" r="8" />
          </svg>
          not yet
        </span>
        <span>
          <svg class="mark lost" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M5 5l10 10m0 -10l-10 10" />
          </svg>
          lost
        </span>
      </p>
    </>
  );
}

function Count({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const waveSizes = ["12", "100", "1000", "10000"] as const;

const waveWords: Readonly<Record<(typeof waveSizes)[number], string>> = {
  "12": "12",
  "100": "100",
  "1000": "1,000",
  "10000": "10,000",
};

/** One run among more nodes, as a curve with a point for each of them. */
function Wave({ settings }: { readonly settings: Settings }): VNode {
  const size = wordOption("nodes", waveSizes, "10000");
  const nodes = Number(size);
  const [drawn, setDrawn] = useState(0);
  const { mode, loss, seed } = settings;
  const wave = useAnswer(
    async () => lab.api().rumourWave({ ...settings, nodes }),
    `${mode} ${loss} ${seed} ${nodes}`,
  );
  const { value } = wave;
  return (
    <section class="panel" aria-labelledby="gossip-wave">
      <h2 id="gossip-wave">One run, node by node</h2>
      <div class="toolbar">
        <Choice
          label="Nodes"
          choices={waveSizes}
          words={waveWords}
          value={size}
          onChange={(chosen) => setOptions("gossip", { nodes: chosen })}
        />
        <button type="button" class="button" onClick={() => setDrawn(drawn + 1)}>
          Draw again
        </button>
      </div>
      {wave.trouble !== null && <p class="notice bad">The run cannot be had: {wave.trouble}</p>}
      {value !== null && (
        <>
          <WaveChart wave={value} drawn={drawn} isExact={loss === 0} />
          <p role="status">
            All {numberText(value.heardAt.length)} nodes have it after {value.rounds} rounds (expected of
            push: {numberText(value.expectedRounds, 1)}) and {numberText(value.messages)} messages,{" "}
            {numberText(value.messages / value.heardAt.length, 1)} for each node.
          </p>
        </>
      )}
    </section>
  );
}

const allSizes = [12, 100, 1000, 10_000, 100_000, 1_000_000];
const largest = ["10000", "100000", "1000000"] as const;
const largestWords: Readonly<Record<(typeof largest)[number], string>> = {
  "10000": "10,000",
  "100000": "100,000",
  "1000000": "1,000,000",
};

/** As many runs as `calm lab gossip` does. */
const seeds = 5;

/** The rounds and messages of many runs, for more and more nodes. */
function Sizes({ settings }: { readonly settings: Settings }): VNode {
  const size = wordOption("most", largest, "10000");
  const most = Number(size);
  const sizes = allSizes.filter((nodes) => nodes <= most);
  const measured = useGossipSizes({ ...settings, seeds, sizes });
  return (
    <section class="panel sizes" aria-labelledby="gossip-sizes">
      <h2 id="gossip-sizes">Rounds and messages, the median of {seeds} runs</h2>
      <div class="toolbar">
        <Choice
          label="Up to"
          choices={largest}
          words={largestWords}
          value={size}
          onChange={(chosen) => setOptions("gossip", { most: chosen })}
        />
        {measured.isRunning ? (
          <button type="button" class="button" onClick={measured.stop}>
            Stop
          </button>
        ) : (
          <button type="button" class="button" onClick={measured.start}>
            Measure again
          </button>
        )}
        <Progress measured={measured} asked={sizes.length} />
      </div>
      <RoundsChart sizes={measured.sizes} most={most} loss={settings.loss} />
      <SizesTable measured={measured} loss={settings.loss} />
    </section>
  );
}

function Progress({ measured, asked }: { readonly measured: MeasuredSizes; readonly asked: number }): VNode {
  const { now, done, isRunning, sizes, trouble } = measured;
  return (
    <>
      {isRunning && (
        <span class="labelled">
          <progress value={done} max={1} aria-label="Part of the runs that is done" />
          <span class="quiet">
            {now !== null &&
              `${numberText(now.nodes)} nodes, seed ${now.seed}: ${numberText(now.informed)} have it`}
          </span>
        </span>
      )}
      <span role="status">
        {trouble !== null
          ? `The runs failed: ${trouble}`
          : isRunning
            ? ""
            : sizes.length < asked
              ? `Stopped after ${sizes.length} of ${asked} sizes.`
              : "Done."}
      </span>
    </>
  );
}

function SizesTable({ measured, loss }: { readonly measured: MeasuredSizes; readonly loss: number }): VNode {
  return (
    <div class="wide" tabIndex={0} role="group" aria-label="Table of the figures">
      <table class="rows numbers">
        <thead>
          <tr>
            <th scope="col">Nodes n</th>
            <th scope="col">Rounds</th>
            <th scope="col">Fewest to most</th>
            <th scope="col">{loss === 0 ? "log2 n + ln n" : "Expected of push"}</th>
            <th scope="col">Messages</th>
            <th scope="col">For each node</th>
            <th scope="col">Messages / n log2 n</th>
          </tr>
        </thead>
        <tbody>
          {measured.sizes.map((one) => (
            <tr key={one.nodes}>
              <th scope="row">{numberText(one.nodes)}</th>
              <td>{numberText(one.rounds, 1)}</td>
              <td>
                {one.roundsMin}–{one.roundsMax}
              </td>
              <td>{one.expectedRounds.toFixed(1)}</td>
              <td>{numberText(one.messages)}</td>
              <td>{(one.messages / one.nodes).toFixed(1)}</td>
              <td>{one.messagesPerNLogN.toFixed(2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
