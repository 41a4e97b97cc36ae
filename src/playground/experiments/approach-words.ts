import type { Approach, ShopPromise } from "../../lab/approaches.ts";
import { linkTo } from "../route.ts";

export interface ApproachWords {
  readonly title: string;
  /** How it works, and what it is good for. */
  readonly about: string;
  readonly price: string;
  readonly example: { readonly text: string; readonly href: string };
}

export const approachWords: Readonly<Record<Approach, ApproachWords>> = {
  crdt: {
    title: "CRDTs",
    about: "Every replica writes on its own; whatever arrives merges, in any order and however often.",
    price: "No rule over all replicas can be kept: each of them is right about what it sees, and no more.",
    example: { text: "Likes, counted everywhere", href: linkTo("workbench", "likes") },
  },
  causal: {
    title: "Causal broadcast",
    about: "As CRDTs, and an update is held back until all that its author had seen is there.",
    price: "Updates say what they depend on, and some wait in a buffer. No answer waits.",
    example: { text: "A chat", href: linkTo("workbench", "chat") },
  },
  escrow: {
    title: "Escrow",
    about: "The rights to sell are handed out beforehand. Who holds one sells without asking.",
    price: "Who has used its rights up must ask for others', or refuse, even if there is stock elsewhere.",
    example: { text: "Stock with rights", href: linkTo("workbench", "inventory") },
  },
  seal: {
    title: "Seals",
    about: "Wishes are taken in everywhere. Once all replicas have voted to close, the decision is final.",
    price: "Taking in never stops, but a decision waits for everybody, so one that is cut off holds it up.",
    example: { text: "An auction, awarded after it is closed", href: linkTo("workbench", "auction-sealed") },
  },
  leader: {
    title: "Leader",
    about: "One replica decides, as in Raft between elections; the others send their requests to it.",
    price: "A round trip to the leader, and no decision for who cannot reach it.",
    example: { text: "Sales at one desk", href: linkTo("workbench", "limited-stock-desk") },
  },
  quorum: {
    title: "Quorum",
    about: "A decision counts once more than half have it, as in Paxos; two majorities always meet.",
    price: "Two round trips to the nearest majority, and no decision on the smaller side of a partition.",
    example: { text: "A key-value store", href: linkTo("workbench", "key-value-store") },
  },
  barrier: {
    title: "Barrier",
    about: "Everybody is heard before anything is decided.",
    price: "The farthest replica sets the pace, and one that is down stops all.",
    example: {
      text: "Garbage, freed once nobody refers to it",
      href: linkTo("workbench", "garbage-collection"),
    },
  },
};

export interface PromiseWords {
  readonly short: string;
  readonly text: string;
}

export const promiseWords: Readonly<Record<ShopPromise, PromiseWords>> = {
  converge: {
    short: "converges",
    text: "After a partition all replicas have all accepted writes, and the same ones.",
  },
  order: { short: "cause first", text: "No answer is seen anywhere before its question." },
  limit: { short: "no oversell", text: "Three regions sell the last unit at once: one of them has sold it." },
  unique: { short: "one owner", text: "Three regions sign up for one name at once: one of them gets it." },
  fresh: { short: "fresh reads", text: "A read elsewhere, right after the answer, sees the write." },
};
