/// <reference lib="dom" />
import type { VNode } from "preact";
import type { Quorum, QuorumResult } from "../../lab/quorum.ts";

interface Props {
  readonly quorum: Quorum;
  readonly results: readonly QuorumResult[] | null;
  readonly onPick: (quorum: Quorum) => void;
}

/** A square for each pair; arrow keys go from one to the next. Writes go up, reads to the right. */
export function QuorumMap({ quorum, results, onPick }: Props): VNode {
  const { replicas } = quorum;
  const sizes = Array.from({ length: replicas }, (_, i) => i + 1);
  const find = (write: number, read: number): QuorumResult | null =>
    results?.find((one) => one.replicas === replicas && one.write === write && one.read === read) ?? null;
  const move = (event: KeyboardEvent): void => {
    const change = arrows[event.key];
    if (change === undefined) return;
    event.preventDefault();
    const within = (size: number): number => Math.min(replicas, Math.max(1, size));
    const [write, read] = [within(quorum.write + change[0]), within(quorum.read + change[1])];
    onPick({ replicas, write, read });
    const table = event.currentTarget;
    if (table instanceof HTMLElement)
      table.querySelector<HTMLElement>(`[data-pair="${write} ${read}"]`)?.focus();
  };
  return (
    <div class="map">
      <table onKeyDown={move}>
        <caption class="only-read">Which reads miss the last write, for each w and r</caption>
        <tbody>
          {sizes.toReversed().map((write) => (
            <tr key={write}>
              <th scope="row">{write === replicas ? `w ${write}` : write}</th>
              {sizes.map((read) => (
                <td key={read}>
                  <Square
                    result={find(write, read)}
                    pair={{ replicas, write, read }}
                    isPicked={write === quorum.write && read === quorum.read}
                    onPick={onPick}
                  />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <td />
            {sizes.map((read) => (
              <th key={read} scope="col">
                {read === 1 ? `r ${read}` : read}
              </th>
            ))}
          </tr>
        </tbody>
      </table>
      <p class="small quiet">
        <span class="key meets" aria-hidden="true">
          ✓
        </span>{" "}
        always meet{" "}
        <span class="key misses" aria-hidden="true">
          %
        </span>{" "}
        of the reads are stale
      </p>
    </div>
  );
}

const arrows: Readonly<Record<string, readonly [write: number, read: number]>> = {
  ArrowUp: [1, 0],
  ArrowDown: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
};

interface SquareProps {
  readonly result: QuorumResult | null;
  readonly pair: Quorum;
  readonly isPicked: boolean;
  readonly onPick: (quorum: Quorum) => void;
}

function Square({ result, pair, isPicked, onPick }: SquareProps): VNode {
  const { write, read } = pair;
  const meets = result !== null && result.overlap > 0;
  const percent = Math.round(100 * (result?.stale ?? 0));
  const words = result === null ? "" : meets ? ", ✓ always meet" : `, ${percent} % of the reads are stale`;
  return (
    <button
      type="button"
      class={`square ${result === null ? "" : meets ? "meets" : "misses"}`}
      style={{ "--stale": `${percent}%` }}
      data-pair={`${write} ${read}`}
      tabIndex={isPicked ? 0 : -1}
      aria-pressed={isPicked}
      aria-label={`w = ${write}, r = ${read}${words}`}
      onClick={() => onPick(pair)}
    >
      {result === null ? "" : meets ? "✓" : percent}
    </button>
  );
}
