import { expect, test } from "vitest";
import { mergedState } from "../../src/playground/merged-state.ts";
import type { ReplicaState, RunApi, RunSource, RunState } from "../../src/playground/run-api.ts";
import { RunPlayer } from "../../src/playground/run-player.ts";

const source: RunSource = {
  files: [{ path: "rules.dl", text: ".decl wish(item: symbol)\n" }],
  statements: ["replicas madrid, dublin."],
  seed: 1,
};

test("what did not change stays the same object when a state is merged", () => {
  const before = stateOf([
    replica("madrid", { wish: ['wish("camera")'], gone: ["gone(1)"] }),
    replica("dublin", { wish: [] }),
  ]);
  const next = stateOf([replica("madrid", { gone: [] }), replica("dublin", {})]);
  const merged = mergedState(before, next);
  expect(merged.replicas.map(({ rows }) => rows)).toEqual([
    { wish: ['wish("camera")'], gone: [] },
    { wish: [] },
  ]);
  expect(merged.replicas[0]?.rows["wish"]).toBe(before.replicas[0]?.rows["wish"]);
  expect(merged.replicas[1]?.rows).toBe(before.replicas[1]?.rows);
});

test("of a relation that changed, the rows that are not listed are counted anew", () => {
  const madrid = replica("madrid", { wish: ["wish(1)"], gone: ["gone(1)"] });
  const before = stateOf([{ ...madrid, more: { wish: 7, gone: 9 } }]);
  const next = stateOf([replica("madrid", { wish: ["wish(2)"] })]);
  expect(mergedState(before, next).replicas[0]?.more).toEqual({ gone: 9 });
});

test("a run that does not answer is stopped, and the next one can be opened", async () => {
  let starts = 1;
  const never = new Promise<never>(() => undefined);
  const silent = new Proxy({}, { get: () => () => never });
  const player = new RunPlayer(
    {
      api: () => silent as RunApi,
      restart: () => {
        starts += 1;
      },
    },
    { request: () => 0, cancel: () => undefined },
  );
  const opening = player.open(source);
  expect(player.isBusy.value).toBe(true);
  player.stop();
  await opening;
  expect({ starts, busy: player.isBusy.value, trouble: player.trouble.value }).toEqual({
    starts: 2,
    busy: false,
    trouble: "The run was stopped.",
  });
  expect(player.opened.value).toBe(null);
});

function stateOf(replicas: readonly ReplicaState[]): RunState {
  return {
    moment: 0,
    moments: 0,
    at: 0,
    nextAt: null,
    statements: [],
    replicas,
    flights: [],
    waiting: [],
    down: [],
    differences: null,
    violations: [],
    news: [],
    newsIsAll: true,
    trouble: null,
  };
}

function replica(name: string, rows: ReplicaState["rows"]): ReplicaState {
  const nothing = { more: {}, heldBack: [], waitsFor: [], votes: [], seals: [], refused: [] };
  return { name, isUp: true, side: 0, rows, cells: {}, seen: {}, ...nothing };
}
