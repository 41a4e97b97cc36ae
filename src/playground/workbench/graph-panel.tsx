/// <reference lib="dom" />
import { effect } from "@preact/signals";
import { Component, createRef, type VNode } from "preact";
import { bandRim, bandTitleHeight, graphDrawing } from "../../ide/graph-drawing.ts";
import { legendItems, legendRow, legendSign } from "../../ide/graph-legend.ts";
import type { GraphLayout } from "../../ide/graph-layout.ts";
import { pointsOf, type GraphView } from "../../ide/graph-view.ts";
import { Canvas } from "./canvas.ts";
import { drawnShape } from "./drawn-shape.tsx";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
}

/** The dependency graph. What is pointed at in it is lit in the text, and the other way round. */
export function GraphPanel({ workbench }: Props): VNode {
  const { view, layout } = workbench.graph.value ?? { view: null, layout: null };
  const words =
    view === null
      ? "The graph is drawn once the rules are checked."
      : view.nodes.length === 0
        ? "No relation yet. Declare one with .decl, and it shows here."
        : `${view.nodes.length} relations are too many to draw here: calm graph draws parts.`;
  return (
    <section class="graph-pane" aria-labelledby="graph-title">
      {view === null || layout === null ? (
        <>
          <h2 id="graph-title">Graph</h2>
          <p class="quiet">{words}</p>
        </>
      ) : (
        <Drawing workbench={workbench} view={view} layout={layout} />
      )}
    </section>
  );
}

interface DrawingProps extends Props {
  readonly view: GraphView;
  readonly layout: GraphLayout;
}

class Drawing extends Component<DrawingProps> {
  readonly #frame = createRef<HTMLDivElement>();
  readonly #svg = createRef<SVGSVGElement>();
  #canvas: Canvas | null = null;
  #ends: (() => void)[] = [];

  override componentDidMount(): void {
    const [frame, svg] = [this.#frame.current, this.#svg.current];
    if (frame === null || svg === null) return;
    const canvas = new Canvas(frame, svg);
    this.#canvas = canvas;
    canvas.fit(legible);
    this.#prepareNodes();
    const observer = new ResizeObserver(() => {
      if (canvas.isFitted) canvas.fit(legible);
    });
    observer.observe(frame);
    const onWheel = (event: WheelEvent): void => this.#wheel(event);
    frame.addEventListener("wheel", onWheel, { passive: false });
    this.#ends = [
      () => observer.disconnect(),
      () => frame.removeEventListener("wheel", onWheel),
      effect(() => {
        this.#light(this.props.workbench.lit.value.nodes, this.props.workbench.lit.value.edges);
      }),
    ];
  }

  override componentDidUpdate({ layout }: DrawingProps): void {
    if (layout === this.props.layout) return;
    if (this.#canvas?.isFitted === true) this.#canvas.fit(legible);
    this.#prepareNodes();
    const { nodes, edges } = this.props.workbench.lit.peek();
    this.#light(nodes, edges);
  }

  override componentWillUnmount(): void {
    for (const end of this.#ends) end();
  }

  override shouldComponentUpdate({ layout }: DrawingProps): boolean {
    return layout !== this.props.layout;
  }

  override render({ view, layout }: DrawingProps): VNode {
    const width = layout.width + 2 * bandRim;
    const height = layout.height + bandTitleHeight + bandRim;
    const stops = pointsOf(view).filter(({ severity }) => severity === "error").length;
    return (
      <>
        <div class="graph-head">
          <h2 id="graph-title">Graph</h2>
          <span class="quiet">
            {view.nodes.length} {view.nodes.length === 1 ? "relation" : "relations"}
            {stops > 0 &&
              `, ${String(stops)} ${stops === 1 ? "point of order that breaks" : "points of order that break"} an output`}
          </span>
          <span class="buttons" role="group" aria-label="Size of the graph">
            <button
              type="button"
              class="button icon"
              aria-label="Smaller"
              onClick={() => this.#canvas?.zoom(1 / 1.25)}
            >
              −
            </button>
            <button type="button" class="button" onClick={() => this.#canvas?.fit()}>
              Fit
            </button>
            <button
              type="button"
              class="button icon"
              aria-label="Larger"
              onClick={() => this.#canvas?.zoom(1.25)}
            >
              +
            </button>
          </span>
        </div>
        <div
          ref={this.#frame}
          class="graph-frame"
          role="group"
          tabIndex={0}
          aria-label="Dependency graph. Arrow keys move it, plus and minus scale it, 0 fits it. Tab goes to a relation."
          onKeyDown={(event) => this.#key(event)}
          onPointerDown={(event) => this.#drag(event)}
          onPointerMove={(event) => this.#point(event.target)}
          onPointerLeave={() => this.#point(null)}
          onFocusIn={(event) => this.#focus(event.target)}
          onFocusOut={() => this.#point(null)}
        >
          <svg
            ref={this.#svg}
            class="calm-graph"
            width={width}
            height={height}
            viewBox={`${-bandRim} ${-bandTitleHeight} ${width} ${height}`}
          >
            {graphDrawing(layout).map(drawnShape)}
          </svg>
        </div>
        <details class="graph-legend">
          <summary>Legend</summary>
          <ul>
            {legendItems(view).map(({ draw, text }) => (
              <li key={text}>
                <svg class="calm-graph" width={legendSign} height={legendRow} aria-hidden="true">
                  {draw(0, legendRow / 2).map(drawnShape)}
                </svg>
                {text}
              </li>
            ))}
          </ul>
        </details>
      </>
    );
  }

  /** One relation can be reached by Tab; from there arrows go to the others. */
  #prepareNodes(): void {
    for (const [index, element] of this.#elements(".node").entries()) {
      element.setAttribute("tabindex", index === 0 ? "0" : "-1");
      // Its name is the title that is drawn with it.
      element.setAttribute("role", "button");
    }
  }

  #elements(selector: string): readonly SVGGElement[] {
    return [...(this.#svg.current?.querySelectorAll<SVGGElement>(selector) ?? [])];
  }

  #light(nodes: readonly string[], edges: readonly string[]): void {
    this.#svg.current?.classList.toggle("dimmed", nodes.length + edges.length > 0);
    for (const element of this.#elements("[data-node], [data-edge]")) {
      const { node, edge } = element.dataset;
      const isLit =
        (node !== undefined && nodes.includes(node)) || (edge !== undefined && edges.includes(edge));
      element.classList.toggle("lit", isLit);
    }
  }

  /** Lights what is pointed at; nothing for null. */
  #point(target: EventTarget | null): void {
    const found = target instanceof Element ? target.closest<SVGGElement>("[data-node], [data-edge]") : null;
    const { node, edge } = found?.dataset ?? {};
    const { view, workbench } = this.props;
    if (node !== undefined) {
      const own = view.edges.filter(({ to, from }) => to === node || from === node);
      workbench.lightGraph(
        [node, ...own.flatMap(({ from, to }) => [from, to])],
        own.map(({ id }) => id),
      );
    } else if (edge !== undefined) {
      const own = view.edges.filter(({ id }) => id === edge);
      workbench.lightGraph(
        own.flatMap(({ from, to }) => [from, to]),
        [edge],
      );
    } else if (workbench.lit.peek().isChosen) workbench.lightGraph([], []);
  }

  #focus(target: EventTarget | null): void {
    if (!(target instanceof Element) || !target.matches(".node")) return;
    this.#canvas?.show(target);
    this.#point(target);
  }

  /** Goes to what is written of a relation, an edge or a point of order. */
  #open(target: EventTarget | null): void {
    if (!(target instanceof Element)) return;
    const { view, workbench } = this.props;
    const points = target.closest<SVGGElement>("[data-point]")?.dataset["point"]?.split(" ") ?? [];
    const point = pointsOf(view).find(({ id }) => points.includes(id));
    const { node, edge } = target.closest<SVGGElement>("[data-node], [data-edge]")?.dataset ?? {};
    const read = view.edges.find(({ id }) => id === edge)?.reads[0];
    const range = point?.range ?? read?.range ?? view.nodes.find(({ name }) => name === node)?.range;
    if (range !== undefined) workbench.revealRange(range);
  }

  /** Where the page itself scrolls, it does so over the graph too, unless Control is held. */
  #wheel(event: WheelEvent): void {
    const isHeld = event.ctrlKey || event.metaKey;
    if (!isHeld && matchMedia("(max-width: 900px)").matches) return;
    event.preventDefault();
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (event.shiftKey && !isHeld) this.#canvas?.pan(-event.deltaX - event.deltaY, 0);
    else
      this.#canvas?.zoom(Math.exp(-event.deltaY / 400), { x: event.clientX - left, y: event.clientY - top });
  }

  /** Dragging moves the graph; a press without it opens what is there. */
  #drag(event: PointerEvent): void {
    const frame = event.currentTarget as HTMLElement;
    const { target, pointerId } = event;
    let [x, y] = [event.clientX, event.clientY];
    let moved = 0;
    const move = (next: PointerEvent): void => {
      if (next.pointerId !== pointerId) return;
      moved += Math.abs(next.clientX - x) + Math.abs(next.clientY - y);
      if (moved > 4) {
        frame.setPointerCapture(pointerId);
        this.#canvas?.pan(next.clientX - x, next.clientY - y);
      }
      [x, y] = [next.clientX, next.clientY];
    };
    const end = (last: PointerEvent): void => {
      frame.removeEventListener("pointermove", move);
      frame.removeEventListener("pointerup", end);
      frame.removeEventListener("pointercancel", end);
      if (last.type === "pointerup" && moved <= 4) this.#open(target);
    };
    frame.addEventListener("pointermove", move);
    frame.addEventListener("pointerup", end);
    frame.addEventListener("pointercancel", end);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const step = steps[key];
    const node = target instanceof SVGElement && target.matches(".node") ? (target as SVGGElement) : null;
    if (key === "+" || key === "=") this.#canvas?.zoom(1.25);
    else if (key === "-") this.#canvas?.zoom(1 / 1.25);
    else if (key === "0") this.#canvas?.fit();
    else if (key === "Enter" && node !== null) this.#open(node);
    else if (key === "Escape" && node !== null) this.#frame.current?.focus();
    else if (step !== undefined && node !== null) this.#goTo(node, step);
    else if (step !== undefined) this.#canvas?.pan(-step.x * 60, -step.y * 60);
    else return;
    event.preventDefault();
  }

  /** The nearest relation in a direction gets the focus. */
  #goTo(from: SVGGElement, step: { readonly x: number; readonly y: number }): void {
    const middle = (element: Element): { readonly x: number; readonly y: number } => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    };
    const start = middle(from);
    const others = this.#elements(".node").flatMap((element) => {
      const { x, y } = middle(element);
      const ahead = (x - start.x) * step.x + (y - start.y) * step.y;
      const aside = Math.abs((x - start.x) * step.y) + Math.abs((y - start.y) * step.x);
      return element === from || ahead <= 1 ? [] : [{ element, far: ahead + 2 * aside }];
    });
    const next = others.sort((a, b) => a.far - b.far)[0]?.element;
    if (next === undefined) return;
    from.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}

/** A drawing that is smaller cannot be read. */
const legible = 0.62;

const steps: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
