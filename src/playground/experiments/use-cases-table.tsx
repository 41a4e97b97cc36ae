import type { VNode } from "preact";
import type { Approach } from "../../lab/approaches.ts";
import { linkTo } from "../route.ts";
import { approachWords } from "./approach-words.ts";

interface Props {
  readonly picked: Approach;
  readonly onPick: (approach: Approach) => void;
}

/** What merges and what does not, and how strong consistency is called, each with where it stands. */
export function UseCasesTable({ picked, onPick }: Props): VNode {
  return (
    <div class="use-cases">
      <Table
        title="Merge these"
        heads={["What is kept", "As", "Why it works"]}
        rows={merging}
        picked={picked}
        onPick={onPick}
      />
      <Table
        title="Do not merge these"
        heads={["What is promised", "Instead", "Why merging fails"]}
        rows={agreeing}
        picked={picked}
        onPick={onPick}
      />
      <Table
        title="Levels of consistency"
        heads={["Level", "For example", "What it says"]}
        rows={levels}
        picked={picked}
        onPick={onPick}
      />
    </div>
  );
}

interface Row {
  readonly name: string;
  /** A program of ours that does it; null where there is none. */
  readonly example: string | null;
  readonly by: string;
  readonly approach: Approach | null;
  readonly why: string;
}

const merging: readonly Row[] = [
  {
    name: "Likes and votes",
    example: "likes",
    by: "G-Counter",
    approach: "crdt",
    why: "They are only counted up, and everybody wants to vote at any time.",
  },
  {
    name: "Quantities in a cart",
    example: "cart",
    by: "PN-Counter",
    approach: "crdt",
    why: "Pieces come and go on all devices; a wrong quantity can still be corrected.",
  },
  {
    name: "A text that many write",
    example: "shared-document",
    by: "Sequence",
    approach: "crdt",
    why: "Each letter has a place of its own, so that insertions and deletions merge.",
  },
  {
    name: "Who is online",
    example: "presence",
    by: "LWW-Register",
    approach: "crdt",
    why: "Only the latest report is of interest.",
  },
  {
    name: "Tags and feature flags",
    example: "feature-flags",
    by: "OR-Set",
    approach: "crdt",
    why: "What is added anew stays, whatever is removed at the same time.",
  },
];

const agreeing: readonly Row[] = [
  {
    name: "Transfers between accounts",
    example: "bank-transfers",
    by: "Leader",
    approach: "leader",
    why: "Each branch covers its own transfers, and the merged account is overdrawn.",
  },
  {
    name: "One account for each user name",
    example: "user-names",
    by: "Quorum",
    approach: "quorum",
    why: "That nobody else has the name is an absence, and absences are not monotone.",
  },
  {
    name: "Never more sold than in stock",
    example: "inventory",
    by: "Escrow",
    approach: "escrow",
    why: "A limit is over all replicas: each needs a part of it to spend.",
  },
  {
    name: "A log with one order",
    example: "ordered-log",
    by: "Leader",
    approach: "leader",
    why: "Which entry is next has one answer only if one decides it.",
  },
];

const levels: readonly Row[] = [
  {
    name: "Eventual",
    example: null,
    by: "DNS",
    approach: null,
    why: "Once nobody writes any more, all replicas come to the same state at some time.",
  },
  {
    name: "Strong eventual",
    example: "wish-list",
    by: "CRDTs",
    approach: "crdt",
    why: "Replicas that have received the same updates are in the same state, in whatever order they came.",
  },
  {
    name: "Causal",
    example: "chat",
    by: "Causal broadcast",
    approach: "causal",
    why: "What led to something is seen before it, everywhere.",
  },
  {
    name: "Strong",
    example: "key-value-store",
    by: "Quorum",
    approach: "quorum",
    why: "Every read returns the latest write, as if there were one copy.",
  },
];

interface TableProps extends Props {
  readonly title: string;
  readonly heads: readonly [string, string, string];
  readonly rows: readonly Row[];
}

function Table({ title, heads, rows, picked, onPick }: TableProps): VNode {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      <table class="rows">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, example, by, approach, why }) => (
            <tr key={name}>
              <th scope="row">
                {example === null ? name : <a href={linkTo("workbench", example)}>{name}</a>}
              </th>
              <td>
                {approach === null ? (
                  by
                ) : (
                  <button
                    type="button"
                    class={`button ${approach === picked ? "chosen" : ""}`}
                    aria-label={`${by}: show ${approachWords[approach].title}`}
                    onClick={() => onPick(approach)}
                  >
                    {by}
                  </button>
                )}
              </td>
              <td>{why}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
