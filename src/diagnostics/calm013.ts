import type { DeclarationProblem } from "../model/finding.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { quoted } from "./wording.ts";

export const calm013 = {
  code: "CALM013",
  name: "malformed declaration",
  severity: "error",
  summary: "A declaration says something that no relation or type can be.",
  why: `A lattice column (\`max<…>\`, \`lww<…>\`, a counter, …) holds one value per key, so the keys come first and it comes last. Several \`lww\` columns are one register; counters, \`bounded\`, \`mv\` and \`sequence\` stand alone. Only \`max\` and \`min\` go with \`static\`, and none with \`orset\`: removing a row and merging its value contradict each other. \`max\` and \`min\` need an ordered type.`,
  fix: `Move the lattice column to the end, or split the relation in two with the same key.`,
  bad: rules`
    .decl highest(amount: max<number>, auction: symbol)
    .input highest
    .decl started(auction: symbol)
    started(a) :- highest(_, a).
    .output started
  `,
  good: rules`
    .decl highest(auction: symbol, amount: max<number>)
    .input highest
    .decl started(auction: symbol)
    started(a) :- highest(a, _).
    .output started
  `,
  describe({ relation, column, problem }) {
    const { says, help } = words[problem];
    return { message: `${quoted(column === "" ? relation : `${relation}.${column}`)} ${says}`, help: [help] };
  },
} as const satisfies Entry<"CALM013">;

const words: Readonly<Record<DeclarationProblem, { readonly says: string; readonly help: string }>> = {
  "not last": {
    says: "is a lattice column before a plain one",
    help: "move it to the end: the keys come first",
  },
  "not alone": {
    says: "is a second lattice column, which only `max`, `min` and `lww` columns may have",
    help: "split the relation in two with the same key",
  },
  "cannot hold": {
    says: "is a lattice of a type that it cannot hold",
    help: "`max` and `min` hold numbers, floats and symbols, `lww` and `mv` any base type",
  },
  "element missing": {
    says: "is a lattice column without the type of its values",
    help: "write it in angle brackets: `max<number>`, `lww<symbol>`",
  },
  "bound missing": {
    says: "is `bounded` without its lower bound",
    help: "write it in angle brackets: `bounded<0>`",
  },
  "in an orset": {
    says: "is a lattice column in an `orset`, where removing a row and merging its value contradict each other",
    help: "take `orset` off, or keep the value in a relation of its own",
  },
  "in a static relation": {
    says: "is a column that is written, in a relation that is `static`",
    help: "take `static` off, or make it a plain column",
  },
  "several qualifiers": {
    says: "has several of `gset`, `orset` and `static`",
    help: "keep one",
  },
  "eqrel not binary": {
    says: "is `eqrel` without two columns of one type",
    help: "an equivalence relation holds pairs of one type",
  },
  "redefines a base type": {
    says: "is the name of a base type",
    help: "give the type another name",
  },
  "cyclic type": {
    says: "is defined through itself",
    help: "take it out of its own definition",
  },
  "nested too deeply": {
    says: "is a union of unions that lie too deep in one another",
    help: "name the members directly",
  },
};
