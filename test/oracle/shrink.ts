import type { Span } from "../../src/base/source.ts";
import { literalTerms } from "../../src/model/terms.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Body, Literal, Term } from "../../src/syntax/tree.ts";

/**
 * A smaller program that still fails: items, heads, alternatives and literals are left out one at
 * a time for as long as `fails` says so of what is left. The result cannot lose one more.
 */
export function shrink(text: string, fails: (text: string) => boolean): string {
  let smallest = text;
  for (let again = true; again;) {
    again = false;
    for (const candidate of candidates(smallest)) {
      if (!fails(candidate)) continue;
      smallest = candidate;
      again = true;
      break;
    }
  }
  return smallest;
}

/** The text with one part left out, larger parts first. */
function* candidates(text: string): Generator<string> {
  const { items, errors } = parse({ path: "shrunk.dl", text });
  if (errors.length > 0) return;
  const without = ({ start, end }: Span): string =>
    (text.slice(0, start) + text.slice(end)).replace(/\n\s*\n/g, "\n");
  for (const { span } of items) yield without(span);
  for (const item of items) {
    if (item.kind === "relation") for (const { span } of item.qualifiers) yield without(span);
    if (item.kind !== "rule") continue;
    for (const list of [item.heads.map(({ span }) => span), ...listsIn(item.body ?? [])]) {
      for (const [i, { start, end }] of list.entries()) {
        const [before, after] = [list[i - 1], list[i + 1]];
        if (after !== undefined) yield without({ start, end: after.start });
        else if (before !== undefined) yield without({ start: before.end, end });
      }
    }
  }
}

/** Every list of two or more things of which one can be left out: literals, alternatives, at any depth. */
function listsIn(body: Body): Span[][] {
  const alternatives = body.flatMap((literals) => {
    const [first, last] = [literals.at(0), literals.at(-1)];
    return first && last ? [{ start: first.span.start, end: last.span.end }] : [];
  });
  return [
    alternatives,
    ...body.flatMap((literals) => [literals.map(({ span }) => span), ...literals.flatMap(insideLiteral)]),
  ];
}

function insideLiteral(literal: Literal): Span[][] {
  if (literal.kind === "group") return listsIn(literal.body);
  return literalTerms(literal).flatMap(insideTerm);
}

function insideTerm(term: Term): Span[][] {
  if (term.kind === "aggregate") return listsIn(term.body);
  return term.kind === "call" ? term.arguments.flatMap(insideTerm) : [];
}
