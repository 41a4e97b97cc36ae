import type { Surroundings } from "./failure.ts";
import * as t from "./tokens.ts";
import { isName } from "./tokens.ts";
import type { SyntaxProblem } from "./tree.ts";

type UnsupportedFeature = Extract<SyntaxProblem, { kind: "unsupported" }>;

/** The feature of Soufflé that stops the parser here, if it is one. */
export function unsupportedFeature({ look, reading }: Surroundings): UnsupportedFeature | null {
  const found = look(1);
  switch (found.tokenType) {
    case t.LeftBracket:
      return unsupported(found, "records");
    case t.Dollar:
      return unsupported(found, isName(look(2).tokenType) ? "algebraic data types" : "`autoinc`");
    case t.MalformedNumber:
      return /^[0-9]+(?:\.[0-9]+){3}$/.test(found.image) ? unsupported(found, "IPv4 constants") : null;
    case t.AtSign:
      return unsupported(found, "user-defined functors");
    case t.LessOrEqual:
      return reading === "fact" ? unsupported(found, "subsumption") : null;
    case t.Dot: {
      // `component.relation(…)`, and `.output component.relation`
      const called =
        reading === "item" ||
        look(3).tokenType === t.LeftParenthesis ||
        t.joinsNames(look(2), look(3), look(4));
      return called && t.joinsNames(look(0), found, look(2)) ? unsupported(look(0), "components") : null;
    }
    default:
      return null;
  }
}

export function unsupported(
  token: { readonly startOffset: number; readonly image: string },
  feature: string,
): UnsupportedFeature {
  return {
    kind: "unsupported",
    span: { start: token.startOffset, end: token.startOffset + token.image.length },
    feature,
  };
}
