import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { stopsEvaluation } from "../../src/diagnostics/stops-evaluation.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
import { verify } from "../../src/replication/verify/verify.ts";
import { parse } from "../../src/syntax/parse.ts";

const folder = new URL("../../examples/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".dl"))) {
  const text = readFileSync(new URL(file, folder), "utf8");
  const read = (path: string, extra = ""): ReturnType<typeof checkProgram> =>
    checkProgram(parse({ path, text: text + extra }), () => ({ problem: "not found" }));
  const { program, report, diagnostics } = read(file);
  if (diagnostics.some(stopsEvaluation)) continue;

  test(`${file}: replicas act differently at each point of order that is open, and at no other`, () => {
    const local = localProgram(program);
    const facts = factsGiven(new Evaluation(program));
    const { demonstrations, violations } = verify({ local, report, facts, schedules: 20, seed: 1 });
    expect(violations).toEqual([]);
    const open = report.pointsOfOrder.filter(
      ({ coveredBy, witness }) => coveredBy.length === 0 && witness !== null,
    );
    for (const point of open)
      expect({
        at: text.slice(point.place.start, point.place.end),
        demonstrated: demonstrations.find((one) => one.point === point)?.demonstrated,
      }).toEqual({ at: text.slice(point.place.start, point.place.end), demonstrated: true });
    for (const { point } of demonstrations) expect(point?.coveredBy ?? []).toEqual([]);
  });

  test(`${file}: what is shown can be run again as a scenario`, () => {
    const local = localProgram(program);
    const facts = factsGiven(new Evaluation(program));
    const { demonstrations } = verify({ local, report, facts, schedules: 0, seed: 1 });
    for (const { point, demonstrated, scenario } of demonstrations) {
      if (!demonstrated || !point?.witness) continue;
      const again = read(file, `\n${scenario}`);
      expect(again.diagnostics.filter(stopsEvaluation)).toEqual([]);
      const last = again.program.scenarios.at(-1);
      if (last === undefined) throw new Error("the scenario is gone");
      const result = runScenario(last, {
        local: localProgram(again.program),
        facts: factsGiven(new Evaluation(again.program)),
        seed: 1,
      });
      expect({
        scenario,
        failed: result.expects.filter(({ ok }) => !ok).map(({ message }) => message),
      }).toEqual({
        scenario,
        failed: [],
      });
    }
  });
}
