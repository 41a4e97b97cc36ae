import { present } from "../../base/assert.ts";
import type { Witness, WitnessChange } from "../../analysis/report.ts";
import { rowKey, type Row } from "../../lattice/row.ts";
import type { Program, Relation } from "../../model/program.ts";
import { readFacts } from "../../syntax/facts.ts";
import { parse } from "../../syntax/parse.ts";
import type { Cluster } from "../cluster.ts";
import type { Work } from "../message.ts";
import type { ResolvedEffect } from "../../engine/resolved-effect.ts";

/** A fact of a witness, read again. */
export interface WitnessFact {
  readonly relation: Relation;
  readonly row: Row;
}

/** A witness as what replicas do: all have the facts, and then one makes the changes, which the other does not hear of. */
export interface WitnessPlan {
  /** Facts that no effect can write: of `static` relations, and of derived ones. */
  readonly given: readonly WitnessFact[];
  readonly facts: readonly WitnessFact[];
  readonly changes: readonly { readonly way: "insert" | "delete" | "write"; readonly fact: WitnessFact }[];
  readonly row: WitnessFact;
  readonly way: "withdrawn" | "appeared" | "outgrown";
}

/** Null where a text of the witness cannot be read as a fact. */
export function witnessPlan(witness: Witness, program: Program): WitnessPlan | null {
  const text = witness.withdrawn ?? witness.appeared ?? witness.outgrown ?? "";
  const way =
    witness.withdrawn !== undefined ? "withdrawn" : witness.appeared !== undefined ? "appeared" : "outgrown";
  const row = factOf(text, program);
  const facts = witness.facts.map((fact) => factOf(fact, program));
  const changes = witness.changes.map((change) => {
    const [kind, changed] = changeOf(change);
    const fact = factOf(changed, program);
    return fact === null ? null : { way: kind, fact };
  });
  if (row === null || facts.includes(null) || changes.includes(null)) return null;
  const known = facts.filter((fact) => fact !== null);
  const isGiven = ({ relation }: WitnessFact): boolean =>
    relation.qualifier === "static" || relation.kind === "derived";
  return {
    given: known.filter(isGiven),
    facts: known.filter((fact) => !isGiven(fact)),
    changes: changes.filter((change) => change !== null),
    row,
    way,
  };
}

function changeOf(change: WitnessChange): readonly ["insert" | "delete" | "write", string] {
  if ("insert" in change) return ["insert", change.insert];
  return "delete" in change ? ["delete", change.delete] : ["write", change.write];
}

function factOf(text: string, program: Program): WitnessFact | null {
  const { source, items } = parse({ path: "witness", text: `${text}.` });
  const [item] = items;
  if (item?.kind !== "facts") return null;
  let fact: WitnessFact | null = null;
  readFacts(source, item, (cursor) => {
    const relation = program.relations.get(cursor.relation);
    if (relation?.columns.length !== cursor.arity) return;
    fact = { relation, row: Array.from({ length: cursor.arity }, (_, i) => cursor.value(i)) };
  });
  return fact;
}

/**
 * The effects after which a relation has a row at a replica, as one that is there now may be
 * changed: a counter moves by the difference, a text is typed anew.
 */
export function effectsToHave(
  { relation, row }: WitnessFact,
  cluster: Cluster,
  replica: string,
): readonly Work[] {
  const { name, columns, keyCount } = relation;
  const [key, values] = [row.slice(0, keyCount), row.slice(keyCount)];
  const rows = [...(cluster.replica(replica)?.store.rows(name) ?? [])];
  const now = rows.find((one) => rowKey(one.slice(0, keyCount)) === rowKey(key))?.slice(keyCount);
  const effects = (): readonly ResolvedEffect[] => {
    switch (columns[keyCount]?.lattice ?? null) {
      case null:
      case "max":
      case "min":
        return [{ kind: "insert", relation: name, row }];
      case "lww":
      case "mv":
        return [{ kind: "write", relation: name, key, values }];
      case "gcounter":
      case "pncounter":
      case "bounded": {
        const bound = columns[keyCount]?.bound ?? 0;
        const amount = Number(values[0]) - Number(now?.[0] ?? bound);
        return [{ kind: "add", relation: name, key, amount: Math.abs(amount), sign: amount < 0 ? -1 : 1 }];
      }
      case "sequence": {
        const old = Array.from(String(now?.[0] ?? ""));
        return [
          ...old.map((): ResolvedEffect => ({ kind: "splice-out", relation: name, key, index: 0 })),
          { kind: "splice-in", relation: name, key, text: String(values[0]), index: 0 },
        ];
      }
    }
  };
  return effects().map((effect) => ({ kind: "effects", effects: [effect] }));
}

export function effectsToLack({ relation, row }: WitnessFact): readonly Work[] {
  return [
    {
      kind: "effects",
      effects: [{ kind: "delete", relation: present(relation.name, "a name"), pattern: row }],
    },
  ];
}
