/// <reference lib="dom" />
import { signal, type ReadonlySignal } from "@preact/signals";
import { readRoute, routeHash, type Route } from "./route.ts";

const current = signal<Route>(readRoute(""));

/** Where the page is; it follows the address. */
export const currentRoute: ReadonlySignal<Route> = current;

/** From now on the page follows its address. */
export function followAddress(): void {
  const read = (): void => {
    current.value = readRoute(location.hash);
  };
  addEventListener("hashchange", read);
  read();
}

/** Changes the address. `replace`: without a step in the history, for what changes all the time. */
export function goTo(route: Route, how: "push" | "replace" = "push"): void {
  const hash = routeHash(route);
  if (hash === location.hash) return;
  if (how === "push") location.hash = hash;
  else {
    history.replaceState(null, "", hash);
    current.value = route;
  }
}
