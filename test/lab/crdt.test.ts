import { expect, test } from "vitest";
import { arrivalOrders, arrivalSequences, intakes } from "../../src/lab/arrival-orders.ts";
import { crdtPlot } from "../../src/lab/crdt-plot.ts";
import { useCases } from "../../src/lab/use-cases.ts";
import { xmlProblems } from "../ide/well-formed.ts";

const orders = arrivalOrders();
const cases = useCases(1, 20);

test("what each type comes to, in all orders and with one update heard twice", () => {
  const merges = orders.filter(({ isMerge }) => isMerge);
  for (const { name, ways, agree, right, results } of merges)
    expect({ name, ways, agree, right, count: results.length }).toEqual({
      name,
      ways: 36 ** 3,
      agree: 36 ** 3,
      right: 36 ** 3,
      count: 1,
    });
  expect(Object.fromEntries(merges.map(({ name, wanted }) => [name, wanted]))).toEqual({
    gset: "{x, y, z}",
    orset: "{y}",
    max: "4",
    min: "1",
    gcounter: "7",
    pncounter: "5",
    bounded: "6",
    lww: "tea",
    mv: "blue & tea",
    sequence: "cba",
  });
});

test("a number that is overwritten ends as whatever came last, a ninth of the time the same", () => {
  const [overwrite, larger, sum] = orders.filter(({ isMerge }) => !isMerge);
  expect(overwrite).toMatchObject({ name: "overwrite", agree: 36 ** 3 / 9, right: 0 });
  expect([...(overwrite?.results ?? [])].sort()).toEqual(["1", "2", "4"]);
  expect(larger).toMatchObject({ name: "keep the larger", agree: 36 ** 3, right: 0, results: ["4"] });
  expect(sum).toMatchObject({ name: "add up", agree: 36 ** 3 / 9, right: 0 });
  expect([...(sum?.results ?? [])].sort()).toEqual(["11", "8", "9"]);
});

test("both replicas end the same after every run, with what each did in the partition", () => {
  expect(cases.map(({ type, before, a, b, merged }) => [type, before, a.has, b.has, merged])).toEqual([
    ["gcounter", "0", "1", "2", "3"],
    ["pncounter", "3", "5", "2", "4"],
    ["orset", "{}", "{x}", "{y}", "{x, y}"],
    ["orset", "{x}", "{x}", "{}", "{x}"],
    ["lww", "", "away", "online", "online"],
    ["sequence", "cat", "a cat", "cats", "a cats"],
    ["bounded", "1", "0", "1", "0"],
  ]);
  expect(cases.flatMap(({ a, b }) => [a, b]).filter(({ refused }) => refused)).toEqual([
    { does: "sell", has: "1", refused: true },
  ]);
});

test("the network of the runs loses messages, and is cut", () => {
  for (const { trace } of cases) {
    const lost = trace.filter((entry) => entry.kind === "lost");
    expect(lost.some(({ cause }) => cause === "cut")).toBe(true);
  }
  const all = cases.flatMap(({ trace }) => trace.filter((entry) => entry.kind === "lost"));
  expect(all.some(({ cause }) => cause === "chance")).toBe(true);
});

test("the plot has a bar for each way to take in updates, and a diagram of each use", () => {
  const svg = crdtPlot(orders, cases, 1);
  expect(xmlProblems(svg)).toEqual([]);
  expect(svg.match(/<rect class="(?:green|orange|red)" x=/g)?.length).toBe(orders.length);
  expect(svg.match(/<rect class="shade"/g)?.length).toBe(cases.length);
  const messages = cases.flatMap(({ trace }) => trace.filter(({ kind }) => kind === "message"));
  expect(svg.match(/class="axis arrow"/g)?.length).toBe(messages.length);
});

test("every order ends with one of the results, and step by step a merge only takes in", () => {
  const orders = arrivalSequences();
  expect(new Set(orders.map(String)).size).toBe(36);
  for (const intake of intakes) {
    const ends = new Set(orders.map((order) => intake.results(order).at(-1)));
    const summary = arrivalOrders().find(({ name }) => name === intake.name);
    expect([intake.name, [...ends]]).toEqual([intake.name, summary?.results]);
  }
  const counter = intakes.find(({ name }) => name === "gcounter");
  expect(counter?.results([2, 0, 2, 1])).toEqual(["4", "5", "5", "7"]);
  const overwrite = intakes.find(({ name }) => name === "overwrite");
  expect(overwrite?.results([2, 0, 2, 1])).toEqual(["4", "1", "4", "2"]);
});
