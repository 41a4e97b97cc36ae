/// <reference lib="dom" />

/** Moves and scales what lies in a frame, as large as it is itself. */
export class Canvas {
  readonly #frame: HTMLElement;
  readonly #drawing: SVGSVGElement;
  #scale = 1;
  #left = 0;
  #top = 0;
  #isFitted = true;

  constructor(frame: HTMLElement, drawing: SVGSVGElement) {
    this.#frame = frame;
    this.#drawing = drawing;
  }

  /** Whether the reader has not moved it since it was fitted. */
  get isFitted(): boolean {
    return this.#isFitted;
  }

  /** Shows all of it, no larger than it is; what would be smaller than `least` is shown from its beginning. */
  fit(least = 0): void {
    const { clientWidth, clientHeight } = this.#frame;
    const [width, height] = [this.#drawing.width.baseVal.value, this.#drawing.height.baseVal.value];
    if (clientWidth === 0 || width === 0) return;
    const whole = Math.min(1, clientWidth / width, clientHeight / height);
    this.#scale = Math.max(least, whole);
    this.#left = Math.max(0, (clientWidth - width * this.#scale) / 2);
    this.#top = Math.max(0, (clientHeight - height * this.#scale) / 2);
    this.#isFitted = true;
    this.#draw();
  }

  /** Around a point of the frame, its middle by default. */
  zoom(factor: number, around?: { readonly x: number; readonly y: number }): void {
    const { x, y } = around ?? { x: this.#frame.clientWidth / 2, y: this.#frame.clientHeight / 2 };
    const next = Math.min(4, Math.max(0.05, this.#scale * factor));
    this.#left = x - ((x - this.#left) * next) / this.#scale;
    this.#top = y - ((y - this.#top) * next) / this.#scale;
    this.#scale = next;
    this.#isFitted = false;
    this.#draw();
  }

  pan(x: number, y: number): void {
    this.#left += x;
    this.#top += y;
    this.#isFitted = false;
    this.#draw();
  }

  /** Moves it as far as is needed for an element to be in sight. */
  show(element: Element): void {
    const frame = this.#frame.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    const by = (start: number, end: number, first: number, last: number): number =>
      start < first ? first - start + 12 : end > last ? last - end - 12 : 0;
    const x = by(box.left, box.right, frame.left, frame.right);
    const y = by(box.top, box.bottom, frame.top, frame.bottom);
    if (x !== 0 || y !== 0) this.pan(x, y);
  }

  #draw(): void {
    this.#drawing.style.transform = `translate(${this.#left}px, ${this.#top}px) scale(${this.#scale})`;
  }
}
