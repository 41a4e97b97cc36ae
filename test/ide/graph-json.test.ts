import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { graphJson } from "../../src/ide/graph-json.ts";
import { exampleGraphs } from "./example-graphs.ts";
import { sampleNode, sampleView } from "./graph-samples.ts";

const schema = new URL("../../src/ide/graph.schema.json", import.meta.url);
const validate = new Ajv2020({ allowUnionTypes: true, allErrors: true }).compile(
  JSON.parse(readFileSync(schema, "utf8")) as object,
);

test.each(exampleGraphs())("the graph of $path is what the schema says", ({ view }) => {
  const valid = validate(JSON.parse(graphJson(view)));
  expect(validate.errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("edges go between relations that are nodes", () => {
  for (const { view } of exampleGraphs()) {
    const names = view.nodes.map(({ name }) => name);
    for (const { from, to } of view.edges) expect(names).toEqual(expect.arrayContaining([from, to]));
  }
});

test("what stands in an included file says so, what stands in the root does not", () => {
  const range = { file: "part.dl", start: { line: 3, character: 1 }, end: { line: 3, character: 2 } };
  const view = sampleView([sampleNode("a"), sampleNode("b", { range })], []);
  const { file, nodes } = JSON.parse(graphJson(view)) as { file: string; nodes: unknown[] };
  expect(file).toBe("sample.dl");
  expect(nodes[0]).not.toHaveProperty("file");
  expect(nodes[1]).toMatchObject({ file: "part.dl", range: { start: range.start, end: range.end } });
});
