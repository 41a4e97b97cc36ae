import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { compile, EvaluationError, FactError, ProgramError, type Row } from "../src/engine.ts";

const closure = `
.decl edge(x: number, y: number)
.decl path(x: number, y: number)
path(x, y) :- edge(x, y).
path(x, z) :- path(x, y), edge(y, z).
edge(1, 2).
`;

describe("a session", () => {
  test("tells its listeners what each commit changes, and nobody of one that changes nothing", () => {
    const session = compile(closure);
    const told: { readonly came: readonly Row[]; readonly went: readonly Row[] }[] = [];
    const stop = session.subscribe((changes) => {
      told.push({ came: [...changes.inserted("path")], went: [...changes.deleted("path")] });
    });
    session.commit();
    session.insert("edge", [2, 3]);
    session.insert("edge", [1, 2]);
    session.commit();
    session.insert("edge", [2, 3]);
    session.commit();
    session.delete("edge", [1, 2]);
    session.insert("edge", [3, 1]);
    session.commit();
    stop();
    session.insert("edge", [9, 9]);
    session.commit();
    const sorted = told.map(({ came, went }) => ({ came: came.toSorted(), went: went.toSorted() }));
    expect(sorted).toEqual([
      { came: [[1, 2]], went: [] },
      {
        came: [
          [1, 3],
          [2, 3],
        ],
        went: [],
      },
      {
        came: [
          [2, 1],
          [3, 1],
        ],
        went: [
          [1, 2],
          [1, 3],
        ],
      },
    ]);
  });

  test("answers what is there, and drops what is rolled back", () => {
    const session = compile(closure);
    session.commit();
    session.insert("edge", [2, 5]);
    session.rollback();
    session.commit();
    expect([session.has("path", [1, 2]), session.has("path", [2, 5]), session.count("path")]).toEqual([
      true,
      false,
      1,
    ]);
    expect([...session.rows("edge")]).toEqual([[1, 2]]);
  });

  test("keeps a fact of a derived relation until it is taken back, and a derived row in spite of that", () => {
    const session = compile(closure);
    session.insert("path", [7, 7]);
    session.insert("path", [1, 2]);
    session.commit();
    session.delete("path", [7, 7]);
    session.delete("path", [1, 2]);
    session.commit();
    expect([...session.rows("path")]).toEqual([[1, 2]]);
  });

  test("is as before when a commit fails, and goes on", () => {
    const session = compile(`
      .decl a(x: number)
      .decl b(x: number)
      .decl c(x: number)
      b(x * x) :- a(x).
      c(x) :- b(x), !a(x).
      a(2). c(1).
    `);
    session.commit();
    session.insert("a", [3]);
    session.insert("a", [4_000_000_000]);
    session.delete("a", [2]);
    session.delete("c", [1]);
    expect(() => session.commit()).toThrow(EvaluationError);
    const rows = (): unknown => ["a", "b", "c"].map((name) => [...session.rows(name)].toSorted());
    expect(rows()).toEqual([[[2]], [[4]], [[1], [4]]]);
    session.insert("a", [4]);
    session.delete("a", [2]);
    session.commit();
    expect(rows()).toEqual([[[4]], [[16]], [[1], [16]]]);
  });

  test("a first commit that fails leaves the facts of the text to go on from", () => {
    const session = compile(".decl a(x: number)\n.decl b(x: number)\nb(x * x) :- a(x).\na(2).");
    session.insert("a", [4_000_000_000]);
    expect(() => session.commit()).toThrow(EvaluationError);
    session.commit();
    expect([...session.rows("b")]).toEqual([[4]]);
  });

  test("refuses what is no fact", () => {
    const session = compile(".decl a(x: unsigned, y: symbol, z: float)");
    expect(() => {
      session.insert("b", [1]);
    }).toThrow(new FactError("there is no relation `b`"));
    expect(() => {
      session.insert("a", [1, "x"]);
    }).toThrow(new FactError("`a` has 3 columns, not 2"));
    expect(() => {
      session.insert("a", [-1, "x", 1]);
    }).toThrow(new FactError("-1 is no unsigned, as `a.x` is"));
    expect(() => {
      session.insert("a", [1, 2, 1]);
    }).toThrow(FactError);
    expect(() => {
      session.insert("a", [1, "x", Number.NaN]);
    }).toThrow(FactError);
  });
});

test("a program with an error is refused with its diagnostics, one with a point of order is not", () => {
  expect(() => compile(".decl a(x: number)\na(y) :- b(y).")).toThrow(ProgramError);
  const text = ".decl a(x: number)\n.decl b(x: number)\n.decl c(x: number)\nc(x) :- a(x), !b(x).\n.output c";
  expect([...compile(text).commit().relations]).toEqual([]);
});

test("the package has an entry for it", () => {
  const script = `
    import { compile } from "calm-datalog/engine";
    const session = compile(${JSON.stringify(closure)});
    session.commit();
    session.insert("edge", [2, 3]);
    console.log(JSON.stringify([...session.commit().inserted("path")]));
  `;
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(JSON.parse(out)).toEqual([
    [2, 3],
    [1, 3],
  ]);
});
