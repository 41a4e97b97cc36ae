import type { Page } from "./page.ts";

/**
 * What is to be written, with the places where lines may end (after Wadler, "A prettier printer").
 * A `group` is written on one line if it fits there, else all its own `line`s end lines; a `fill`
 * ends lines only between the parts where it must, and goes on further in.
 */
export type Layout =
  | string
  | { readonly kind: "concat"; readonly parts: readonly Layout[] }
  | { readonly kind: "indent"; readonly inner: Layout }
  | { readonly kind: "group"; readonly inner: Layout }
  | { readonly kind: "fill"; readonly parts: readonly Layout[] }
  /** A blank or nothing in a group on one line, else a line's end. */
  | { readonly kind: "line"; readonly flat: "" | " " }
  /** A line's end in any case, perhaps with an empty line behind it. */
  | { readonly kind: "break"; readonly blank: boolean }
  /** A comment that ends its line. */
  | { readonly kind: "trailing"; readonly text: string; readonly column: number }
  /** A comment with a line of its own. */
  | { readonly kind: "alone"; readonly text: string; readonly blank: boolean };

/** A few pieces behind one another; for any number of them there is `joined`. */
export function concat(...parts: readonly Layout[]): Layout {
  return { kind: "concat", parts };
}

export function joined(parts: readonly Layout[]): Layout {
  return { kind: "concat", parts };
}

export function indent(inner: Layout): Layout {
  return { kind: "indent", inner };
}

export function group(inner: Layout): Layout {
  return { kind: "group", inner };
}

export const line: Layout = { kind: "line", flat: " " };
export const softLine: Layout = { kind: "line", flat: "" };

const WIDTH = 100;
const INDENTATION = 2;

/** A layout to be written, with its indentation, on one line or not; a fill goes on at `from`. */
interface Task {
  readonly layout: Layout;
  readonly indentation: number;
  readonly flat: boolean;
  readonly from: number;
}

/** Writes a layout to the page. The tasks are on a stack of our own: layouts may be deep. */
export function writeLayout(layout: Layout, page: Page): void {
  const tasks: Task[] = [{ layout, indentation: 0, flat: false, from: 0 }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { layout: current, indentation, flat } = task;
    const push = (inner: Layout, changes?: Partial<Task>): void => {
      tasks.push({ layout: inner, indentation, flat, from: 0, ...changes });
    };
    if (typeof current === "string") {
      if (current === " ") page.separate();
      else if (current !== "") page.write(current, indentation);
      continue;
    }
    switch (current.kind) {
      case "concat":
        for (let i = current.parts.length - 1; i >= 0; i--) push(current.parts[i] ?? "");
        break;
      case "indent":
        push(current.inner, { indentation: indentation + INDENTATION });
        break;
      case "group":
        push(current.inner, { flat: flat || fits(current.inner, page, indentation, tasks) });
        break;
      case "fill": {
        const part = current.parts[task.from];
        if (part === undefined) break;
        const last = task.from + 1 === current.parts.length;
        const stays = flat || fits(concat(" ", part), page, indentation, last ? tasks : []);
        if (!last) push(current, { from: task.from + 1 });
        push(part, { indentation: task.from > 0 ? indentation + INDENTATION : indentation });
        if (task.from > 0) push(stays ? " " : { kind: "break", blank: false });
        break;
      }
      case "line":
        if (!flat) page.endLine();
        else if (current.flat !== "") push(current.flat);
        break;
      case "break":
        if (current.blank) page.leaveBlank();
        else page.endLine();
        break;
      case "trailing":
        page.endWithComment(current.text, current.column);
        break;
      case "alone":
        if (current.blank) page.leaveBlank();
        else page.endLine();
        page.write(current.text, indentation);
        page.endLine();
        break;
    }
  }
}

/**
 * Whether a layout fits on what is left of the line when its own lines do not end, together with
 * what must follow on the same line, which the tasks behind it tell.
 */
function fits(layout: Layout, page: Page, indentation: number, behind: readonly Task[]): boolean {
  const room = new Room(WIDTH - (page.atLineStart ? indentation : page.column));
  if (!room.take({ layout, flat: true, from: 0 })) return false;
  for (let i = behind.length - 1; i >= 0 && !room.lineEnded; i--) {
    const task = behind[i];
    if (task !== undefined && !room.take(task)) return false;
  }
  return true;
}

/** What is left of a line. */
class Room {
  #left: number;
  lineEnded = false;

  constructor(left: number) {
    this.#left = left;
  }

  /** Takes what a layout needs up to the end of its first line; false if there is not as much, or if a flat one must end a line. */
  take(first: Omit<Task, "indentation">): boolean {
    const pending = [first];
    for (let next = pending.pop(); next !== undefined && !this.lineEnded; next = pending.pop()) {
      const { layout, flat, from } = next;
      if (typeof layout === "string") {
        const end = layout.search(/[\n\r]/);
        this.#left -= end < 0 ? layout.length : end;
        if (this.#left < 0) return false;
        this.lineEnded = end >= 0;
        continue;
      }
      switch (layout.kind) {
        case "concat":
        case "fill": {
          const part = layout.parts[from];
          if (part === undefined) break;
          pending.push({ layout, flat, from: from + 1 }, { layout: part, flat, from: 0 });
          if (layout.kind === "fill" && from > 0) pending.push({ layout: line, flat, from: 0 });
          break;
        }
        case "indent":
        case "group":
          pending.push({ layout: layout.inner, flat, from: 0 });
          break;
        case "line":
          if (flat) this.#left -= layout.flat.length;
          else this.lineEnded = true;
          break;
        case "break":
        case "trailing":
        case "alone":
          if (flat) return false;
          this.lineEnded = true;
      }
    }
    return true;
  }
}
