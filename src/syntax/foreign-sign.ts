import type { IToken } from "chevrotain";
import type { Surroundings } from "./failure.ts";
import { inQuotes, type Mistake, mistake, unexpected } from "./mistake.ts";
import * as t from "./tokens.ts";
import { endOf } from "./tokens.ts";

/**
 * What people write who think of another language, or whose finger slipped: the problem, if the
 * parser stopped at such a sign. All else is looked for as something missing.
 */
export function foreignSign(around: Surroundings): Mistake | null {
  const { text, look, reading } = around;
  const found = look(1);
  const { startOffset: start, image } = found;
  const end = endOf(found);
  /** The signs that stand directly together, from `first` to `last`. */
  const joined = (first: IToken, last: IToken): boolean => endOf(first) === last.startOffset;
  const inRule = reading === "rule" || reading === "requirement" || reading === "invariant";
  switch (found.tokenType) {
    case t.UnclosedString:
      return unclosedString(found, text);
    case t.MalformedNumber:
      return unexpected(found, `${inQuotes(image)} is not a number${numberHint(image)}`);
    case t.UnknownCharacter:
      return unknownCharacter(found, look(2), text);
    case t.DoubleEqual:
      return unexpected(found, "`==` is no operator", "write `=`");
    case t.Less:
      if (look(0).tokenType === t.Equal && joined(look(0), found))
        return mistake(start - 1, end, "`=<` is no operator", "write `<=`");
      if (reading === "fact" && look(2).tokenType === t.Minus && joined(found, look(2)))
        return mistake(start, end + 1, "`<-` does not stand behind a head", "write `:-`");
      return null;
    case t.Greater:
      if (look(0).tokenType === t.Less && inRule && joined(look(0), found))
        return mistake(start - 1, end, "`<>` is no operator", "write `!=`");
      if (look(0).tokenType === t.Minus && joined(look(0), found))
        return mistake(
          start - 1,
          end,
          "`->` is no operator",
          reading === "invariant" ? "write `=>`" : undefined,
        );
      return null;
    case t.Minus:
      if (reading === "fact" && look(2).tokenType === t.Greater && joined(found, look(2)))
        return mistake(start, end + 1, "`->` does not stand behind a head", "write `:-`");
      if (reading === "item" && look(2).tokenType === t.Minus && joined(found, look(2)))
        return mistake(start, end + 1, "`--` does not begin a comment", "write `//`");
      return null;
    case t.Percent:
      return reading === "item" ? unexpected(found, "`%` does not begin a comment", "write `//`") : null;
    case t.Star:
      if (look(2).tokenType === t.Slash && joined(found, look(2)))
        return mistake(start, end + 1, "`*/` closes no comment");
      return null;
    case t.Assign:
    case t.Colon:
    case t.Equal:
      return reading === "fact" && look(0).tokenType === t.RightParenthesis
        ? unexpected(found, `\`${image}\` does not stand behind a head`, "write `:-`")
        : null;
    case t.Implies:
      if (reading === "invariant" && look(0).tokenType !== t.Colon)
        return unexpected(found, "an invariant has one `=>`");
      return inRule && reading !== "invariant"
        ? unexpected(found, "`=>` stands only in invariants", "greater or equal is written `>=`")
        : null;
    case t.Bar:
      return inRule ? unexpected(found, "`|` does not part literals", "a `;` means or") : null;
    case t.Dot:
      // `.5`
      return look(2).tokenType === t.NumberLiteral && joined(found, look(2))
        ? mistake(start, endOf(look(2)), "a number begins with a digit", `write \`0.${look(2).image}\``)
        : null;
    default:
  }
  const before = look(0);
  if (before.image === "not" && found.startOffset > endOf(before))
    return unexpected(before, "`not` is no operator", "write `!`");
  if (reading === "fact" && image === "if")
    return unexpected(found, "`if` does not stand behind a head", "write `:-`");
  return null;
}

/** An unclosed string, at its opening quote. */
export function unclosedString(token: IToken, text: string): Mistake {
  const end = endOf(token);
  if (text.charCodeAt(end) === 0) return nulCharacter(end);
  return mistake(
    token.startOffset,
    token.startOffset + 1,
    "this string is not closed before the end of its line",
  );
}

export function nulCharacter(offset: number): Mistake {
  return mistake(offset, offset + 1, "a NUL character cannot stand in a program");
}

function numberHint(image: string): string {
  if (image === "0x") return ": hexadecimal digits must follow `0x`";
  if (image === "0b") return ": binary digits must follow `0b`";
  if (/^0[XB]/.test(image)) return ": `0x` and `0b` are written small";
  if (image.startsWith("0x")) return ": hexadecimal digits are 0–9 and a–f";
  if (image.startsWith("0b")) return ": binary digits are 0 and 1";
  if (/^[0-9]+[eE]$/.test(image)) return ": an exponent must follow the `e`";
  if (/^[0-9]+[a-zA-Z_?]/.test(image)) return ", and a name cannot begin with a digit";
  return "";
}

function unknownCharacter(found: IToken, next: IToken, text: string): Mistake {
  const { startOffset: start, image } = found;
  if (image === "\0") return nulCharacter(start);
  const letter = /^[\p{L}\p{M}\p{N}]/u.exec(image)?.[0];
  if (letter !== undefined) {
    const word = wordAround(text, start, endOf(found));
    const message = `\`${letter}\` cannot stand in the name ${inQuotes(word)}`;
    return mistake(
      start,
      start + letter.length,
      message,
      "names are made of ASCII letters, digits, `_` and `?`",
    );
  }
  const doubled = next.image === image && next.startOffset === endOf(found);
  const sign = doubled && image === "&" ? "&&" : image;
  const name = /^[\p{C}\p{Z}`]/u.test(sign) ? codePoint(sign) : `\`${sign}\``;
  return mistake(start, start + sign.length, `${name} has no meaning here`, SIGN_HELP.get(image));
}

const QUOTES = 'symbols stand between `"` and `"`';

const SIGN_HELP: ReadonlyMap<string, string> = new Map([
  ["“", QUOTES],
  ["”", QUOTES],
  ["„", QUOTES],
  ["«", QUOTES],
  ["»", QUOTES],
  ["'", QUOTES],
  ["‘", QUOTES],
  ["’", QUOTES],
  ["&", "a `,` means and"],
  ["\\", "`!` means not, and `!=` means different"],
  ["~", "`!` means not"],
  ["¬", "`!` means not"],
  ["≠", "write `!=`"],
  ["≤", "write `<=`"],
  ["≥", "write `>=`"],
  ["#", "a comment begins with `//`"],
  ["\u00a0", "put a plain space"],
]);

function codePoint(sign: string): string {
  return `the character U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The word of any letters that a range of the text is part of. */
function wordAround(text: string, start: number, end: number): string {
  const before = /[\p{L}\p{M}\p{N}_?]*$/u.exec(text.slice(Math.max(0, start - 60), start))?.[0] ?? "";
  const after = /^[\p{L}\p{M}\p{N}_?]*/u.exec(text.slice(end, end + 60))?.[0] ?? "";
  return before + text.slice(start, end) + after;
}
