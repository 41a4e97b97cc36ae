/** A place in a drawing, in its pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Places on an ellipse, the first at the top or, of two, at the left; they go round clockwise. */
export function ring(count: number, { x, y }: Point, radiusX: number, radiusY: number): readonly Point[] {
  const start = count === 2 ? Math.PI : -Math.PI / 2;
  return Array.from({ length: count }, (_, i) => {
    const angle = start + (2 * Math.PI * i) / Math.max(1, count);
    return { x: x + radiusX * Math.cos(angle), y: y + radiusY * Math.sin(angle) };
  });
}

/** The place so much of the way, from 0 to 1. */
export function along(from: Point, to: Point, part: number): Point {
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

/** The place so far from one on the way to another; no further than the middle between them. */
export function towards(from: Point, to: Point, pixels: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return length === 0 ? from : along(from, to, Math.min(0.5, pixels / length));
}

/** Moves a line to its right, seen in its direction, so that what goes both ways does not meet. */
export function besides(from: Point, to: Point, pixels: number): readonly [from: Point, to: Point] {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [x, y] = [(-(to.y - from.y) / length) * pixels, ((to.x - from.x) / length) * pixels];
  return [
    { x: from.x + x, y: from.y + y },
    { x: to.x + x, y: to.y + y },
  ];
}

/** On which side of a line a place is: positive, negative, or 0 on it. */
export function sideOfLine(place: Point, from: Point, to: Point): number {
  return Math.sign((to.x - from.x) * (place.y - from.y) - (to.y - from.y) * (place.x - from.x));
}
