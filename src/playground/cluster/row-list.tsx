/// <reference lib="dom" />
import { Component, type VNode } from "preact";
import type { CellView } from "../run-api.ts";
import { CellInsides } from "./cell-insides.tsx";

interface Props {
  readonly rows: readonly string[];
  /** How many there are beyond these. */
  readonly more: number;
  /** The insides of rows, where they are to be seen. */
  readonly cells: readonly CellView[];
  /** Only rows with this in them; "" for all. */
  readonly filter: string;
  readonly replicas: readonly string[];
}

interface State {
  readonly rows: readonly string[];
  readonly appeared: ReadonlySet<string>;
  readonly withdrawn: readonly string[];
  readonly isLong: boolean;
}

/** So many are shown at first, and at most. */
const shortLength = 12;
const longLength = 300;
/** How many that have just changed are shown besides. */
const changedMost = 8;
/** How long a change is marked, in milliseconds. */
const changeLasts = 1800;

/**
 * The rows of one relation at one replica. Those that appeared have a plus, those that were
 * withdrawn stay for a moment with a minus. Nothing is drawn again while nothing changes.
 */
export class RowList extends Component<Props, State> {
  override state: State = {
    rows: this.props.rows,
    appeared: new Set(),
    withdrawn: [],
    isLong: false,
  };
  #timer: ReturnType<typeof setTimeout> | null = null;

  static override getDerivedStateFromProps({ rows }: Props, before: State): Partial<State> | null {
    if (rows === before.rows) return null;
    const known = new Set(before.rows);
    const now = new Set(rows);
    return {
      rows,
      appeared: new Set(rows.filter((row) => !known.has(row))),
      withdrawn: before.rows.filter((row) => !now.has(row)).slice(0, changedMost),
    };
  }

  override shouldComponentUpdate(next: Props, state: State): boolean {
    const { props } = this;
    return (
      state !== this.state ||
      next.rows !== props.rows ||
      next.cells !== props.cells ||
      next.more !== props.more ||
      next.filter !== props.filter ||
      next.replicas !== props.replicas
    );
  }

  override componentDidUpdate(before: Props): void {
    if (before.rows === this.props.rows) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.setState({ appeared: new Set(), withdrawn: [] }), changeLasts);
  }

  override componentWillUnmount(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  override render({ rows, more, cells, filter, replicas }: Props, state: State): VNode {
    const { appeared, withdrawn, isLong } = state;
    const wanted = filter === "" ? rows : rows.filter((row) => row.includes(filter));
    const shown = shownRows(wanted, appeared, isLong ? longLength : shortLength);
    const hidden = wanted.length - shown.length + (filter === "" ? more : 0);
    const inside = insidesByRow(shown, cells);
    return (
      <>
        <ul class="row-list">
          {shown.map((row) => {
            const cell = inside.get(row);
            return (
              <li key={row} class={appeared.has(row) ? "appeared" : ""}>
                <span class="sign">{appeared.has(row) ? "+" : ""}</span>
                <div>
                  <code>{row}</code>
                  {cell !== undefined && <CellInsides cell={cell} replicas={replicas} />}
                </div>
              </li>
            );
          })}
          {withdrawn
            .filter((row) => row.includes(filter))
            .map((row) => (
              <li key={`- ${row}`} class="withdrawn">
                <span class="sign">−</span>
                <div>
                  <code>{row}</code>
                </div>
              </li>
            ))}
        </ul>
        {(hidden > 0 || (isLong && wanted.length > shortLength)) && (
          <button
            type="button"
            class="button plain small"
            aria-expanded={isLong}
            disabled={isLong && wanted.length <= longLength && hidden > 0 && wanted.length <= shortLength}
            onClick={() => this.setState({ isLong: !isLong })}
          >
            {isLong
              ? hidden > 0
                ? `Show fewer; ${hidden.toLocaleString("en")} more are not listed`
                : "Show fewer"
              : `Show ${hidden.toLocaleString("en")} more`}
          </button>
        )}
      </>
    );
  }
}

/** The first ones, and among the others those that have just appeared. */
function shownRows(
  rows: readonly string[],
  appeared: ReadonlySet<string>,
  length: number,
): readonly string[] {
  if (rows.length <= length) return rows;
  const fresh = rows
    .slice(length)
    .filter((row) => appeared.has(row))
    .slice(0, changedMost);
  return [...rows.slice(0, length), ...fresh];
}

/** A cell belongs to the first row of its key: `likes("p")` to `likes("p", 3)`. */
function insidesByRow(rows: readonly string[], cells: readonly CellView[]): ReadonlyMap<string, CellView> {
  const inside = new Map<string, CellView>();
  if (cells.length === 0) return inside;
  const byKey = new Map(cells.map((cell) => [cell.key, cell]));
  const used = new Set<CellView>();
  for (const row of rows) {
    const cell = byKey.get(row) ?? cellOf(row, byKey);
    if (cell === undefined || used.has(cell)) continue;
    used.add(cell);
    inside.set(row, cell);
  }
  return inside;
}

/** Drops the last columns of a row, one by one, until there is a key of a cell. */
function cellOf(row: string, byKey: ReadonlyMap<string, CellView>): CellView | undefined {
  let key = row.slice(0, -1);
  for (;;) {
    const comma = key.lastIndexOf(", ");
    if (comma < 0) return byKey.get(`${key.slice(0, key.indexOf("(") + 1)})`);
    key = key.slice(0, comma);
    const cell = byKey.get(`${key})`);
    if (cell !== undefined) return cell;
  }
}
