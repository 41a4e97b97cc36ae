import { viewNames, type ViewName } from "./view-name.ts";

/**
 * What the part of the address after `#` says: the view, what is open in it, and options.
 * `#experiments/quorum?n=5` is `{ view: "experiments", item: "quorum", options: n → 5 }`.
 */
export interface Route {
  readonly view: ViewName;
  /** An example, an experiment, an exercise; "" for none. */
  readonly item: string;
  readonly options: ReadonlyMap<string, string>;
}

const firstRoute: Route = { view: "workbench", item: "", options: new Map() };

/** An address that says nothing known is that of the first view. Never throws. */
export function readRoute(hash: string): Route {
  const [path, query] = split(hash.replace(/^#\/?/, ""), "?");
  const [name, item] = split(path, "/");
  const view = viewNames.find((each) => each === name);
  if (view === undefined) return firstRoute;
  return { view, item: decoded(item), options: new Map(new URLSearchParams(query)) };
}

export function routeHash({ view, item, options }: Route): string {
  const query = new URLSearchParams([...options]).toString();
  return `#${view}${item === "" ? "" : `/${item.split("/").map(encodeURIComponent).join("/")}`}${query === "" ? "" : `?${query}`}`;
}

/** The address of a view, for links. */
export function linkTo(view: ViewName, item = "", options: Readonly<Record<string, string>> = {}): string {
  return routeHash({ view, item, options: new Map(Object.entries(options)) });
}

function split(text: string, sign: string): readonly [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
