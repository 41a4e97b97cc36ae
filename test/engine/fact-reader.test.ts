import { describe, expect, test } from "vitest";
import { ByteSymbols } from "../../src/engine/byte-symbols.ts";
import { FactReader, type FactFormat } from "../../src/engine/fact-reader.ts";
import type { Code, Value } from "../../src/engine/value-pool.ts";
import { ValuePool } from "../../src/engine/value-pool.ts";
import { present } from "../../src/base/assert.ts";
import { isProgram, programOf } from "../reference/program-of.ts";

const tabs: FactFormat = { form: "separated", delimiter: "\t", headers: false, quotes: false, columns: null };
const csv: FactFormat = { ...tabs, delimiter: ",", quotes: true };
const json: FactFormat = { ...tabs, form: "jsonl" };

interface Read {
  readonly rows: readonly (readonly Value[])[];
  readonly bad: readonly string[];
}

/** Reads a text in chunks of so many bytes. */
function read(columns: string, format: FactFormat, text: string | Uint8Array, chunk = 1 << 20): Read {
  const program = programOf(`.decl r(${columns})`);
  if (!isProgram(program)) throw new Error(program.join(" "));
  const relation = present(program.relations.get("r"), "r");
  const pool = new ValuePool();
  const reader = new FactReader(relation, format, pool, new ByteSymbols(pool));
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += chunk) reader.push(bytes.slice(at, at + chunk));
  reader.end();
  const rows = Array.from({ length: reader.rows.count }, (_, i) =>
    reader.rows
      .row(i)
      .map((code: Code, j) => pool.decode(code, present(relation.columns[j], "a column").value)),
  );
  return { rows, bad: reader.bad.map(({ line, column, message }) => `${line}:${column} ${message}`) };
}

/** The same in one chunk as in chunks of one to seven bytes. */
function readEveryWay(columns: string, format: FactFormat, text: string | Uint8Array): Read {
  const whole = read(columns, format, text);
  for (let chunk = 1; chunk <= 7; chunk++) expect(read(columns, format, text, chunk)).toEqual(whole);
  return whole;
}

describe("right lines", () => {
  test.each<[string, string, FactFormat, string, unknown]>([
    [
      "tabs, a last line without an end, CRLF",
      "s: symbol, n: number",
      tabs,
      "oak\t-3\r\nelm\t0x1F",
      [
        ["oak", -3],
        ["elm", 31],
      ],
    ],
    ["an empty symbol", "s: symbol", tabs, "\nash\n", [[""], ["ash"]]],
    [
      "a byte order mark at the start alone",
      "s: symbol",
      tabs,
      "\ufeffoak\n\ufeffelm\n",
      [["oak"], ["\ufeffelm"]],
    ],
    ["a long delimiter", "s: symbol, n: unsigned", { ...tabs, delimiter: " | " }, "oak | 2\n", [["oak", 2]]],
    ["a header", "s: symbol", { ...csv, headers: true }, "tree\noak\n", [["oak"]]],
    [
      "quotes with delimiters, ends of lines and quotes",
      "s: symbol, n: number",
      csv,
      '"oak, ""old""\r\ntree",7\nelm,"8"\n',
      [
        ['oak, "old"\r\ntree', 7],
        ["elm", 8],
      ],
    ],
    [
      "a quote within a field that has none around it",
      "s: symbol, t: symbol",
      csv,
      '6" pipe,7" pipe\n',
      [['6" pipe', '7" pipe']],
    ],
    [
      "some columns in another order",
      "n: number, s: symbol",
      { ...tabs, columns: [2, 0] },
      "oak\t?\t4\tmore\nelm\t!\t5\n",
      [
        [4, "oak"],
        [5, "elm"],
      ],
    ],
    ["floats", "x: float", tabs, "1e3\n-.5\n", [[1000], [-0.5]]],
    [
      "JSON arrays and objects",
      "s: symbol, n: number",
      json,
      '["oak", 1]\n\n{"n": 2, "s": "e\\u006cm", "height": 9}\n',
      [
        ["oak", 1],
        ["elm", 2],
      ],
    ],
    ["any line is the row of a relation without columns", "", tabs, "\n", [[]]],
    ["and no line is none", "", tabs, "", []],
  ])("%s", (_, columns, format, text, rows) => {
    expect(readEveryWay(columns, format, text)).toEqual({ rows, bad: [] });
  });
});

describe("wrong lines, with line and column", () => {
  test.each<[string, string, FactFormat, string | Uint8Array, readonly string[]]>([
    [
      "too few and too many fields",
      "s: symbol, n: number",
      tabs,
      "oak\nelm\t1\t2\nash\t3\n",
      ["1:1 1 field where there are 2 columns", "2:1 3 fields where there are 2 columns"],
    ],
    [
      "too few for the columns asked for",
      "s: symbol",
      { ...tabs, columns: [2] },
      "oak\t1\n",
      ["1:1 2 fields, and the columns asked for need 3"],
    ],
    [
      "another type",
      "s: symbol, n: number",
      tabs,
      "oak\tsix\nelm\t1.5\n",
      [
        '1:5 "six" is no number, which the column `n` holds',
        '2:5 "1.5" is no number, which the column `n` holds',
      ],
    ],
    [
      "out of range",
      "n: number, u: unsigned, x: float",
      tabs,
      "9007199254740992\t0\t0\n0\t-1\t0\n0\t0\t1e999\n",
      [
        '1:1 "9007199254740992" is out of range for the column `n`',
        '2:3 "-1" is out of range for the column `u`',
        '3:5 "1e999" is out of range for the column `x`',
      ],
    ],
    [
      "bytes that are not UTF-8",
      "n: number, s: symbol",
      tabs,
      Uint8Array.of(0x31, 9, 0xc3, 0xa9, 0xff, 0x41, 10),
      ["1:4 these bytes are not UTF-8"],
    ],
    [
      "a quote that nothing closes",
      "s: symbol, t: symbol",
      csv,
      'oak,elm\nash,"yew\nfir\n',
      ["2:5 this quote is not closed"],
    ],
    [
      "something behind a closing quote",
      "s: symbol, t: symbol",
      csv,
      '"oak"y,elm\n',
      ["1:1 after the closing quote the delimiter or the line's end is expected"],
    ],
    [
      "a line after a field of several lines",
      "s: symbol, n: number",
      csv,
      '"oak\nelm",x\nash,y\n',
      [
        '2:6 "x" is no number, which the column `n` holds',
        '3:5 "y" is no number, which the column `n` holds',
      ],
    ],
    ["no JSON", "s: symbol", json, '["oak"]\n["elm"\n', ["2:7 this is no JSON"]],
    [
      "JSON of another shape",
      "s: symbol, n: number",
      json,
      '["oak"]\n{"s": "elm"}\n7\n',
      [1, 2, 3].map(
        (line) => `${line}:1 an array of 2 values, or an object with the columns' names, is expected`,
      ),
    ],
    [
      "JSON of another type",
      "s: symbol, n: number",
      json,
      '["oak", "1"]\n{"s": 2, "n": 2}\n{"x": {"n": 1}, "n": 1e20, "s": "n"}\n',
      [
        '1:9 "1" is no number, which the column `n` holds',
        "2:7 2 is no symbol, which the column `s` holds",
        "3:22 100000000000000000000 is out of range for the column `n`",
      ],
    ],
  ])("%s", (_, columns, format, text, bad) => {
    expect(readEveryWay(columns, format, text).bad).toEqual(bad);
  });

  test("all are counted, the first twenty described", () => {
    const { bad } = read("n: number", tabs, "x\n".repeat(50));
    expect(bad.length).toBe(20);
  });
});
