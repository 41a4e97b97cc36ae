import { readFileSync, statSync } from "node:fs";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { serveSite } from "../src/playground/serve.ts";
import { encodeShared, type Shared } from "../src/playground/share-link.ts";
import { filesIn } from "../src/playground/site-files.ts";
import { figures, type Figures } from "./measure.ts";

/**
 * The page of the playground in a browser that has kept nothing, served as `calm playground` serves
 * it. Milliseconds; those of tasks are CPU time of the page's own thread, as another process may be
 * in the way of the clock.
 */
export interface PlaygroundFigures {
  /** From the start of loading to the first text on the page, by the clock. */
  readonly firstPaint: Figures;
  /** To an editor that shows rules and takes keys, by the clock. */
  readonly editor: Figures;
  /** To the verdicts of the rules that it begins with, by the clock. */
  readonly verdicts: Figures;
  readonly stretches: Readonly<Record<string, Stretch>>;
}

/** Some seconds in which something is typed or moves. */
export interface Stretch {
  readonly framesPerSecond: number;
  /** The longest time between two frames, by the clock. */
  readonly gapMax: number;
  /** CPU time of the page's thread, for each frame, and for the task that took most. */
  readonly cpuPerFrame: number;
  readonly taskMax: number;
}

const runs = 5;

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const site = await serveSite(filesIn("dist/playground"), 0);
try {
  const samples = [];
  // The first fills the server's memory and the file cache, and is not counted.
  for (let run = 0; run <= runs; run++) samples.push(await opening());
  const counted = samples.slice(1);
  const result: PlaygroundFigures = {
    firstPaint: figures(counted.map(({ firstPaint }) => firstPaint)),
    editor: figures(counted.map(({ editor }) => editor)),
    verdicts: figures(counted.map(({ verdicts }) => verdicts)),
    stretches: {
      "typing 120 keys": await typing(),
      "3 replicas with 200 facts each, playing": await playing(),
      "gossip of 12, playing": await gossip("Play"),
      "gossip of 10,000, its curve drawn": await gossip("Draw again"),
    },
  };
  process.stdout.write(JSON.stringify(result));
} finally {
  await browser.close();
  await site.close();
}

async function opened<A>(
  hash: string,
  measure: (page: Page) => Promise<A>,
  options: BrowserContextOptions = {},
): Promise<A> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    await page.goto(`${site.address}${hash}`);
    return await measure(page);
  } finally {
    await context.close();
  }
}

function opening(): Promise<{ firstPaint: number; editor: number; verdicts: number }> {
  return opened("", async (page) => {
    const since = (): Promise<number> => page.evaluate<number>("performance.now()");
    await page.locator(".cm-line").first().waitFor();
    const editor = await since();
    await page
      .getByText(/^(not kept|kept)$/)
      .first()
      .waitFor();
    const verdicts = await since();
    const firstPaint = await page.evaluate<number>(
      `performance.getEntriesByName("first-contentful-paint")[0]?.startTime`,
    );
    return { firstPaint, editor, verdicts };
  });
}

/** A rule is written into the longest of the examples, while it is checked. */
async function typing(): Promise<Stretch> {
  const examples = ["cart", "leader-election", "limited-stock"].map((name) => `examples/${name}.dl`);
  const [path = ""] = examples.sort((a, b) => statSync(b).size - statSync(a).size);
  const shared: Shared = {
    title: "long",
    files: [{ path: "rules.dl", text: readFileSync(path, "utf8") }],
    run: null,
  };
  return opened(`#workbench?z=${await encodeShared(shared)}`, async (page) => {
    await page
      .getByText(/^(not kept|kept)$/)
      .first()
      .waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    const text =
      '\n.decl typed(a: symbol, n: number)\ntyped(a, 1) :- typed(a, 2).\ntyped("some", 3).\n// and so on, until the end is reached.';
    return stretch(page, () => page.keyboard.type(text, { delay: 40 }));
  });
}

async function playing(): Promise<Stretch> {
  const facts = Array.from({ length: 180 }, (_, at) => `item("thing ${at}", ${at % 40}).`);
  const statements = Array.from({ length: 20 }, (_, at) => {
    const replica = ["madrid", "dublin", "oslo"][at % 3] ?? "";
    return `at ${replica}: item("more ${at}", ${at}).`;
  });
  const shared: Shared = {
    title: "bench",
    files: [
      {
        path: "rules.dl",
        text: `.decl item(name: symbol, price: number)\n.decl cheap(name: symbol)\n.output cheap\n${facts.join("\n")}\ncheap(n) :- item(n, p), p < 10.\n`,
      },
    ],
    run: { statements: ["replicas madrid, dublin, oslo.", ...statements, "settle."], seed: 1 },
  };
  return opened(`#cluster?z=${await encodeShared(shared)}`, async (page) => {
    await page.getByRole("button", { name: "Play", exact: true }).click();
    return stretch(page, () => page.waitForTimeout(5000));
  });
}

function gossip(button: string): Promise<Stretch> {
  return opened("#experiments/gossip", async (page) => {
    await page.getByText("Done.").waitFor();
    await page.getByRole("button", { name: button, exact: true }).click();
    return stretch(page, () => page.waitForTimeout(3000));
  });
}

/** What the page's thread does meanwhile. */
async function stretch(page: Page, meanwhile: () => Promise<void>): Promise<Stretch> {
  await page.evaluate(`{
    const frames = globalThis.frameTimes = [];
    const note = (now) => { frames.push(now); requestAnimationFrame(note); };
    requestAnimationFrame(note);
  }`);
  const client: Browser = browser;
  await client.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "toplevel"] });
  await meanwhile();
  const frames = await page.evaluate<readonly number[]>("globalThis.frameTimes");
  const tasks = tasksOf(await client.stopTracing());
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  return {
    framesPerSecond: (gaps.length / gaps.reduce((sum, gap) => sum + gap, 0)) * 1000,
    gapMax: Math.max(...gaps),
    cpuPerFrame: tasks.reduce((sum, task) => sum + task, 0) / Math.max(1, gaps.length),
    taskMax: Math.max(...tasks),
  };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name?: string };
  /** CPU time, in microseconds. */
  readonly tdur?: number;
}

/** The CPU time of each task of the page's thread: the one among its kind that did most. */
function tasksOf(trace: Buffer): readonly number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const threads = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const tasks = threads.map((thread) =>
    traceEvents
      .filter(({ name, pid, tid }) => name === "RunTask" && pid === thread.pid && tid === thread.tid)
      .map(({ tdur = 0 }) => tdur / 1000),
  );
  const total = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0);
  return tasks.sort((a, b) => total(b) - total(a))[0] ?? [];
}
