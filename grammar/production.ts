import type { ISerializedGast } from "chevrotain";
import { CalmParser } from "../src/syntax/parser.ts";

/** The right side of a rule of the grammar. */
export type Production =
  /** A token: `literal` if it is written as its label, else a class of tokens. */
  | { readonly kind: "token"; readonly label: string; readonly literal: boolean }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence"; readonly parts: readonly Production[] }
  | { readonly kind: "choice"; readonly alternatives: readonly Production[] }
  | { readonly kind: "optional"; readonly inner: Production }
  | {
      readonly kind: "repetition";
      readonly inner: Production;
      readonly separator: Production | null;
      readonly least: 0 | 1;
    };

export interface GrammarRule {
  readonly name: string;
  readonly production: Production;
}

/** The rules of the parser, in the order in which the parser declares them. */
export function grammarRules(): readonly GrammarRule[] {
  const parser = new CalmParser({ skipValidations: true });
  return parser.getSerializedGastProductions().map((rule) => ({
    name: nameOf(rule),
    production: sequenceOf(rule),
  }));
}

/** What chevrotain says of a production; its own type leaves most of it out. */
interface Serialized {
  readonly type: ISerializedGast["type"];
  readonly name?: string;
  readonly label?: string;
  readonly definition?: readonly Serialized[];
  readonly separator?: Serialized;
}

function productionOf(serialized: Serialized): Production {
  switch (serialized.type) {
    case "Terminal":
      return tokenOf(serialized);
    case "NonTerminal":
      return { kind: "rule", name: nameOf(serialized) };
    case "Option":
      return { kind: "optional", inner: sequenceOf(serialized) };
    case "Alternation":
      return { kind: "choice", alternatives: (serialized.definition ?? []).map(sequenceOf) };
    case "Repetition":
    case "RepetitionMandatory":
    case "RepetitionWithSeparator":
    case "RepetitionMandatoryWithSeparator":
      return {
        kind: "repetition",
        inner: sequenceOf(serialized),
        separator: serialized.separator === undefined ? null : tokenOf(serialized.separator),
        least: serialized.type.startsWith("RepetitionMandatory") ? 1 : 0,
      };
    case "Rule":
    case "Alternative":
      return sequenceOf(serialized);
  }
}

function sequenceOf(serialized: Serialized): Production {
  const parts = (serialized.definition ?? []).map(productionOf);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: "sequence", parts };
}

function tokenOf(serialized: Serialized): Production {
  const name = nameOf(serialized);
  const label = serialized.label ?? name;
  return CLASSES.has(name)
    ? { kind: "token", label: name, literal: false }
    : { kind: "token", label, literal: true };
}

/** Tokens that are written in more than one way. */
const CLASSES: ReadonlySet<string> = new Set(["Identifier", "NumberLiteral", "StringLiteral", "Facts"]);

function nameOf(serialized: Serialized): string {
  return serialized.name ?? "";
}
