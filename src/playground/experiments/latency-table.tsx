import type { VNode } from "preact";
import type { LatencyResult, RegionResult, WriteWay } from "../../lab/latency.ts";
import { numberText, partText } from "./number-text.ts";
import { regionWords } from "./region-words.ts";

export const wayWords: Readonly<Record<WriteWay, string>> = {
  local: "nobody",
  leader: "a leader",
  quorum: "a quorum",
  barrier: "everybody",
};

/** What was measured, for each way and region. Bars are logarithmic, from 1 ms on. */
export function LatencyTable({ result }: { readonly result: LatencyResult }): VNode {
  const most = Math.max(...result.ways.flatMap(({ regions }) => regions.map(({ p99 }) => p99)));
  return (
    <div class="wide" tabIndex={0} role="group" aria-label="Table of the figures">
      <table class="rows latencies">
        <thead>
          <tr>
            <th scope="col">A write waits for</th>
            <th scope="col">Made in</th>
            <th scope="col" class="number">
              p50 ms
            </th>
            <th scope="col" class="number">
              p99 ms
            </th>
            <th scope="col" aria-hidden="true" />
            <th scope="col" class="number">
              Times local
            </th>
            <th scope="col" class="number">
              Messages per write
            </th>
            <th scope="col">While Tokyo is cut off</th>
          </tr>
        </thead>
        {result.ways.map(({ way, regions, messagesPerWrite }) => (
          <tbody key={way}>
            {regions.map((region, i) => (
              <tr key={region.region}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={regions.length}>
                    {wayWords[way]}
                  </th>
                )}
                <td>{regionWords[region.region]}</td>
                <td class="number">{numberText(region.p50, 1)}</td>
                <td class="number">{numberText(region.p99, 1)}</td>
                <td class="bar" aria-hidden="true">
                  <span class={way} style={{ width: `${barPart(region, most)}%` }} />
                </td>
                <td class="number">{way === "local" ? "" : `${numberText(region.slower)} ×`}</td>
                {i === 0 && (
                  <td class="number" rowSpan={regions.length}>
                    {numberText(messagesPerWrite, 1)}
                  </td>
                )}
                <td>
                  <Accepted part={region.acceptedInPartition} />
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function barPart({ p50 }: RegionResult, most: number): number {
  return Math.max(1, (100 * Math.log10(Math.max(1, p50))) / Math.log10(most));
}

function Accepted({ part }: { readonly part: number }): VNode {
  if (part === 1) return <span class="good">✓ accepted</span>;
  if (part === 0) return <span class="bad">✕ refused</span>;
  return <span>{partText(part)} accepted</span>;
}
