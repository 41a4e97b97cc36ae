/*
 * What the words and signs of the language mean, in a sentence or two of Markdown each.
 */

/** Words by what they are written for: the same word may be a lattice, an aggregate and a functor. */
export interface Vocabulary {
  /** With their full stops. */
  readonly directives: Meanings;
  readonly types: Meanings;
  readonly lattices: Meanings;
  readonly qualifiers: Meanings;
  readonly protocols: Meanings;
  readonly functors: Meanings;
  readonly aggregates: Meanings;
  /** Words of rules, operations and invariants. */
  readonly rules: Meanings;
  /** Words that begin a step of an operation, and those inside one. */
  readonly effects: Meanings;
  readonly statements: Meanings;
  /** What stands before an `=` in parentheses or behind `network`. */
  readonly settings: Meanings;
  readonly promises: Meanings;
  readonly deliveries: Meanings;
  readonly signs: Meanings;
}

export interface Meaning {
  /** How it is written, in full. */
  readonly form: string;
  readonly text: string;
}

export type Meanings = Readonly<Record<string, Meaning>>;

/** A meaning as Markdown; null for none. */
export function meaningText(one: Meaning | undefined): string | null {
  return one === undefined ? null : `\`\`\`calm\n${one.form}\n\`\`\`\n\n${one.text}`;
}

function meaning(form: string, text: string): Meaning {
  return { form, text };
}

const storage = (word: string): Meaning =>
  meaning(word, "Soufflé's advice on storage or evaluation. It is read, and changes nothing here.");

const bitwise = (form: string, what: string): Meaning =>
  meaning(form, `${what}, on 64-bit two's complement integers. Not monotone in any argument.`);

const logical = (form: string, what: string): Meaning =>
  meaning(form, `${what}; a number is true unless it is 0, and the result is 1 or 0.`);

const conversion = (form: string, what: string): Meaning => meaning(form, what);

export const vocabulary = {
  directives: {
    ".type": meaning(
      ".type Customer <: symbol",
      "Declares a subtype, whose values do not fit other subtypes, or a union: `.type Ref = Customer | Supplier`.",
    ),
    ".number_type": meaning(".number_type N", "Soufflé's older way to write `.type N <: number`."),
    ".symbol_type": meaning(".symbol_type S", "Soufflé's older way to write `.type S <: symbol`."),
    ".decl": meaning(
      ".decl R(key: symbol, value: max<number>)",
      "Declares a relation: its columns with their types, and behind the `)` how its rows may change.",
    ),
    ".input": meaning(
      ".input R",
      "Reads the rows of `R` from `R.facts` in the fact folder. That they are all there is, only `static` says.",
    ),
    ".output": meaning(
      '.output R(promise="final")',
      "Writes the rows of `R`, with a promise: `final` (the default) says that a printed row stays true, `eventual` that it may be withdrawn, `absence` that a row missing now stays missing. The promise decides what is an error.",
    ),
    ".printsize": meaning(".printsize R", "Prints how many rows `R` has. It promises nothing."),
    ".limitsize": meaning(
      ".limitsize R(n=10)",
      "Stops `R` at `n` rows. Which rows come first is an accident, so `R` depends on arrival order.",
    ),
    ".include": meaning(
      '.include "other.dl"',
      "Puts another file here, once, found from the folder of this one.",
    ),
    ".pragma": meaning(
      '.pragma "name" "value"',
      "An option for Soufflé. It is read, and changes nothing here.",
    ),
    ".plan": meaning(".plan 0:(1,2)", "A hint in which order to join. It changes no meaning."),
    ".seal": meaning(
      ".seal R(column) by closed",
      "A row of `closed` promises that `R` takes no further change where the named columns have its values, so that an absence there can be trusted. It takes effect when every member has voted; a late fact is refused and kept in `_refused`.",
    ),
    ".boundary": meaning(
      ".boundary desk by leader",
      "Declares a place where decisions are taken once and then stand: `by leader`, `by barrier` or `by quorum(n=5, r=3, w=3)`.",
    ),
    ".invariant": meaning(
      ".invariant name: left => right.",
      "Whenever the left side holds, so must the right side. It is confluent when replicas that each keep it still keep it after they merge.",
    ),
    ".operation": meaning(
      ".operation name(p: symbol) { require …. effect. }",
      "What runs at one replica as a whole: it aborts, and changes nothing, when a `require` fails there or an invariant would be broken there.",
    ),
    ".scenario": meaning(
      ".scenario name { replicas a, b. … }",
      "A run of some replicas, with what is expected of it. The same seed gives the same trace.",
    ),
  },
  types: {
    symbol: meaning("symbol", "A string. Symbols are ordered by code point."),
    number: meaning(
      "number",
      "An integer, exact up to ±(2⁵³ − 1); beyond that evaluation stops with an error.",
    ),
    unsigned: meaning("unsigned", "An integer that is at least 0."),
    float: meaning("float", "A floating-point number of 64 bits; NaN is an error."),
  },
  lattices: {
    max: meaning(
      "max<number>",
      "One value per key, of which the largest is kept. It only **grows**: a row says *at least*.",
    ),
    min: meaning(
      "min<number>",
      "One value per key, of which the smallest is kept. It only **grows downward**: a row says *at most*.",
    ),
    gcounter: meaning(
      "gcounter",
      "A counter that only **grows**, written by `+=`: each replica counts for itself, and the value is the sum.",
    ),
    pncounter: meaning(
      "pncounter",
      "A counter that goes **both ways**, written by `+=` and `-=`: increments less decrements, each counted per replica.",
    ),
    bounded: meaning(
      "bounded<0>",
      "A counter that never falls below its bound, at no replica: each one owns rights, `-=` spends one's own and is refused beyond them, `transfer` hands them on. Its value goes **both ways**.",
    ),
    lww: meaning(
      "lww<symbol>",
      "A register written by `:=`, in which the last writer wins (hybrid logical clock, then the larger replica name). Its value is **replaced**.",
    ),
    mv: meaning(
      "mv<symbol>",
      "A register written by `:=` that keeps all concurrent values; a read gives one row for each. Its values are **replaced**.",
    ),
    sequence: meaning(
      "sequence",
      "A text that replicas edit together (RGA), by `insert … at` and `delete … at`. Its value goes **both ways**.",
    ),
  },
  qualifiers: {
    gset: meaning(
      "gset",
      "A grow-only set, the default: facts arrive and none goes. Its rows only **grow**.",
    ),
    orset: meaning(
      "orset",
      "An observed-remove set: facts come and go, and an add wins over a concurrent remove. Its rows go **both ways**.",
    ),
    static: meaning(
      "static",
      "Fixed before the run, and the same at every replica: its rows **never change**, and an absence in it is final.",
    ),
    eqrel: meaning("eqrel", "Makes a derived binary relation an equivalence relation. Monotone."),
    btree: storage("btree"),
    btree_delete: storage("btree_delete"),
    brie: storage("brie"),
    inline: storage("inline"),
    no_inline: storage("no_inline"),
    magic: storage("magic"),
    no_magic: storage("no_magic"),
  },
  protocols: {
    leader: meaning(
      "by leader(name)",
      "One replica decides, the first where none is named. It sees what it has; writes to what the rule reads are routed through it.",
    ),
    barrier: meaning(
      "by barrier",
      "All replicas are asked, and the rule sees what all of them together had. Every one must be reachable; writes go on.",
    ),
    quorum: meaning(
      "by quorum(n=5, r=3, w=3)",
      "The rule sees what `r` of `n` replicas have, and each write to what it reads is stored by `w` before it counts. They must overlap: `r + w > n`.",
    ),
  },
  functors: {
    min: meaning("min(x, y, …)", "The smallest of its arguments. Grows when one of them grows."),
    max: meaning("max(x, y, …)", "The largest of its arguments. Grows when one of them grows."),
    range: meaning(
      "range(from, to[, step])",
      "Each number from the first to the second, but without it, by steps of 1 where no step is given: a rule fires once for each.",
    ),
    cat: meaning("cat(a, b, …)", "The symbols one after the other."),
    strlen: meaning("strlen(s)", "The length of a symbol."),
    substr: meaning("substr(s, start, length)", "A part of a symbol; `start` counts from 0."),
    ord: meaning("ord(x)", "The code point of a symbol's first character; a number stays what it is."),
    to_number: conversion(
      "to_number(x)",
      "The value as a number. Where a symbol is none, this one rule instance fails with a warning.",
    ),
    to_unsigned: conversion("to_unsigned(x)", "The value as an unsigned number."),
    to_float: conversion("to_float(x)", "The value as a floating-point number."),
    to_string: conversion("to_string(x)", "The value as a symbol."),
    itou: conversion("itou(n)", "A number as an unsigned one."),
    itof: conversion("itof(n)", "A number as a floating-point one."),
    utoi: conversion("utoi(n)", "An unsigned number as a number."),
    utof: conversion("utof(n)", "An unsigned number as a floating-point one."),
    ftoi: conversion("ftoi(x)", "A floating-point number as a number, cut off."),
    ftou: conversion("ftou(x)", "A floating-point number as an unsigned one, cut off."),
    as: meaning("as(x, T)", "The same value, taken to be of type `T`."),
    replica: meaning(
      "replica()",
      "The name of the replica at which it runs. In an operation's effect it makes names that cannot clash; in a rule or a `require` it makes the outcome **nondeterministic**.",
    ),
    now: meaning(
      "now()",
      "The replica's clock in milliseconds. In a rule or a `require` it makes the outcome **nondeterministic**.",
    ),
  },
  aggregates: {
    count: meaning(
      "count : { body }",
      "How many rows match. As facts arrive the count grows, so `>=` against it is monotone and its exact value is a point of order.",
    ),
    sum: meaning(
      "sum x : { body }",
      "The sum over the rows that match. It grows as facts arrive when no term is negative; its exact value is a point of order.",
    ),
    min: meaning(
      "min x : { body }",
      "The smallest value that matches; nothing matches, the literal fails. It only falls as facts arrive, and its exact value is a point of order.",
    ),
    max: meaning(
      "max x : { body }",
      "The largest value that matches; nothing matches, the literal fails. It only rises as facts arrive, and its exact value is a point of order.",
    ),
    mean: meaning(
      "mean x : { body }",
      "The mean of the values that match. It moves in no direction: a point of order.",
    ),
  },
  rules: {
    at: meaning(
      "head(…) at boundary :- …",
      "The heads are decisions: taken once, at the boundary, and standing from then on. Behind an operation: it runs there, one call at a time.",
    ),
    by: meaning("by", "Says what closes (`.seal R() by closed`) or who decides (`.boundary b by leader`)."),
    except: meaning(
      "p(x) except q(x)",
      "Set difference: the rows of the left that the right has not. It reads an absence, as `p(x), !q(x)` does.",
    ),
    true: meaning("true", "Holds always."),
    false: meaning("false", "Never holds. On the right of an invariant: the left side must not hold."),
    contains: meaning("contains(part, whole)", "Whether the first symbol stands somewhere in the second."),
    match: meaning("match(regex, text)", "Whether the whole text matches the regular expression."),
    band: bitwise("x band y", "Bitwise and"),
    bor: bitwise("x bor y", "Bitwise or"),
    bxor: bitwise("x bxor y", "Bitwise exclusive or"),
    bnot: bitwise("bnot x", "Bitwise not"),
    bshl: bitwise("x bshl n", "Shift to the left"),
    bshr: bitwise("x bshr n", "Shift to the right, with the sign"),
    bshru: bitwise("x bshru n", "Shift to the right, with zeros"),
    land: logical("x land y", "Logical and"),
    lor: logical("x lor y", "Logical or"),
    lxor: logical("x lxor y", "Logical exclusive or"),
    lnot: logical("lnot x", "Logical not"),
    assumed: meaning(
      ".invariant name assumed: …",
      "The world outside guarantees it: it is used in proofs and listed as an assumption, not checked.",
    ),
  },
  effects: {
    require: meaning(
      "require body.",
      "The operation goes on only where the body holds at this replica; its variables are there in what follows. It is a local check: another replica may know better.",
    ),
    insert: meaning(
      "insert R(…)",
      "Adds a fact. `insert t into R(key) at i` puts the characters of `t` into a sequence.",
    ),
    delete: meaning(
      "delete R(…)",
      "Removes every fact that matches and is seen here, of an `orset`. `delete from R(key) at i` takes an element out of a sequence.",
    ),
    transfer: meaning(
      "transfer n of R(key) to r",
      "Hands `n` rights of a `bounded` counter to another replica; refused beyond one's own.",
    ),
    into: meaning("insert t into R(key) at i", "Names the sequence that takes the elements."),
    from: meaning("delete from R(key) at i", "Names the sequence that loses an element."),
    of: meaning("transfer n of R(key) to r", "Names the counter whose rights are handed on."),
    to: meaning("transfer n of R(key) to r", "Names the replica that gets the rights."),
    at: meaning("insert t into R(key) at i", "The place in the sequence, counted from 0."),
  },
  statements: {
    replicas: meaning("replicas a, b.", "The replicas of the scenario, by name."),
    latency: meaning(
      "latency a, b = 90.",
      "How long a message takes between two replicas, one way, in milliseconds; 10 by default.",
    ),
    network: meaning(
      "network loss = 0.1, delivery = gossip.",
      "How the network behaves: `loss`, `duplicate`, `reorder`, `delivery`, `timeout`.",
    ),
    everywhere: meaning("everywhere: effect.", "One write that every replica has from here on."),
    at: meaning("at a: effect.", "An effect, a call of an operation, or a fact, at one replica."),
    partition: meaning("partition a | b, c.", "Nothing passes from one side to the other until `heal`."),
    heal: meaning("heal.", "Ends the partition; what waited is delivered unless delivery is `best_effort`."),
    crash: meaning(
      "crash a.",
      "Stops a replica. It loses what was not in its log, never an acknowledged effect.",
    ),
    recover: meaning("recover a.", "Starts a crashed replica again, from its log."),
    seal: meaning('seal S("v1").', "Writes a row of a sealing relation: the partition is to be closed."),
    run: meaning("run 200.", "Lets so many milliseconds pass."),
    repeat: meaning("repeat 9: statement", "The statement, so many times."),
    settle: meaning("settle.", "Lets time pass until nothing is under way that could still arrive."),
    expect: meaning(
      "expect [at a:] [!]R(…).",
      "Fails the scenario unless the row is at the replica, or at all; with `!`, at none. Also `expect converged`, `diverged`, `refused`, `holds I`, `violated I`.",
    ),
    converged: meaning("expect converged.", "All replicas have the same."),
    diverged: meaning("expect diverged.", "Some replicas differ."),
    refused: meaning(
      "expect refused.",
      "The last effect was refused or aborted; time passes until that is decided.",
    ),
    holds: meaning("expect holds I.", "The invariant holds at every replica."),
    violated: meaning("expect violated I.", "The invariant is broken at some replica."),
  },
  settings: {
    IO: meaning("IO=file", "Where rows are read or written: `file` or `stdout`."),
    filename: meaning('filename="r.csv"', "The file, in the fact folder or the output folder."),
    delimiter: meaning('delimiter=","', "What stands between the columns; a tab by default."),
    headers: meaning("headers=true", "Whether the first line holds the names of the columns."),
    format: meaning("format=jsonl", "How rows are written, where it is not as Soufflé writes them."),
    promise: meaning('promise="final"', "What an output promises: `final`, `eventual` or `absence`."),
    exact: meaning("exact=true", "Promises the value of a growing column itself, and not only a bound."),
    n: meaning("n=5", "Of a quorum: how many replicas there are. Of `.limitsize`: how many rows."),
    r: meaning("r=3", "How many replicas a decision asks."),
    w: meaning("w=3", "How many replicas store a write before it is acknowledged."),
    loss: meaning("loss = 0.1", "The share of messages that are lost."),
    duplicate: meaning("duplicate = 0.05", "The share of messages that arrive twice."),
    reorder: meaning("reorder = true", "Whether messages may overtake one another."),
    delivery: meaning(
      "delivery = reliable",
      "How changes travel: `best_effort`, `reliable` (the default), `causal` or `gossip`.",
    ),
    timeout: meaning("timeout = 1000", "After how many milliseconds a write at a boundary is refused."),
  },
  promises: {
    final: meaning('promise="final"', "What is printed once stays true. The default."),
    eventual: meaning('promise="eventual"', "May be withdrawn later: good enough to show, not to act on."),
    absence: meaning('promise="absence"', "A row that is missing now stays missing."),
  },
  deliveries: {
    best_effort: meaning("delivery = best_effort", "Each change is sent once, and lost where it is lost."),
    reliable: meaning(
      "delivery = reliable",
      "Each change arrives, passed on at its first delivery, in any order.",
    ),
    causal: meaning("delivery = causal", "Each change arrives after those that its sender had seen."),
    gossip: meaning(
      "delivery = gossip",
      "Each replica compares notes with a random other one, again and again.",
    ),
  },
  signs: {
    ":-": meaning("head :- body.", "The head holds where the body does."),
    "=>": meaning("left => right", "Whenever the left side holds, so must the right side."),
    ":=": meaning("R(key) := value", "Writes a register, `lww` or `mv`."),
    "+=": meaning("R(key) += n", "Adds to a counter."),
    "-=": meaning("R(key) -= n", "Takes from a counter; of a `bounded` one, from the replica's own rights."),
    "<:": meaning("A <: B", "`A` is a subtype of `B`."),
    "!": meaning(
      "!R(…)",
      "Holds where no such row is there. It reads an absence, which a later row may end.",
    ),
    "|": meaning("A | B", "Parts the members of a union, or the sides of a partition."),
    ";": meaning("a ; b", "Either of the two."),
    _: meaning("_", "Any value, each time another one."),
  },
} as const satisfies Vocabulary;
