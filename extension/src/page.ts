/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { FromPage, ToPage } from "./drawing-message.ts";
import { inEditorTheme } from "./editor-theme.ts";

/** The script of the page that shows a drawing. */

interface EditorApi {
  postMessage(message: FromPage): void;
}

declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
const frame = byId("frame");
const drawing = byId("drawing");
const styles = new CSSStyleSheet();
document.adoptedStyleSheets = [styles];

/** Smaller than this, what is written can no longer be read. */
const scaleLeast = 0.6;
/** Null follows the width of the page, from the least to the natural size. */
let scale: number | null = null;
let chosen: string | null = null;

addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "draw":
      draw(data);
      break;
    case "choose":
      choose(data.relation);
      break;
  }
});
addEventListener("resize", resize);
byId("smaller").addEventListener("click", () => zoom(1 / 1.25));
byId("larger").addEventListener("click", () => zoom(1.25));
byId("fit").addEventListener("click", fit);
frame.addEventListener("wheel", turnWheel, { passive: false });
frame.addEventListener("pointerdown", drag);
addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
  if (ctrlKey || metaKey) return;
  if (key === "+" || key === "=") zoom(1.25);
  if (key === "-") zoom(1 / 1.25);
  if (key === "0") fit();
});
// The editor says its theme by a class of `body`.
new MutationObserver(matchPaper).observe(document.body, { attributeFilter: ["class"] });
editor.postMessage({ kind: "ready" });

function draw({ says, tone, notes, svg, actions }: Extract<ToPage, { kind: "draw" }>): void {
  byId("says").textContent = says;
  byId("says").className = tone;
  byId("notes").replaceChildren(
    ...notes.map((text, index) => {
      const item = document.createElement("li");
      item.append(button(text, () => editor.postMessage({ kind: "note", index })));
      return item;
    }),
  );
  byId("actions").replaceChildren(
    ...actions.map(({ id, title }) => button(title, () => editor.postMessage({ kind: "action", id }))),
  );
  // Style elements would need the policy to allow any of them; a style sheet that a script makes does not.
  const sheets = /<style>(.*?)<\/style>/gs;
  const parsed = new DOMParser().parseFromString(svg.replaceAll(sheets, ""), "image/svg+xml");
  const isDrawn = parsed.documentElement instanceof SVGSVGElement;
  frame.hidden = !isDrawn;
  if (!isDrawn) return;
  styles.replaceSync(inEditorTheme([...svg.matchAll(sheets)].map(([, sheet]) => sheet).join("\n")));
  drawing.replaceChildren(document.importNode(parsed.documentElement, true));
  matchPaper();
  for (const element of drawing.querySelectorAll<SVGElement>("[data-node]")) {
    const name = element.dataset["node"] ?? "";
    element.addEventListener("click", () => editor.postMessage({ kind: "relation", name }));
    element.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") editor.postMessage({ kind: "relation", name });
    });
  }
  resize();
  choose(chosen);
}

/** The drawing ends where its paper does, and the page goes on in the same colour. */
function matchPaper(): void {
  const paper = drawing.querySelector(".paper");
  if (paper !== null) frame.style.background = getComputedStyle(paper).fill;
}

function choose(relation: string | null): void {
  chosen = relation;
  const all = [...drawing.querySelectorAll<SVGElement>("[data-node]")];
  for (const element of all) element.classList.toggle("chosen", element.dataset["node"] === relation);
  const first = all.find((element) => element.classList.contains("chosen"));
  drawing.classList.toggle("chosen", first !== undefined);
  first?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function naturalSize(): { readonly width: number; readonly height: number } {
  const box = drawing.querySelector("svg")?.viewBox.baseVal;
  return { width: box?.width ?? 1, height: box?.height ?? 1 };
}

function scaleNow(): number {
  return scale ?? Math.min(1, Math.max(scaleLeast, frame.clientWidth / naturalSize().width));
}

function resize(): void {
  const svg = drawing.querySelector("svg");
  if (svg === null) return;
  const { width, height } = naturalSize();
  svg.setAttribute("width", String(width * scaleNow()));
  svg.setAttribute("height", String(height * scaleNow()));
}

/** Around a point of the frame, its middle by default. */
function zoom(factor: number, x = frame.clientWidth / 2, y = frame.clientHeight / 2): void {
  const before = scaleNow();
  scale = Math.min(4, Math.max(0.1, before * factor));
  const grown = scale / before;
  const left = (frame.scrollLeft + x) * grown - x;
  const top = (frame.scrollTop + y) * grown - y;
  resize();
  frame.scrollTo(left, top);
}

function fit(): void {
  const { width, height } = naturalSize();
  scale = Math.min(1.5, frame.clientWidth / width, frame.clientHeight / height);
  resize();
}

function turnWheel(event: WheelEvent): void {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const { left, top } = frame.getBoundingClientRect();
  zoom(Math.exp(-event.deltaY * 0.002), event.clientX - left, event.clientY - top);
}

function drag(start: PointerEvent): void {
  if (start.button !== 0 || start.pointerType !== "mouse") return;
  const [left, top] = [frame.scrollLeft, frame.scrollTop];
  const move = (event: PointerEvent): void =>
    frame.scrollTo(left + start.clientX - event.clientX, top + start.clientY - event.clientY);
  frame.addEventListener("pointermove", move);
  addEventListener("pointerup", () => frame.removeEventListener("pointermove", move), { once: true });
}

function button(title: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = title;
  made.addEventListener("click", press);
  return made;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
