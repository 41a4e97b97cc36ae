import { expect, test } from "vitest";
import { mergedState } from "../../src/playground/merged-state.ts";
import type { ReplicaState, RunApi, RunSource, RunState } from "../../src/playground/run-api.ts";
import { RunPlayer, type Frames } from "../../src/playground/run-player.ts";
import { RunService } from "../../src/playground/run-service.ts";

const wishes = ".decl wish(item: symbol)\n";

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

test("it plays statements one by one and time up to the last arrival", async () => {
  const { player, frames } = await opened(wishes, [
    "replicas madrid, dublin.",
    'at madrid: insert wish("camera").',
    "settle.",
    "expect converged.",
  ]);
  player.play();
  const begun: number[] = [];
  for (let i = 0; i < 400 && player.isPlaying.value; i++) {
    await frames.pass(16);
    begun.push(player.state.value?.statements.filter(({ at }) => at !== null).length ?? 0);
  }
  expect(player.isPlaying.value).toBe(false);
  // None is passed over: at every statement there is a frame at least.
  expect([...new Set(begun)]).toEqual([1, 2, 3, 4]);
  expect(player.state.value?.statements.at(-1)).toMatchObject({ isDone: true, ok: true });
  expect(rowsOf(player, "dublin")).toEqual(['wish("camera")']);
  player.stop();
});

test("between two moments the clock goes at the chosen speed", async () => {
  const { player, frames } = await opened(wishes, [
    "replicas madrid, dublin.",
    'at madrid: insert wish("tripod").',
  ]);
  await player.toEnd();
  player.speed.value = 10;
  player.play();
  await frames.pass(16);
  const from = player.clock.value;
  for (let i = 0; i < 10; i++) await frames.pass(50);
  expect(player.clock.value - from).toBeCloseTo(5);
  expect(player.state.value?.flights.map(({ to }) => to)).toEqual(["dublin"]);
  player.pause();
  await frames.pass(1000);
  expect(player.clock.value - from).toBeCloseTo(5);
});

test("what is done while a message is on its way is done at the time that is shown", async () => {
  const { player, frames } = await opened(wishes, ["replicas madrid, dublin."]);
  await player.toEnd();
  expect(await player.act('at madrid: insert wish("camera").')).toBe(null);
  player.play();
  for (let i = 0; i < 16; i++) await frames.pass(20);
  const shown = Math.round(player.clock.value);
  expect(shown).toBeGreaterThan(2);
  expect(await player.act('at dublin: insert wish("tripod").')).toBe(null);
  expect(player.source.value?.statements).toEqual([
    "replicas madrid, dublin.",
    'at madrid: insert wish("camera").',
    `run ${shown}.`,
    'at dublin: insert wish("tripod").',
  ]);
  expect(rowsOf(player, "dublin")).toEqual(['wish("tripod")']);
  expect(rowsOf(player, "madrid")).toEqual(['wish("camera")']);
});

test("played to where nothing happens any more, a run has the time of what happened last", async () => {
  const { player, frames } = await opened(wishes, ["replicas madrid, dublin."]);
  await player.toEnd();
  await player.act('at madrid: insert wish("camera").');
  player.speed.value = 500;
  player.play();
  for (let i = 0; i < 40 && player.isPlaying.value; i++) await frames.pass(17);
  expect(player.isPlaying.value).toBe(false);
  expect(player.source.value?.statements.at(-1)).toBe("run 10.");
  expect(player.clock.value).toBe(10);
});

test("it steps to and fro, and rewinds", async () => {
  const { player } = await opened(wishes, [
    "replicas madrid, dublin.",
    'at madrid: insert wish("camera").',
    "settle.",
  ]);
  await player.toEnd();
  const end = player.state.value;
  expect(rowsOf(player, "dublin")).toEqual(['wish("camera")']);
  await player.rewind();
  expect(rowsOf(player, "madrid")).toEqual([]);
  await player.step();
  await player.step();
  expect(rowsOf(player, "madrid")).toEqual(['wish("camera")']);
  await player.stepBack();
  expect(rowsOf(player, "madrid")).toEqual([]);
  await player.toEnd();
  expect(player.state.value).toEqual(end);
});

test("a statement that cannot be is told and changes nothing", async () => {
  const { player } = await opened(wishes, ["replicas madrid, dublin."]);
  await player.toEnd();
  const before = player.state.value;
  expect(await player.act("at madrid: insert wsh(1).")).toMatch(/wsh/);
  expect(player.state.value).toEqual(before);
  expect(player.trouble.value).toBe(null);
});

test("gossip, which never ends, does not keep a run playing that has converged", async () => {
  const { player, frames } = await opened(wishes, [
    "replicas madrid, dublin, oslo.",
    "network delivery = gossip.",
    'at madrid: insert wish("camera").',
  ]);
  player.speed.value = 100;
  player.play();
  for (let i = 0; i < 2000 && player.isPlaying.value; i++) await frames.pass(50);
  expect(player.isPlaying.value).toBe(false);
  expect(rowsOf(player, "oslo")).toEqual(['wish("camera")']);
});

test("a program that cannot run is told, and no run is open", async () => {
  const { player } = await opened(".decl wish(item: symbol", ["replicas madrid."]);
  expect(player.opened.value).toBe(null);
  expect(player.trouble.value).toMatch(/^Line 1: /);
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

/** Frames that come when a test says so, so many milliseconds after the last one. */
class TestFrames implements Frames {
  #then: ((milliseconds: number) => void) | null = null;
  #now = 0;

  request(then: (milliseconds: number) => void): number {
    this.#then = then;
    return 1;
  }

  cancel(): void {
    this.#then = null;
  }

  /** What the frame asks of the run is answered before the next one. */
  async pass(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    const then = this.#then;
    this.#then = null;
    then?.(this.#now);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function opened(
  text: string,
  statements: readonly string[],
): Promise<{ readonly player: RunPlayer; readonly frames: TestFrames }> {
  const service = new RunService();
  const frames = new TestFrames();
  const player = new RunPlayer({ api: () => service, restart: () => undefined }, frames);
  await player.open({ files: [{ path: "rules.dl", text }], statements, seed: 1 });
  return { player, frames };
}

function rowsOf(player: RunPlayer, name: string): readonly string[] | undefined {
  return player.state.value?.replicas.find((replica) => replica.name === name)?.rows["wish"];
}
