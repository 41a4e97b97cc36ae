/** A word that reports use, and what it says; backquotes mark program text. */
export interface VerdictWord {
  /** What the word is said of. */
  readonly of: "an output" | "an invariant" | "a promise" | "a proof";
  readonly meaning: string;
}

/** The words of verdicts, by how they are written in reports. */
export const verdictWords: ReadonlyMap<string, VerdictWord> = new Map([
  ...said("an output", {
    constant: "Its rows are fixed: what is there stays, and what is missing stays missing.",
    monotone:
      "Its rows only ever become more: a row that is there stays whatever else arrives, so that anybody may act on it at once; a row that is missing may yet appear.",
    antitone:
      "Its rows only ever become fewer: what is missing stays missing, so that anybody may act on an absence at once; a row that is there may go.",
    coordinated:
      "Its rows stay, thanks to the seals and boundaries that are listed with it: whoever pays their coordination may act on a row.",
    nonmonotone:
      "A row that is there may go when more becomes known, and others may appear. Replicas with the same facts agree, so it may be shown, and must not be acted upon as if it stood. `calm explain CALM101` and the codes behind it say what to do.",
    nondeterministic:
      "It may differ from replica to replica, for ever, as what it rests on is decided differently at each (`replica()`, `now()`, an order of arrival).",
  }),
  ...said("a promise", {
    final: "What is printed stays true: the promise of an `.output` that names no other.",
    eventual: 'What is shown may be withdrawn; replicas agree in the end: `.output r(promise="eventual")`.',
    absence: 'What is missing stays missing: `.output r(promise="absence")`.',
  }),
  ...said("an invariant", {
    confluent:
      "No merge of states that keep it breaks it, whatever operations ran where: it needs no coordination. A proof comes with it.",
    "not confluent":
      "Replicas that each keep it break it by merging: the shortest run that does so comes with it, and what may be done about it.",
    undecided:
      "Neither a proof was found nor a run that breaks it, within the bound that is given. With the optional package `z3-solver` more is proved.",
    assumed: "The world outside guarantees it: it is used in proofs, and neither checked nor enforced.",
    "coordination-free": "The class of what is confluent: every replica may act alone.",
    "needs-coordination":
      "The class of what is not confluent where replicas have to agree before they act: at a boundary, or by another design of the data.",
    redesignable:
      "The class of what is not confluent and limits a number: rights to act may be shared out beforehand (`bounded<0>`), so that each replica acts alone while it has some. Where an edit of the program does so, `calm confluence` offers it.",
  }),
  ...said("a proof", {
    direction:
      "What could break the invariant never becomes true by growing, or nothing writes what it reads.",
    pointwise: "The invariant speaks of one row alone, and every merged row comes whole from one side.",
    cutoff:
      "Every row that the invariant speaks of comes from one side, and what that row needs was there already and stays.",
    diamond:
      "The rows that would break the invariant together cannot come from operations that do not know of each other.",
    solver: "A solver (Z3) found no two states that keep the invariant and merge into one that does not.",
  }),
]);

function said(
  of: VerdictWord["of"],
  words: Readonly<Record<string, string>>,
): readonly (readonly [string, VerdictWord])[] {
  return Object.entries(words).map(([word, meaning]) => [word, { of, meaning }] as const);
}
