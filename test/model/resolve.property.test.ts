import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveProgram } from "../../src/model/resolve.ts";
import type { Program } from "../../src/model/program.ts";
import { readsOf } from "../../src/model/reads.ts";
import { parse } from "../../src/syntax/parse.ts";

const relation = fc.constantFrom("p", "q", "r", "s", "base", "reg", "most", "missing");
const variable = fc.constantFrom("x", "y", "z", "_", "_n");
const constant = fc.constantFrom("1", "-2", '"a"', "3.5", "9007199254740993", "4u");
const operator = fc.constantFrom("+", "-", "*", "%", "band");
const comparison = fc.constantFrom("=", "!=", "<", ">=");

const { term, literal } = fc.letrec<{ term: string; literal: string; atom: string; body: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 2 },
    variable,
    variable,
    constant,
    fc.tuple(tie("term"), operator, tie("term")).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(fc.constantFrom("cat", "strlen", "max", "to_number", "unheard", "replica"), tie("term"))
      .map(([name, argument]) => `${name}(${argument})`),
    tie("term").map((value) => `as(${value}, T)`),
    fc
      .tuple(fc.constantFrom("count :", "sum x :", "max y + 1 :", "mean z :"), tie("body"))
      .map(([head, body]) => `${head} { ${body} }`),
  ),
  atom: fc
    .tuple(relation, fc.array(tie("term"), { maxLength: 3 }))
    .map(([name, terms]) => `${name}(${terms.join(", ")})`),
  literal: fc.oneof(
    { maxDepth: 2 },
    tie("atom"),
    tie("atom"),
    tie("atom").map((atom) => `!${atom}`),
    fc.tuple(tie("atom"), tie("atom")).map(([a, b]) => `${a} except ${b}`),
    fc.tuple(tie("term"), comparison, tie("term")).map(([a, op, b]) => `${a} ${op} ${b}`),
    tie("body").map((body) => `!(${body})`),
    fc.constantFrom("true", "false", 'contains("a", x)'),
  ),
  body: fc
    .array(fc.array(tie("literal"), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((alternatives) => alternatives.map((literals) => literals.join(", ")).join(" ; ")),
}));

const atom = fc
  .tuple(relation, fc.array(term, { maxLength: 3 }))
  .map(([name, terms]) => `${name}(${terms.join(", ")})`);
const body = fc.array(literal, { minLength: 1, maxLength: 4 }).map((literals) => literals.join(", "));
const effect = fc.oneof(
  atom.map((one) => `insert ${one}`),
  atom.map((one) => `delete ${one}`),
  fc.tuple(atom, fc.constantFrom("+=", "-=", ":="), term).map((parts) => parts.join(" ")),
  fc.tuple(term, atom, term).map(([a, b, c]) => `insert ${a} into ${b} at ${c}`),
);

const item = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(atom, body).map(([head, right]) => `${head} :- ${right}.`) },
  fc.tuple(atom, body).map(([head, right]) => `${head} at b :- ${right}.`),
  atom.map((head) => `${head}.`),
  fc.tuple(relation, constant, constant).map(([name, a, b]) => `${name}(${a}, ${b}).`),
  fc.tuple(body, body).map(([left, right]) => `.invariant i: ${left} => ${right}.`),
  fc.tuple(body, effect).map(([left, right]) => `.operation o(x: symbol) { require ${left}. ${right}. }`),
  effect.map((one) => `.scenario t { replicas m. at m: ${one}. expect p(1, 2). }`),
  fc.tuple(relation, relation).map(([name, by]) => `.seal ${name}(a) by ${by}`),
  fc.constantFrom(".output q", ".input base", ".limitsize r(n=2)", ".type T <: symbol", ".type T = T | U"),
  fc.constantFrom(".decl p(a: symbol)", ".boundary b by leader", '.include "main.dl"', ".output", "p(x :-"),
);

const prelude = `
.decl p(a: symbol, b: number)
.decl q(a: number, b: number)
.decl r(a: symbol, b: symbol)
.decl s(a: number)
.decl base(a: symbol, b: number) orset
.decl reg(a: symbol, b: lww<number>)
.decl most(a: symbol, b: max<number>)
`;

const program = fc
  .tuple(fc.boolean(), fc.array(item, { maxLength: 12 }))
  .map(([declared, items]) => (declared ? prelude : "") + items.join("\n"));

/** What is wrong about a resolved program, whatever is wrong with its text. */
function complaints({ findings, relations, rules, dependencies }: Program): readonly string[] {
  const wrong: string[] = [];
  const claim = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what);
  };
  for (const { code, place } of findings) {
    const { start, end, source } = place;
    claim(0 <= start && start <= end && end <= source.text.length, `${code} at ${start}-${end}`);
  }
  for (const { heads, clauses } of rules) {
    claim(heads.length > 0, "a rule without heads");
    for (const { relation: head, atom: written } of heads) {
      claim(written.arguments.length === head.columns.length, `arguments of the head ${head.name}`);
      claim(head.kind === "derived", `${head.name} is derived`);
    }
    for (const read of readsOf(
      [],
      clauses.map(({ literals }) => literals),
    )) {
      const { text } = read.atom.relation;
      claim(read.atom.arguments.length === relations.get(text)?.columns.length, `arguments of ${text}`);
    }
  }
  const { edges, components, componentOf, stratumOf } = dependencies;
  claim(new Set(components.flat()).size === relations.size, "every relation is in a component");
  for (const { from, to, kind } of edges) {
    if (kind === "decided") continue;
    const [before, after] = [componentOf.get(from) ?? -1, componentOf.get(to) ?? -1];
    claim(before <= after, `${from.name} comes before ${to.name}`);
    const least = (stratumOf.get(from) ?? 0) + (kind === "positive" || before === after ? 0 : 1);
    claim((stratumOf.get(to) ?? -1) >= least, `the stratum of ${to.name}`);
  }
  return wrong;
}

test("whatever the text, resolving does not throw and its result is sound", () => {
  fc.assert(
    fc.property(program, (text) => {
      const tree = parse({ path: "main.dl", text });
      expect(complaints(resolveProgram(tree, () => tree))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
