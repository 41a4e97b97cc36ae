import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { ebnfOf } from "../../grammar/ebnf.ts";
import { grammarRules, type Production } from "../../grammar/production.ts";
import { railroadDiagrams } from "../../grammar/railroad.ts";
import { present } from "../../src/base/assert.ts";
import { functors } from "../../src/model/functors.ts";
import { DIRECTIVE_WORDS, UNSUPPORTED_DIRECTIVES } from "../../src/syntax/directive-tokens.ts";
import { tokenize } from "../../src/syntax/lexer.ts";
import { isName, keywords } from "../../src/syntax/tokens.ts";

const grammar = new URL("../../grammar/", import.meta.url);
const rules = grammarRules();

test("the reference grammar is the parser's", async () => {
  await expect(ebnfOf(rules)).toMatchFileSnapshot(fileURLToPath(new URL("calm.ebnf", grammar)));
});

test("the reference grammar, read again, is the parser's", () => {
  const text = ebnfOf(rules).replace(/\/\*[^]*?\*\//g, "");
  const equations = new Map(
    text
      .split(/^(\w+) ::=/m)
      .slice(1)
      .flatMap((part, i, parts) => (i % 2 === 0 ? [[part, (parts[i + 1] ?? "").trim()] as const] : [])),
  );
  for (const { name, production } of rules)
    expect(canonical(readEquation(present(equations.get(name), name))), name).toBe(canonical(production));
});

test.each(["Identifier", "NumberLiteral"])("the reference grammar says what an %s is", (name) => {
  const equation = present(ebnfOf(rules).split(`${name} ::=`)[1]?.split(/\n\n/)[0], name);
  const pattern = new RegExp(
    `^(?:${equation
      .replace(/\s/g, "")
      .replace(/'([^']*)'/g, "(?:$1)")
      .replace("(?:.)", "\\.")})$`,
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[a-fxu_?Z0-9.+-]{1,8}$/), (text) => {
      const { tokens } = tokenize(text);
      const [only] = tokens;
      expect(
        tokens.length === 1 &&
          only !== undefined &&
          (only.tokenType.name === name || (name === "Identifier" && isName(only.tokenType))),
      ).toBe(pattern.test(text) && text !== "_");
    }),
    { numRuns: 2_000 },
  );
});

test("the diagrams are the parser's", async () => {
  await expect(railroadDiagrams(rules)).toMatchFileSnapshot(fileURLToPath(new URL("calm.svg", grammar)));
});

describe("the TextMate grammar", () => {
  const source = readFileSync(new URL("calm.tmLanguage.json", grammar), "utf8");
  let calm: IGrammar;

  beforeAll(async () => {
    const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
    await oniguruma.loadWASM(readFileSync(wasm));
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(source, "calm.tmLanguage.json")),
    });
    calm = present(await registry.loadGrammar("source.calm"), "the grammar");
  });

  /** Each token of a text with its innermost scope, without the language. */
  function scopes(text: string): readonly (readonly [string, string])[] {
    let state = textmate.INITIAL;
    return text.split("\n").flatMap((line) => {
      const { tokens, ruleStack } = calm.tokenizeLine(line, state);
      state = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes: all }): readonly [string, string] => [
        line.slice(startIndex, endIndex),
        (all.at(-1) ?? "").replace(/\.calm$/, ""),
      ]);
    });
  }

  function scopeOf(text: string, token: string): string | undefined {
    return scopes(text).find(([piece]) => piece.trim() === token)?.[1];
  }

  test("compiles", () => {
    const patterns = [...source.matchAll(/"(?:match|begin|end)": ("(?:\\.|[^"\\])*")/g)].map(
      ([, pattern]) => JSON.parse(present(pattern, "a pattern")) as string,
    );
    expect(patterns.length).toBeGreaterThan(50);
    for (const pattern of patterns) expect(() => new oniguruma.OnigScanner([pattern])).not.toThrow();
  });

  test("classifies a program", async () => {
    const path = fileURLToPath(new URL("scopes.txt", import.meta.url));
    const program = readFileSync(path, "utf8").split("==>\n")[0] ?? "";
    const drawn = scopes(program.trimEnd())
      .filter(([piece]) => piece.trim() !== "")
      .map(([piece, scope]) => `${piece.trim().padEnd(16)} ${scope}\n`)
      .join("");
    await expect(`${program}==>\n${drawn}`).toMatchFileSnapshot(path);
  });

  test.each(DIRECTIVE_WORDS)("knows the directive .%s", (word) => {
    expect(scopeOf(`.${word} x`, `.${word}`)).toBe("keyword.other.directive");
  });

  test.each([...UNSUPPORTED_DIRECTIVES.keys()])("knows that .%s is not supported", (word) => {
    expect(scopeOf(`.${word} x`, `.${word}`)).toBe("invalid.illegal.unsupported");
  });

  test.each(
    [...functors.keys(), "as", "replica", "now", "contains", "match"].filter((name) => /^[a-z]/.test(name)),
  )("knows the functor %s", (name) => {
    const scope = scopeOf(`a(x) :- x = y ${name} (z).`, name) ?? "";
    expect(scope).toMatch(/^(?:support\.function|keyword\.operator\.word)$/);
  });

  test.each([...OPERATORS()])("knows the operator %s", (operator) => {
    const text = operator === "<:" ? ".type T <: symbol" : `a(x) :- x ${operator} y.`;
    expect(scopeOf(text, operator)).toMatch(/^keyword\.operator/);
  });

  test.each(keywords.map((token) => present(token.LABEL, token.name)))("knows the keyword %s", (word) => {
    const uses = KEYWORD_USES.filter((use) => new RegExp(`\\b${word}\\b`).test(use));
    const found = uses.map((use) => scopeOf(use, word) ?? "");
    expect(found.join(" ")).toMatch(/keyword|constant\.language|support\.function|storage\.modifier/);
  });
});

/** Sentences in which each keyword is one. */
const KEYWORD_USES = [
  "a(x) at g :- b(x) except c(x), true, false, contains(x, y), match(x, y).",
  "a(x) :- x = count : { b(x) }.",
  ...["sum", "min", "max", "mean"].map((word) => `a(x) :- x = ${word} y : { b(y) }.`),
  "a(x) :- x = y band z bor z bxor bnot z bshl z bshr z bshru z land z lor z lxor lnot z.",
  ".seal a(x) by b",
  ".invariant n assumed: a(x) => b(x).",
  ".operation o() { require a(x). insert b(x). insert x into d(k) at 1. delete from d(k) at 1. transfer n of l(k) to r. }",
  ...[
    "replicas a.",
    "latency a, b = 1.",
    "network loss = 0.1.",
    "everywhere: a(1).",
    "partition a | b.",
    "heal.",
  ],
  ...["crash a.", "recover a.", "seal s(1).", "run 1.", "repeat 2: heal.", "settle.", "expect converged."],
  ...["expect diverged.", "expect refused.", "expect holds i.", "expect violated i."],
].map((use) => (/^[a-z]+[ .:]/.test(use) && !use.startsWith("a(") ? `.scenario s { ${use} }` : use));

/** The operators that stand in the grammar: all signs but brackets and punctuation. */
function OPERATORS(): ReadonlySet<string> {
  const signs = new Set<string>();
  const collect = (production: Production): void => {
    switch (production.kind) {
      case "token":
        if (/^[^\w.]+$/.test(production.label) && !/^[(){},;:]$/.test(production.label))
          signs.add(production.label);
        return;
      case "rule":
        return;
      case "sequence":
        production.parts.forEach(collect);
        return;
      case "choice":
        production.alternatives.forEach(collect);
        return;
      case "optional":
        collect(production.inner);
        return;
      case "repetition":
        collect(production.inner);
        if (production.separator !== null) collect(production.separator);
    }
  };
  for (const { production } of rules) collect(production);
  return signs;
}

/** Reads the right side of an equation of the reference grammar. */
function readEquation(text: string): Production {
  const tokens = text.match(/'[^']*'|\w+|[()|?*+]/g) ?? [];
  let next = 0;
  const choice = (): Production => {
    const alternatives = [sequence()];
    while (tokens[next] === "|") {
      next++;
      alternatives.push(sequence());
    }
    return alternatives.length === 1
      ? present(alternatives[0], "alternative")
      : { kind: "choice", alternatives };
  };
  const sequence = (): Production => {
    const parts: Production[] = [];
    while (next < tokens.length && tokens[next] !== "|" && tokens[next] !== ")") parts.push(suffixed());
    return parts.length === 1 ? present(parts[0], "part") : { kind: "sequence", parts };
  };
  const suffixed = (): Production => {
    const inner = single();
    switch (tokens[next] ?? "") {
      case "?":
        next++;
        return { kind: "optional", inner };
      case "*":
      case "+":
        return { kind: "repetition", inner, separator: null, least: tokens[next++] === "*" ? 0 : 1 };
      default:
        return inner;
    }
  };
  const single = (): Production => {
    const token = tokens[next++] ?? "";
    if (token === "(") {
      const inner = choice();
      expect(tokens[next++]).toBe(")");
      return inner;
    }
    if (token.startsWith("'")) return { kind: "token", label: token.slice(1, -1), literal: true };
    return rules.some(({ name }) => name === token)
      ? { kind: "rule", name: token }
      : { kind: "token", label: token, literal: false };
  };
  return choice();
}

/** A production in one form, with lists written out as the reference grammar has them. */
function canonical(production: Production): string {
  switch (production.kind) {
    case "token":
      return production.literal ? `'${production.label}'` : production.label;
    case "rule":
      return production.name;
    case "sequence":
      return production.parts.map(canonical).join(" ");
    case "choice":
      return `(${production.alternatives.map(canonical).join(" | ")})`;
    case "optional":
      return `[${canonical(production.inner)}]`;
    case "repetition": {
      const inner = canonical(production.inner);
      if (production.separator === null) return `{${inner}}${production.least === 1 ? "+" : ""}`;
      const list = `${inner} {${canonical(production.separator)} ${inner}}`;
      return production.least === 1 ? list : `[${list}]`;
    }
  }
}
