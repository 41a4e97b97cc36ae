import { valuesOf } from "../lattice/multi-value-register.ts";
import type { Row } from "../lattice/row.ts";
import type { Relation } from "../model/program.ts";
import type { CellDelta } from "../lattice/cell.ts";
import type { Change } from "./change.ts";
import { factText } from "../model/fact-text.ts";

/** A change in words: `insert cart("ana", "milk")`, `status("ana") := "home"`. */
export function changeText(change: Change, relation: Relation): string {
  switch (change.kind) {
    case "insert":
      return `insert ${factText(relation, change.row)}`;
    case "remove":
      return `delete ${factText(relation, change.row)}`;
    case "vote":
      return `vote to close by ${factText(relation, change.row)}`;
    case "merge":
      return `${factText(relation, change.key)} ${deltaText(change.delta)}`;
  }
}

function deltaText(delta: CellDelta): string {
  switch (delta.kind) {
    case "gcounter":
      return `is ${[...delta.state].map(([actor, total]) => `${String(total)} by ${actor}`).join(", ")}`;
    case "pncounter": {
      const { added, taken } = delta.state;
      const parts = [
        ...[...added].map(([actor, total]) => `+${String(total)} by ${actor}`),
        ...[...taken].map(([actor, total]) => `-${String(total)} by ${actor}`),
      ];
      return `is ${parts.join(", ")}`;
    }
    case "bounded": {
      const { rights, spent } = delta.state;
      const given = [...rights].flatMap(([giver, takers]) =>
        [...takers].map(([taker, total]) =>
          giver === taker
            ? `${String(total)} created by ${giver}`
            : `${String(total)} of ${giver} to ${taker}`,
        ),
      );
      const gone = [...spent].map(([actor, total]) => `${String(total)} spent by ${actor}`);
      return `is ${[...given, ...gone].join(", ")}`;
    }
    case "lww":
      return `:= ${delta.state === null ? "" : valuesText(delta.state.value)}`;
    case "mv":
      return `:= ${valuesOf(delta.state).map(valuesText).join(" | ")}`;
    case "sequence": {
      const typed = [...delta.state.elements.values()].map(({ character }) => character).join("");
      const removed = delta.state.removed.size;
      return [
        ...(typed === "" ? [] : [`gets ${JSON.stringify(typed)}`]),
        ...(removed === 0 ? [] : [`loses ${String(removed)}`]),
      ].join(", ");
    }
  }
}

function valuesText(values: Row): string {
  const texts = values.map((value) => (typeof value === "string" ? JSON.stringify(value) : String(value)));
  return texts.length === 1 ? (texts[0] ?? "") : `(${texts.join(", ")})`;
}
