/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { allQuorums, type Quorum, type QuorumResult, type QuorumTrial } from "../../lab/quorum.ts";
import { NumberSlider } from "../controls/number-slider.tsx";
import { lab } from "../lab.ts";
import { linkTo } from "../route.ts";
import { ExperimentFrame, type Notice } from "./experiment-frame.tsx";
import { seedOption, setOptions, wholeOption } from "./experiment-options.ts";
import { numberText, partText } from "./number-text.ts";
import { QuorumMap } from "./quorum-map.tsx";
import { QuorumReplicas } from "./quorum-replicas.tsx";
import { SeedField } from "./seed-field.tsx";
import { useAnswer } from "./use-answer.ts";

/** More would not fit beside each other on a telephone. */
const replicasMost = 9;

/** Writes and reads simulated for each pair, as many as `calm lab quorum` does. */
const trials = 20_000;

/** How many tries of one pair can be watched. */
const watchedMost = 1000;

/** How many of n a write and a read wait for, and whether they must meet. */
export function QuorumExperiment(): VNode {
  const replicas = wholeOption("n", { least: 1, most: replicasMost, otherwise: 5 });
  const half = Math.floor(replicas / 2) + 1;
  const write = wholeOption("w", { least: 1, most: replicas, otherwise: half });
  const read = wholeOption("r", { least: 1, most: replicas, otherwise: half });
  const seed = seedOption();
  const quorum: Quorum = { replicas, write, read };

  const all = useAnswer(
    async () => lab.api().quorums(allQuorums(replicas), seed, trials),
    `${replicas} ${seed}`,
  );
  const result = all.value?.find((one) => isSame(one, quorum)) ?? null;
  const watched = useTries(quorum, seed);

  return (
    <ExperimentFrame
      tries={tries}
      notice={result === null ? null : noticeOf(result)}
      controls={
        <>
          <div class="sliders" role="group" aria-label="Quorums">
            <NumberSlider
              label="n, replicas"
              value={replicas}
              least={1}
              most={replicasMost}
              onChange={(n) => setOptions("quorum", { n, w: Math.min(write, n), r: Math.min(read, n) })}
            />
            <NumberSlider
              label="w, a write waits for"
              value={write}
              least={1}
              most={replicas}
              onChange={(w) => choose({ replicas, write: w, read })}
            />
            <NumberSlider
              label="r, a read asks"
              value={read}
              least={1}
              most={replicas}
              onChange={(r) => choose({ replicas, write, read: r })}
            />
          </div>
          <div class="toolbar">
            <Presets quorum={quorum} />
            <SeedField experiment="quorum" />
          </div>
        </>
      }
      stage={
        <div class="quorum">
          <section class="panel pair" aria-labelledby="quorum-pair">
            <h2 id="quorum-pair">
              {watched.shown === null ? "Worst case" : `Try ${numberText(watched.count)}`}
            </h2>
            <QuorumReplicas quorum={quorum} trial={watched.shown ?? worstCase(quorum)} />
            <Tries watched={watched} />
          </section>
          <section class="panel" aria-labelledby="quorum-map">
            <h2 id="quorum-map">All pairs of {replicas}</h2>
            <QuorumMap quorum={quorum} results={all.value} onPick={choose} />
          </section>
          <section class="panel figures" aria-labelledby="quorum-figures">
            <h2 id="quorum-figures">
              Figures for w = {write}, r = {read} of {replicas}
            </h2>
            {all.trouble !== null && <p class="notice bad">The figures cannot be had: {all.trouble}</p>}
            {result !== null && <Figures result={result} />}
          </section>
        </div>
      }
      background={
        <>
          <p>
            A write is done when w replicas have it; a read asks r and takes the newest that it gets. If w + r
            is more than n, any two such sets share a replica, and the read meets the write.
          </p>
          <p>
            Larger sets wait for more replicas, and stop when too many are down. Smaller ones go on, and some
            reads are stale.
          </p>
        </>
      }
      links={[
        { text: "A key-value store on quorums", href: linkTo("workbench", "key-value-store") },
        { text: "What a quorum waits for", href: linkTo("experiments", "latency", { way: "quorum" }) },
      ]}
    />
  );
}

const tries = [
  <>Begin with majorities, then lower r by one: the sets no longer have to meet.</>,
  <>
    Press <b>Try a write and a read</b> a few times where they can miss each other.
  </>,
  <>Find a pair in the map that reads fast and is never stale. What do its writes tolerate?</>,
];

function choose({ replicas, write, read }: Quorum): void {
  setOptions("quorum", { n: replicas, w: write, r: read });
}

function isSame(a: Quorum, b: Quorum): boolean {
  return a.replicas === b.replicas && a.write === b.write && a.read === b.read;
}

/** The sets that have least in common: the first w, and the last r. */
function worstCase({ replicas, write, read }: Quorum): QuorumTrial {
  const names = Array.from({ length: replicas }, (_, i) => i);
  return { written: names.slice(0, write), asked: names.slice(replicas - read) };
}

interface Preset {
  readonly name: string;
  readonly of: (replicas: number) => Quorum;
}

const presets: readonly Preset[] = [
  {
    name: "Majorities",
    of: (replicas) => {
      const half = Math.floor(replicas / 2) + 1;
      return { replicas, write: half, read: half };
    },
  },
  { name: "Read one, write all", of: (replicas) => ({ replicas, write: replicas, read: 1 }) },
  { name: "Write one, read all", of: (replicas) => ({ replicas, write: 1, read: replicas }) },
  { name: "One and one", of: (replicas) => ({ replicas, write: 1, read: 1 }) },
  { name: "Two of three", of: () => ({ replicas: 3, write: 2, read: 2 }) },
];

function Presets({ quorum }: { readonly quorum: Quorum }): VNode {
  return (
    <div class="toolbar" role="group" aria-label="Well-known pairs">
      {presets.map(({ name, of }) => {
        const preset = of(quorum.replicas);
        return (
          <button
            key={name}
            type="button"
            class="button"
            aria-pressed={isSame(preset, quorum)}
            onClick={() => choose(preset)}
          >
            {name}
          </button>
        );
      })}
    </div>
  );
}

function noticeOf({ replicas, write, read, overlap, stale, staleSimulated }: QuorumResult): Notice {
  const sum = `w + r = ${write + read}`;
  if (overlap > 0)
    return {
      kind: "good",
      text: (
        <>
          <b>✓ Overlap.</b> {sum} is more than n = {replicas}: every read meets the last write, in at least{" "}
          {overlap} {overlap === 1 ? "replica" : "replicas"}. No read is stale.
        </>
      ),
    };
  return {
    kind: "bad",
    text: (
      <>
        <b>✕ No overlap.</b> {sum} is not more than n = {replicas}: a read can miss the last write.{" "}
        {partText(stale)} of all reads do, {partText(staleSimulated)} in the simulation.
      </>
    ),
  };
}

function Figures({ result }: { readonly result: QuorumResult }): VNode {
  const {
    replicas,
    overlap,
    stale,
    staleSimulated,
    writesTolerate,
    readsTolerate,
    lossesTolerated,
    bound,
    agree,
  } = result;
  return (
    <table class="rows">
      <tbody>
        <tr>
          <th scope="row">Replicas in both sets</th>
          <td>
            <b class={overlap > 0 ? "good" : "bad"}>
              {overlap > 0 ? `✓ at least ${overlap}` : "✕ perhaps none"}
            </b>
          </td>
        </tr>
        <tr>
          <th scope="row">Stale reads, all pairs of sets enumerated</th>
          <td>{partText(stale)}</td>
        </tr>
        <tr>
          <th scope="row">Stale reads, {numberText(trials)} simulated</th>
          <td>
            {partText(staleSimulated)}, {agree ? "✓ agrees" : "✕ differs"} (
            {bound === 0 ? "exactly" : `within ${partText(bound)}`})
          </td>
        </tr>
        <tr>
          <th scope="row">Writes go on with</th>
          <td>{downText(writesTolerate, replicas)}</td>
        </tr>
        <tr>
          <th scope="row">Reads go on with</th>
          <td>{downText(readsTolerate, replicas)}</td>
        </tr>
        <tr>
          <th scope="row">A write that was answered survives</th>
          <td>
            {lossesTolerated === 0
              ? "no loss of a replica's disk"
              : `the loss of ${lossesTolerated} ${lossesTolerated === 1 ? "disk" : "disks"}`}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function downText(tolerated: number, replicas: number): string {
  return tolerated === 0 ? "none down" : `${tolerated} of ${replicas} down`;
}

interface WatchedTries {
  readonly count: number;
  readonly missed: number;
  readonly shown: QuorumTrial | null;
  readonly isFull: boolean;
  readonly more: (count: number) => void;
  readonly clear: () => void;
}

/** The tries of the simulation, one after the other, from the first on. */
function useTries(quorum: Quorum, seed: number): WatchedTries {
  const question = `${quorum.replicas} ${quorum.write} ${quorum.read} ${seed}`;
  const { value } = useAnswer(async () => lab.api().quorumTrials(quorum, seed, watchedMost), question);
  const [count, setCount] = useState(0);
  useEffect(() => setCount(0), [question]);
  const done = (value ?? []).slice(0, count);
  return {
    count: done.length,
    missed: done.filter(misses).length,
    shown: done.at(-1) ?? null,
    isFull: count >= watchedMost,
    more: (added) => setCount((before) => Math.min(watchedMost, before + added)),
    clear: () => setCount(0),
  };
}

function misses({ written, asked }: QuorumTrial): boolean {
  return !asked.some((replica) => written.includes(replica));
}

function Tries({ watched }: { readonly watched: WatchedTries }): VNode {
  const { count, missed, isFull, more, clear } = watched;
  return (
    <div class="toolbar">
      <button type="button" class="button primary" disabled={isFull} onClick={() => more(1)}>
        Try a write and a read
      </button>
      <button type="button" class="button" disabled={isFull} onClick={() => more(100)}>
        Try 100
      </button>
      <button type="button" class="button" disabled={count === 0} onClick={clear}>
        Worst case
      </button>
      <span role="status">
        {count > 0 &&
          `${numberText(missed)} of ${numberText(count)} ${count === 1 ? "read" : "reads"} missed the write (${partText(missed / count)})`}
      </span>
    </div>
  );
}
