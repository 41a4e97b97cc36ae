/// <reference lib="dom" />
import { currentRoute, goTo } from "../current-route.ts";
import { gallery } from "../gallery.ts";
import { openedProgram, requestedRun } from "../opened-program.ts";
import { routeHash, type Route } from "../route.ts";
import { decodeShared } from "../share-link.ts";
import type { ClusterSession } from "./cluster-session.ts";

/**
 * Opens what was asked for elsewhere on the page, else what the address says (a shared run, an
 * example with a scenario and a seed), else what is in the workbench. What is open stays open where
 * none of that is new.
 */
export async function openFromRoute(session: ClusterSession, route: Route): Promise<void> {
  const requested = requestedRun.peek();
  if (requested !== null) {
    begun += 1;
    opened = addressOf(route);
    requestedRun.value = null;
    await session.openSource(requested.title, requested.source, null);
    if (requested.play) session.player.play();
    return;
  }
  const { item, options } = route;
  const isBare = item === "" && options.size === 0;
  const isNew = isBare ? !session.hasBegun : addressOf(route) !== opened;
  if (!isNew && !session.isBehind) return;
  opened = addressOf(route);
  const own = ++begun;
  const isLast = (): boolean => begun === own;
  const shared = options.get("z");
  if (shared !== undefined) await openShared(session, shared, isLast);
  else {
    const isBlank = openedProgram.peek().files.every(({ text }) => text.trim() === "");
    const example = item === "" && isBlank ? exampleDefault : item;
    if (example !== "" && !(await openExample(session, example, isLast))) return;
    const scenario = options.get("scenario");
    const seed = seedIn(options.get("seed"));
    if (scenario === undefined) await session.openProgram(seed ?? seedDefault);
    else await session.openNamed(scenario, seed);
  }
}

/** Where nothing is in the workbench. */
const exampleDefault = "limited-stock";

/** The address that was opened last. */
let opened: string | null = null;

/** How often something was begun to be opened: what is fetched for one that is not the last is left. */
let begun = 0;

/**
 * Says in the address what is open now: of an example the scenario and the seed, of anything else
 * nothing but the view. It is open already.
 */
export function tellAddress(scenario: string | null, seed: number): void {
  const { item } = currentRoute.peek();
  const options = new Map([
    ...(scenario === null ? [] : [["scenario", scenario] as const]),
    ...(seed === seedDefault ? [] : [["seed", String(seed)] as const]),
  ]);
  tell({ view: "cluster", item, options: item === "" ? new Map() : options });
}

/** What is open now has no address. */
export function forgetAddress(): void {
  tell({ view: "cluster", item: "", options: new Map() });
}

function tell(route: Route): void {
  opened = addressOf(route);
  goTo(route, "replace");
}

const seedDefault = 1;

function addressOf(route: Route): string {
  return routeHash(route);
}

async function openShared(session: ClusterSession, text: string, isLast: () => boolean): Promise<void> {
  const shared = await decodeShared(text);
  if (!isLast()) return;
  if ("trouble" in shared) {
    session.refuse(shared.trouble);
    return;
  }
  const { title, files, run } = shared;
  openedProgram.value = { title, files };
  if (run === null) await session.openProgram();
  else await session.openSource(title, { files, ...run }, null);
}

/** Puts an example in the workbench too; false where there is none, or something else was opened since. */
async function openExample(session: ClusterSession, name: string, isLast: () => boolean): Promise<boolean> {
  try {
    const example = (await gallery()).find((each) => each.name === name);
    if (!isLast()) return false;
    if (example === undefined) session.refuse(`There is no example ${name}.`);
    else openedProgram.value = { title: name, files: example.files };
    return example !== undefined;
  } catch (error) {
    if (isLast()) session.refuse(error instanceof Error ? `${error.message}.` : String(error));
    return false;
  }
}

function seedIn(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
