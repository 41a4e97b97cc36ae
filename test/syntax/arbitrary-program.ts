import fc from "fast-check";

/** The tokens of a piece of a program, each as it is written. Between any two of them may be blanks or comments. */
export type TokenList = readonly string[];

/**
 * A program that parses without a problem, as the tokens of its items. Names, types and arities
 * are random: such programs are for the syntax, not for what comes after it.
 */
export function arbitraryProgram(): fc.Arbitrary<readonly TokenList[]> {
  return fc.array(arbitraryItem(), { maxLength: 8 });
}

/** The program as a text with one item a line and a blank between any two tokens. */
export function programText(items: readonly TokenList[]): string {
  return items.map((item) => `${item.join(" ")}\n`).join("");
}

export function arbitraryItem(): fc.Arbitrary<TokenList> {
  return fc.oneof(
    { weight: 4, arbitrary: clause },
    { weight: 3, arbitrary: fact },
    { weight: 2, arbitrary: declaration },
    typeDeclaration,
    io,
    fc.tuple(fc.constant(".include"), symbol),
    fc.tuple(fc.constant(".pragma"), symbol, symbol),
    seq(".seal", relation, list(columnName), "by", relation),
    seq(".boundary", columnName, "by", columnName, fc.oneof(none, list(columnName), list(parameter))),
    seq(
      ".invariant",
      columnName,
      fc.constantFrom([], ["assumed"]),
      ":",
      conjunction(1),
      "=>",
      fc.oneof(conjunction(1), just("false")),
      ".",
    ),
    operation,
    scenario,
  );
}

type Tokens = fc.Arbitrary<TokenList>;

/** Pieces behind one another; a string stands for itself. */
function seq(...pieces: readonly (string | fc.Arbitrary<string | TokenList>)[]): Tokens {
  return fc
    .tuple(...pieces.map((piece) => (typeof piece === "string" ? fc.constant(piece) : piece)))
    .map((parts) => parts.flat());
}

function just(...tokens: readonly string[]): Tokens {
  return fc.constant(tokens);
}

const none: Tokens = just();

/** Pieces with `separator` between. */
function separated(
  piece: fc.Arbitrary<string | TokenList>,
  separator: string,
  constraints: fc.ArrayConstraints,
): Tokens {
  return fc
    .array(piece, { size: "small", ...constraints })
    .map((parts) => parts.flatMap((part, i) => (i === 0 ? part : [separator, ...[part].flat()])));
}

/** Pieces between parentheses, with commas. */
function list(piece: fc.Arbitrary<string | TokenList>, minLength = 0): Tokens {
  return seq("(", separated(piece, ",", { minLength, maxLength: 4 }), ")");
}

const relation = fc.constantFrom(
  "a",
  "edge",
  "path_2",
  "?q",
  "at",
  "by",
  "count",
  "insert",
  "run",
  "_r",
  "release",
);
const columnName = fc.constantFrom("x", "y", "name", "seal", "at", "into", "u1", "max");
const variable = fc.constantFrom("x", "y", "z", "_u", "?v", "X1", "into", "seal", "release");
const integer = fc.constantFrom("0", "1", "17", "0x1F", "0b101", "5u", "9007199254740991");
const number = fc.oneof(integer, fc.constantFrom("1.5", "0.25", "2e3"));
const symbol = fc.constantFrom(
  '""',
  '"a"',
  '"two words"',
  '"\\"q\\" \\\\ \\n"',
  '"// none"',
  '"/* none */"',
  '"é"',
);
const constant = fc.oneof(number, symbol);

const comparisonOperator = fc.constantFrom("=", "!=", "<", "<=", ">", ">=");
const infixOperator = fc.constantFrom(
  ...["+", "-", "*", "/", "%", "^", "band", "bor", "bxor", "bshl", "bshr", "bshru", "land", "lor", "lxor"],
);
const prefixOperator = fc.constantFrom("-", "bnot", "lnot");
const functor = fc.constantFrom("cat", "strlen", "min", "max", "range", "replica", "as", "to_string");

function term(depth: number): Tokens {
  const leaf = fc.oneof(seq(variable), seq(constant), just("_"));
  if (depth <= 0) return leaf;
  const inner = fc.memo(() => term(depth - 1))();
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    seq(inner, infixOperator, inner),
    seq(prefixOperator, inner),
    seq("(", inner, ")"),
    seq(functor, list(inner)),
    aggregate(depth - 1),
  );
}

function aggregate(depth: number): Tokens {
  const target = fc.oneof(seq(variable), seq("(", term(depth), ")"), seq(variable, "*", variable));
  return seq(
    fc.oneof(just("count"), seq(fc.constantFrom("sum", "min", "max", "mean"), target)),
    ":",
    fc.oneof(seq("{", body(depth), "}"), atom(depth)),
  );
}

function atom(depth: number): Tokens {
  return seq(relation, list(term(depth)));
}

function literal(depth: number): Tokens {
  const simple = fc.oneof(
    { weight: 4, arbitrary: atom(depth) },
    seq("!", atom(depth)),
    seq(atom(0), "except", atom(0)),
    seq(term(depth), comparisonOperator, term(depth)),
    seq(fc.constantFrom("contains", "match"), list(term(0), 1)),
    seq(fc.constantFrom("true", "false")),
  );
  if (depth <= 0) return simple;
  return fc.oneof(
    { weight: 5, arbitrary: simple },
    seq("(", body(depth - 1), ")"),
    seq("!", "(", body(depth - 1), ")"),
  );
}

function conjunction(depth: number): Tokens {
  return separated(literal(depth), ",", { minLength: 1, maxLength: 4 });
}

function body(depth: number): Tokens {
  return separated(conjunction(depth), ";", { minLength: 1, maxLength: 3 });
}

const clause = seq(
  separated(seq(atom(1), fc.oneof({ weight: 4, arbitrary: none }, seq("at", columnName))), ",", {
    minLength: 1,
    maxLength: 2,
  }),
  fc.oneof(
    { weight: 6, arbitrary: seq(":-", body(2), ".") },
    seq(":-", body(2), ".", ".plan", "0", ":", "(", "2", ",", "1", ")"),
    just("."),
  ),
);

const plainConstant = fc.oneof(seq(fc.constantFrom("0", "12", "-3", "1.50", "-0.5")), seq(symbol));

/** A fact of the kind that runs are made of. */
const fact = seq(relation, list(plainConstant), ".");

const columnType = fc.oneof(
  seq(fc.constantFrom("symbol", "number", "Customer", "gcounter")),
  seq(fc.constantFrom("max", "min", "lww", "mv"), "<", fc.constantFrom("number", "symbol"), ">"),
  seq("bounded", "<", fc.oneof(just("0"), just("-", "5")), ">"),
);

const declaration = seq(
  ".decl",
  separated(relation, ",", { minLength: 1, maxLength: 2 }),
  list(seq(columnName, ":", columnType)),
  separated(fc.constantFrom("gset", "orset", "static", "btree", "inline"), "magic", { maxLength: 2 }),
);

const typeDeclaration = fc.oneof(
  seq(".type", columnName, "<:", fc.constantFrom("symbol", "number")),
  seq(".type", columnName, "=", separated(columnName, "|", { minLength: 1, maxLength: 3 })),
  seq(fc.constantFrom(".type", ".number_type", ".symbol_type"), columnName),
);

const parameter = seq(
  columnName,
  "=",
  fc.oneof(seq(fc.constantFrom("true", "file", "gossip")), seq(symbol), seq(number), seq("-", number)),
);

const io = seq(
  fc.constantFrom(".input", ".output", ".printsize", ".limitsize"),
  separated(relation, ",", { minLength: 1, maxLength: 2 }),
  fc.oneof(none, list(parameter)),
);

const plainRelation = fc.constantFrom("a", "edge", "stock");

const keys = seq(plainRelation, list(term(0)));

const effect = fc.oneof(
  seq("insert", keys),
  seq("delete", keys),
  seq(keys, fc.constantFrom("+=", "-="), term(1)),
  seq(keys, ":=", fc.oneof(term(1), list(term(1), 1))),
  seq("insert", term(1), "into", keys, "at", term(0)),
  seq("delete", "from", keys, "at", term(0)),
  seq("transfer", term(1), "of", keys, "to", term(0)),
);

const boundary = fc.oneof({ weight: 3, arbitrary: none }, seq("at", columnName));

const operation = seq(
  ".operation",
  columnName,
  list(seq(columnName, ":", fc.constantFrom("symbol", "number"))),
  boundary,
  "{",
  fc
    .array(seq(fc.oneof(effect, seq("require", conjunction(1))), "."), { maxLength: 4 })
    .map((steps) => steps.flat()),
  "}",
);

const names = separated(columnName, ",", { minLength: 1, maxLength: 3 });

const action = fc.oneof(effect, keys);

const expectation = fc.oneof(
  seq(fc.oneof(none, seq("at", columnName, ":")), fc.oneof(none, just("!")), keys),
  seq(fc.constantFrom("converged", "diverged", "refused")),
  seq(fc.constantFrom("holds", "violated"), columnName),
);

const statement = fc.oneof(
  seq("replicas", names),
  seq("latency", columnName, ",", columnName, "=", number),
  seq("network", separated(parameter, ",", { minLength: 1, maxLength: 3 })),
  seq("everywhere", ":", action),
  seq("at", columnName, ":", action),
  seq("repeat", term(0), ":", "at", columnName, ":", action),
  seq("partition", separated(names, "|", { minLength: 1, maxLength: 3 })),
  seq(fc.constantFrom("heal", "settle")),
  seq(fc.constantFrom("crash", "recover"), columnName),
  seq("seal", keys),
  seq("run", number),
  seq("expect", expectation),
);

const scenario = seq(
  ".scenario",
  columnName,
  "{",
  fc.array(seq(statement, "."), { maxLength: 6 }).map((statements) => statements.flat()),
  "}",
);
