import type { VNode } from "preact";
import type { CellView } from "../run-api.ts";
import { timeText } from "./time-text.ts";

interface Props {
  readonly cell: CellView;
  readonly replicas: readonly string[];
}

/** What is inside of a replicated row: slots as bars, tags, writes with their times. */
export function CellInsides({ cell, replicas }: Props): VNode | null {
  switch (cell.kind) {
    case "gcounter":
    case "pncounter":
    case "bounded":
      return <Slots cell={cell} replicas={replicas} />;
    case "orset":
      return (
        <p class="insides">
          {cell.tags.map((tag) => (
            <span key={tag} class="tag">
              {tag.replace(/^\*/, "start")}
            </span>
          ))}
        </p>
      );
    case "lww":
    case "mv":
      return (
        <ul class="insides">
          {cell.writes.map(({ value, time, replica }, i) => (
            <li key={i}>
              {cell.writes.length > 1 && <code>{value} </code>}
              {writtenBy(replica)}
              {cell.kind === "mv" ? `, its change ${time}` : ` at ${timeText(time)}`}
            </li>
          ))}
        </ul>
      );
    case "max":
    case "min":
    case "sequence":
      return null;
  }
}

function Slots({ cell, replicas }: Props): VNode {
  const most = Math.max(1, ...cell.slots.flatMap(({ plus, minus }) => [plus, minus]));
  const hasMinus = cell.kind !== "gcounter";
  return (
    <table class="insides slots">
      {hasMinus && (
        <thead>
          <tr>
            <td />
            <th scope="col">{cell.kind === "bounded" ? "granted" : "P"}</th>
            <th scope="col">{cell.kind === "bounded" ? "spent" : "N"}</th>
            {cell.kind === "bounded" && <th scope="col">rights</th>}
          </tr>
        </thead>
      )}
      <tbody>
        {cell.slots
          .filter(({ replica, plus, minus }) => replicas.includes(replica) || plus > 0 || minus > 0)
          .map(({ replica, plus, minus, rights }) => (
            <tr key={replica}>
              <th scope="row">{replicas.includes(replica) ? replica : "from the start"}</th>
              <Slot value={plus} most={most} kind="plus" />
              {hasMinus && <Slot value={minus} most={most} kind="minus" />}
              {rights !== null && <td class="rights">{rights}</td>}
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function Slot({
  value,
  most,
  kind,
}: {
  readonly value: number;
  readonly most: number;
  readonly kind: "plus" | "minus";
}): VNode {
  return (
    <td>
      <span class="slot">
        <i class={kind} style={{ transform: `scaleX(${value / most})` }} />
      </span>
      {value}
    </td>
  );
}

function writtenBy(replica: string): string {
  return replica === "" ? "from the start" : `written by ${replica}`;
}
