/// <reference lib="dom" />
import type { Verdict } from "../analysis/report.ts";
import type { GraphNode, GraphPoint, GraphRule, GraphView } from "./graph-view.ts";

/** What the page of a graph knows besides its drawing. */
export interface GraphPageData {
  readonly view: GraphView;
  readonly signs: Readonly<Record<Verdict, string>>;
  readonly meanings: Readonly<Record<Verdict, string>>;
}

/**
 * The script of the page, as text: the functions below, which therefore use nothing but each other
 * and what a browser has. It expects the elements that `graphHtml` writes.
 */
export function graphPageScript(): string {
  const parts: readonly { toString(): string }[] = [
    ...[startPage, openCanvas, listenToPointers, listenToWheel, openLights, listenToDrawing, openPanel],
    ...[overview, relationPage, columnTable, ruleText, pointList, relationList, factList],
    ...[listenToKeys, neighbourOf, openSearch, byId, make],
  ];
  return `"use strict";(()=>{${parts.map(String).join("\n")}\n${startPage.name}();})();`;
}

/** Moves and scales the drawing. */
interface Canvas {
  fit(): void;
  /** Scales around a point of the frame, its middle by default. */
  zoom(factor: number, around?: { readonly x: number; readonly y: number }): void;
  pan(x: number, y: number): void;
  /** Brings elements into sight, at a size that can be read. */
  show(elements: readonly SVGGraphicsElement[]): void;
}

/** Sets relations and edges off against the rest, which is dimmed. */
interface Lights {
  /** Until the next `hold`; nothing at all lights everything. */
  hold(nodes: readonly string[], edges: readonly string[]): void;
  /** Until `back`. */
  show(nodes: readonly string[], edges: readonly string[]): void;
  back(): void;
  elementsOf(nodes: readonly string[], edges: readonly string[]): readonly SVGGraphicsElement[];
}

interface Panel {
  /** A relation's page; the overview for null. */
  open(name: string | null): void;
  openEdges(edges: readonly string[]): void;
}

function startPage(): void {
  const data = JSON.parse(byId("data").textContent) as GraphPageData;
  if (innerWidth < 760) byId("legend").removeAttribute("open");
  const canvas = openCanvas();
  const lights = openLights();
  canvas.fit();
  const panel = openPanel(data, canvas, lights);
  listenToDrawing(data.view, lights, panel);
  listenToKeys(data.view, canvas);
  openSearch(data.view, lights, panel);
}

function openCanvas(): Canvas {
  const frame = byId("graph");
  const drawing = byId("drawing");
  const width = Number(frame.dataset["width"]);
  const height = Number(frame.dataset["height"]);
  let [scale, left, top] = [1, 0, 0];
  const draw = (smooth: boolean): void => {
    drawing.classList.toggle("smooth", smooth);
    drawing.style.transform = `translate(${left}px,${top}px) scale(${scale})`;
    // From afar, lines are drawn as thin as can be seen, and no thinner.
    drawing.style.setProperty("--hair", `${0.5 / scale}px`);
  };
  const zoom: Canvas["zoom"] = (factor, around) => {
    const { x, y } = around ?? { x: frame.clientWidth / 2, y: frame.clientHeight / 2 };
    const next = Math.min(4, Math.max(0.02, scale * factor));
    [left, top] = [x - ((x - left) * next) / scale, y - ((y - top) * next) / scale];
    scale = next;
    draw(false);
  };
  const pan: Canvas["pan"] = (x, y) => {
    left += x;
    top += y;
    draw(false);
  };
  const centre = (x: number, y: number): void => {
    [left, top] = [frame.clientWidth / 2 - x * scale, frame.clientHeight / 2 - y * scale];
  };
  const fit: Canvas["fit"] = () => {
    scale = Math.min(1.5, frame.clientWidth / (width + 40), frame.clientHeight / (height + 40));
    centre(width / 2, height / 2);
    draw(false);
  };
  const show: Canvas["show"] = (elements) => {
    const boxes = elements.map((element) => element.getBBox());
    const x = Math.min(...boxes.map((box) => box.x));
    const y = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const room = Math.min(frame.clientWidth / (right - x + 80), frame.clientHeight / (bottom - y + 80));
    const isSeen =
      x * scale + left >= 0 &&
      y * scale + top >= 0 &&
      right * scale + left <= frame.clientWidth &&
      bottom * scale + top <= frame.clientHeight;
    if (isSeen && scale >= Math.min(0.6, room)) return;
    scale = Math.min(room, Math.max(scale, 0.9));
    // The origin of the drawing is below the titles of the bands.
    const origin = drawing.dataset;
    centre((x + right) / 2 + Number(origin["x"]), (y + bottom) / 2 + Number(origin["y"]));
    draw(true);
  };
  const canvas = { fit, zoom, pan, show };
  listenToPointers(frame, canvas);
  listenToWheel(frame, canvas);
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("zoom-fit").addEventListener("click", fit);
  return canvas;
}

/** One finger or the mouse moves the drawing, two fingers scale it as well. */
function listenToPointers(frame: HTMLElement, canvas: Canvas): void {
  const held = new Map<number, { x: number; y: number }>();
  let moved = 0;
  frame.addEventListener("pointerdown", (event) => {
    held.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  });
  frame.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    // A click on a relation would be lost if the pointer were captured at once.
    if (moved < 4) return;
    frame.setPointerCapture(event.pointerId);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    held.set(event.pointerId, now);
    canvas.pan((now.x - before.x) / held.size, (now.y - before.y) / held.size);
    if (other === undefined) return;
    const apart = (point: { x: number; y: number }): number =>
      Math.hypot(point.x - other.x, point.y - other.y);
    const { left, top } = frame.getBoundingClientRect();
    const middle = { x: (now.x + other.x) / 2 - left, y: (now.y + other.y) / 2 - top };
    if (apart(before) > 0) canvas.zoom(apart(now) / apart(before), middle);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    frame.addEventListener(end, (event) => held.delete(event.pointerId));
  }
}

function listenToWheel(frame: HTMLElement, canvas: Canvas): void {
  const turn = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaMode === 0 ? 1 : 16;
    if (event.shiftKey) {
      canvas.pan(-(event.deltaX + event.deltaY) * pixels, 0);
      return;
    }
    const { left, top } = frame.getBoundingClientRect();
    const factor = Math.exp(-event.deltaY * pixels * 0.0016);
    canvas.zoom(factor, { x: event.clientX - left, y: event.clientY - top });
  };
  frame.addEventListener("wheel", turn, { passive: false });
}

function openLights(): Lights {
  const frame = byId("graph");
  const nodes = new Map<string, SVGGraphicsElement[]>();
  const edges = new Map<string, SVGGraphicsElement[]>();
  for (const element of frame.querySelectorAll<SVGGraphicsElement>("[data-node],[data-edge]")) {
    const { node, edge } = element.dataset;
    const [map, key] = node === undefined ? ([edges, edge ?? ""] as const) : ([nodes, node] as const);
    map.set(key, [...(map.get(key) ?? []), element]);
  }
  const elementsOf: Lights["elementsOf"] = (names, ids) => [
    ...names.flatMap((name) => nodes.get(name) ?? []),
    ...ids.flatMap((id) => edges.get(id) ?? []),
  ];
  const light = (elements: readonly Element[]): void => {
    for (const lit of frame.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const element of elements) element.classList.add("lit");
    frame.classList.toggle("dimmed", elements.length > 0);
  };
  let held: readonly SVGGraphicsElement[] = [];
  return {
    elementsOf,
    hold: (names, ids) => light((held = elementsOf(names, ids))),
    show: (names, ids) => light(elementsOf(names, ids)),
    back: () => light(held),
  };
}

/** A relation under the pointer shows what it reads and what reads it; an edge shows its ends. */
function listenToDrawing(view: GraphView, lights: Lights, panel: Panel): void {
  for (const element of byId("graph").querySelectorAll<SVGGraphicsElement>("[data-node]")) {
    const name = element.dataset["node"] ?? "";
    const near = view.edges.filter(({ from, to }) => from === name || to === name);
    const names = [name, ...near.flatMap(({ from, to }) => [from, to])];
    const ids = near.map(({ id }) => id);
    element.addEventListener("pointerenter", () => lights.show(names, ids));
    element.addEventListener("pointerleave", () => lights.back());
    element.addEventListener("click", () => panel.open(name));
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      panel.open(name);
    });
  }
  for (const element of byId("graph").querySelectorAll<SVGGraphicsElement>("[data-edge]")) {
    const edge = view.edges.find(({ id }) => id === element.dataset["edge"]);
    if (edge === undefined) continue;
    element.addEventListener("pointerenter", () => lights.show([edge.from, edge.to], [edge.id]));
    element.addEventListener("pointerleave", () => lights.back());
    element.addEventListener("click", () => panel.openEdges([edge.id]));
  }
}

function openPanel(data: GraphPageData, canvas: Canvas, lights: Lights): Panel {
  const { view } = data;
  const frame = byId("graph");
  const panel = byId("panel");
  const show = (nodes: readonly string[], edges: readonly string[], chosen: string | null): void => {
    for (const one of frame.querySelectorAll(".chosen")) one.classList.remove("chosen");
    for (const one of chosen === null ? [] : lights.elementsOf([chosen], [])) one.classList.add("chosen");
    lights.hold(nodes, edges);
    if (chosen !== null) canvas.show(lights.elementsOf([chosen], []));
    else if (edges.length > 0) canvas.show(lights.elementsOf(nodes, edges));
  };
  const open: Panel["open"] = (name) => {
    const node = view.nodes.find((each) => each.name === name);
    const near = view.edges.filter(({ from, to }) => from === name || to === name);
    const content = node === undefined ? overview(data, self) : relationPage(node, data, lights, self);
    panel.replaceChildren(...content);
    panel.scrollTop = 0;
    const names = near.flatMap(({ from, to }) => [from, to]);
    show(
      node === undefined ? [] : [node.name, ...names],
      near.map(({ id }) => id),
      node?.name ?? null,
    );
    location.hash = node === undefined ? "" : encodeURIComponent(node.name);
  };
  const openEdges: Panel["openEdges"] = (ids) => {
    const edges = view.edges.filter(({ id }) => ids.includes(id));
    show(
      edges.flatMap(({ from, to }) => [from, to]),
      ids,
      null,
    );
  };
  const self: Panel = { open, openEdges };
  const openHash = (): void => {
    const name = decodeURIComponent(location.hash.slice(1));
    const chosen = frame.querySelector<SVGGraphicsElement>(".chosen")?.dataset["node"] ?? "";
    if (name !== chosen) open(name);
  };
  addEventListener("hashchange", openHash);
  panel.replaceChildren(...overview(data, self));
  openHash();
  return self;
}

/** What the panel shows before anything is chosen: outputs and points of order. */
function overview({ view }: GraphPageData, panel: Panel): HTMLElement[] {
  const outputs = view.nodes.filter((node) => node.outputs.length > 0);
  const isKept = (node: GraphNode): number => Number(node.outputs.every(({ ok }) => ok));
  outputs.sort((a, b) => isKept(a) - isKept(b));
  const points = [...view.edges, ...view.nodes].flatMap((place) => place.points);
  const gravity = ({ severity, coveredBy }: GraphPoint): number =>
    severity === "error" ? 0 : coveredBy === null ? 2 : 1;
  points.sort((a, b) => gravity(a) - gravity(b));
  return [
    make("h2", {}, "Overview"),
    ...(outputs.length === 0 ? [] : [make("h3", {}, "Outputs")]),
    ...outputs.map((node) => relationList([node.name], view, panel)),
    ...(points.length === 0 ? [] : [make("h3", {}, "Points of order")]),
    pointList(points, view, panel),
  ];
}

function relationPage(node: GraphNode, data: GraphPageData, lights: Lights, panel: Panel): HTMLElement[] {
  const { view, signs, meanings } = data;
  const close = make("button", { type: "button", class: "close", "aria-label": "Back to the overview" }, "×");
  close.addEventListener("click", () => panel.open(null));
  const into = view.edges.filter(({ to }) => to === node.name);
  const outOf = view.edges.filter(({ from }) => from === node.name);
  const points = [...into, node].flatMap((place) => place.points);
  const part = (title: string, ...content: HTMLElement[]): HTMLElement[] =>
    content.length === 0 ? [] : [make("h3", {}, title), ...content];
  const names = (all: readonly string[]): HTMLElement[] =>
    all.length === 0 ? [] : [relationList([...new Set(all)], view, panel)];
  const verdict = make("p", { class: "verdict" });
  verdict.append(
    make("span", { class: node.verdict }, `${signs[node.verdict]} ${node.verdict}`),
    `: ${meanings[node.verdict]}`,
  );
  return [
    close,
    make("h2", { class: "code" }, node.name),
    verdict,
    factList(node),
    ...part("Columns", columnTable(node)),
    ...part("Points of order", ...(points.length === 0 ? [] : [pointList(points, view, panel)])),
    ...part("Rules", ...node.rules.map((rule) => ruleText(rule, view, lights, panel))),
    ...part("Reads", ...names(into.filter(({ kind }) => kind !== "seal").map(({ from }) => from))),
    ...part("Read by", ...names(outOf.filter(({ kind }) => kind !== "seal").map(({ to }) => to))),
  ];
}

function factList(node: GraphNode): HTMLElement {
  const line = node.range.start.line + 1;
  const facts = [
    node.kind === "base" ? `base relation (${node.qualifier})` : `derived, stratum ${node.stratum}`,
    ...(node.recursive ? ["recursive"] : []),
    ...(node.input ? ["filled by an .input"] : []),
    ...(node.placement === "monotone" || node.placement === "none"
      ? []
      : [`needs no coordination if its data is placed by key (${node.placement})`]),
    ...node.seals.map(({ columns, by }) => `sealed (${columns.join(", ")}) by ${by}`),
    ...node.boundaries.map((boundary) => `decided at ${boundary}`),
    ...node.outputs.map(({ promise, ok, rounds }) => {
      const pays = rounds === 0 ? "" : `, ${rounds} coordination round${rounds === 1 ? "" : "s"}`;
      return `output ${promise}: ${ok ? "kept" : "not kept"}${pays}`;
    }),
    `declared in ${node.range.file}, line ${line}`,
  ];
  const list = make("ul", { class: "facts" });
  list.append(...facts.map((fact) => make("li", {}, fact)));
  return list;
}

function columnTable({ columns }: GraphNode): HTMLElement {
  const moves = { constant: "fixed", up: "grows", down: "falls", any: "either way" } as const;
  const table = make("table", {});
  for (const { name, type, direction } of columns) {
    const row = make("tr", {});
    row.append(
      make("td", { class: "code" }, name),
      make("td", { class: "code" }, type),
      make("td", { class: "quiet" }, direction === null ? "key" : moves[direction]),
    );
    table.append(row);
  }
  return table;
}

/** The rule as written; each of its literals lights its edges. */
function ruleText(rule: GraphRule, view: GraphView, lights: Lights, panel: Panel): HTMLElement {
  const code = make("pre", {});
  let end = 0;
  for (const { start, end: last } of rule.literals) {
    // What an aggregate reads stands inside it.
    if (start < end) continue;
    const inside = rule.literals.filter((literal) => literal.start >= start && literal.end <= last);
    const ids = inside.map(({ edge }) => edge);
    const edges = view.edges.filter(({ id }) => ids.includes(id));
    const points = edges
      .flatMap((edge) => edge.points)
      .filter(({ id }) => inside.some((literal) => literal.points.includes(id)));
    const state = points.some(({ severity }) => severity === "error")
      ? "stop"
      : points.length > 0
        ? "covered"
        : "";
    // A button would not wrap as the text around it does.
    const literal = make(
      "span",
      { role: "button", tabindex: "0", class: `literal ${state}` },
      rule.text.slice(start, last),
    );
    const names = edges.flatMap(({ from, to }) => [from, to]);
    for (const enter of ["pointerenter", "focus"])
      literal.addEventListener(enter, () => lights.show(names, ids));
    for (const leave of ["pointerleave", "blur"]) literal.addEventListener(leave, () => lights.back());
    literal.addEventListener("click", () => panel.openEdges(ids));
    literal.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") panel.openEdges(ids);
    });
    code.append(rule.text.slice(end, start), literal);
    end = last;
  }
  code.append(rule.text.slice(end));
  const { file, start } = rule.range;
  const figure = make("figure", {});
  figure.append(
    make("figcaption", { class: "quiet" }, `${file === view.file ? "" : `${file}, `}line ${start.line + 1}`),
    code,
  );
  return figure;
}

function pointList(points: readonly GraphPoint[], view: GraphView, panel: Panel): HTMLElement {
  const list = make("ul", { class: "points" });
  for (const { id, code, construct, severity, coveredBy, relation, reads, seenBy, range } of points) {
    const state = severity === "error" ? "stop" : coveredBy === null ? "noted" : "covered";
    const words = {
      stop: "uncovered",
      covered: `covered by ${coveredBy ?? ""}`,
      noted: "no promise depends on it",
    };
    const button = make("button", { type: "button", class: `point ${state}` });
    button.append(
      make("strong", {}, `${code} ${construct}`),
      make("span", {}, `${reads === null ? "" : `${reads} → `}${relation}, line ${range.start.line + 1}`),
      make("span", {}, words[state] + (seenBy.length === 0 ? "" : `; seen by ${seenBy.join(", ")}`)),
    );
    const edge = view.edges.find((each) => each.points.some((point) => point.id === id));
    button.addEventListener("click", () =>
      edge === undefined ? panel.open(relation) : panel.openEdges([edge.id]),
    );
    const item = make("li", {});
    item.append(button);
    list.append(item);
  }
  return list;
}

function relationList(names: readonly string[], view: GraphView, panel: Panel): HTMLElement {
  const list = make("ul", { class: "relations" });
  for (const name of names) {
    const node = view.nodes.find((each) => each.name === name);
    const button = make("button", { type: "button", class: "code" }, name);
    button.addEventListener("click", () => panel.open(name));
    const item = make("li", {});
    const promises = (node?.outputs ?? []).map(({ promise, ok }) =>
      make("span", { class: ok ? "kept" : "broken" }, ` ${promise}: ${ok ? "kept" : "not kept"}`),
    );
    item.append(
      button,
      make("strong", { class: node?.verdict ?? "" }, ` ${node?.verdict ?? ""}`),
      ...promises,
    );
    list.append(item);
  }
  return list;
}

/** Arrows go along the edges from a relation that has the focus, and move the drawing otherwise. */
function listenToKeys(view: GraphView, canvas: Canvas): void {
  const frame = byId("graph");
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [60, 0],
    ArrowRight: [-60, 0],
    ArrowUp: [0, 60],
    ArrowDown: [0, -60],
  };
  frame.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (event.key === "+" || event.key === "=") canvas.zoom(1.2);
    else if (event.key === "-") canvas.zoom(1 / 1.2);
    else if (event.key === "0") canvas.fit();
    else if (move === undefined) return;
    else {
      const focused = document.activeElement?.closest<SVGGraphicsElement>("[data-node]") ?? null;
      const next = focused === null ? null : neighbourOf(focused, event.key, view);
      if (next !== null) {
        next.focus({ preventScroll: true });
        canvas.show([next]);
      } else if (focused === null) canvas.pan(move[0], move[1]);
    }
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    byId("search").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelector<HTMLElement>(".close")?.click();
  });
}

/** The nearest relation that is read (left), that reads (right), or that stands above or below. */
function neighbourOf(focused: SVGGraphicsElement, key: string, view: GraphView): SVGGraphicsElement | null {
  const name = focused.dataset["node"];
  const all = [...byId("graph").querySelectorAll<SVGGraphicsElement>("[data-node]")];
  const box = focused.getBBox();
  const sources = view.edges.filter(({ to }) => to === name).map(({ from }) => from);
  const readers = view.edges.filter(({ from }) => from === name).map(({ to }) => to);
  const linked = key === "ArrowLeft" ? sources : readers;
  const distance = (element: SVGGraphicsElement): number => {
    const other = element.getBBox();
    return Math.abs(other.y - box.y) + 2 * Math.abs(other.x + other.width / 2 - box.x - box.width / 2);
  };
  const candidates = all.filter((element) => {
    if (element === focused) return false;
    if (key === "ArrowUp") return element.getBBox().y < box.y;
    if (key === "ArrowDown") return element.getBBox().y > box.y;
    return linked.includes(element.dataset["node"] ?? "");
  });
  return candidates.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Lights what matches; Enter opens one match after the other, those by name before those by column. */
function openSearch(view: GraphView, lights: Lights, panel: Panel): void {
  const input = byId("search") as HTMLInputElement;
  const status = byId("found");
  let at = -1;
  const found = (): string[] => {
    const words = input.value.trim().toLowerCase();
    const matches = (text: string): boolean => words !== "" && text.toLowerCase().includes(words);
    const byName = view.nodes.filter(({ name }) => matches(name));
    const byColumn = view.nodes.filter(
      (node) => !byName.includes(node) && node.columns.some(({ name }) => matches(name)),
    );
    return [...byName, ...byColumn].map(({ name }) => name);
  };
  input.addEventListener("input", () => {
    at = -1;
    const names = found();
    status.textContent = input.value.trim() === "" ? "" : `${names.length} of ${view.nodes.length}`;
    lights.hold(names, []);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      input.dispatchEvent(new Event("input"));
    }
    if (event.key !== "Enter") return;
    const names = found();
    at = (at + 1) % Math.max(1, names.length);
    const name = names[at];
    if (name === undefined) return;
    status.textContent = `${at + 1} of ${names.length}`;
    panel.open(name);
  });
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page lacks #${id}`);
  return element;
}

function make(name: string, attributes: Readonly<Record<string, string>>, text = ""): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}
