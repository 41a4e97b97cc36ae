import {
  Prec,
  RangeSetBuilder,
  StateEffect,
  StateField,
  type ChangeDesc,
  type Extension,
} from "@codemirror/state";
import {
  Decoration,
  EditorView,
  ViewPlugin,
  type DecorationSet,
  type PluginValue,
  type ViewUpdate,
} from "@codemirror/view";
import { semanticTokenModifiers, semanticTokenTypes } from "../../ide/semantic-token-names.ts";

/** The tokens of a text as the checker sees it, four numbers each, and what was changed since. */
export interface SeenTokens {
  readonly numbers: Uint32Array;
  /** Null: nothing. */
  readonly since: ChangeDesc | null;
}

export const setTokens = StateEffect.define<SeenTokens>();

/** What a name is, drawn where it is in sight; moved along with what is typed until the checker says more. */
export function semanticColours(): Extension {
  return [tokens, Prec.low(plugin), theme];
}

const tokens = StateField.define<SeenTokens>({
  create: () => ({ numbers: new Uint32Array(), since: null }),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setTokens)) return effect.value;
    if (!transaction.docChanged) return value;
    const { desc } = transaction.changes;
    return { numbers: value.numbers, since: value.since === null ? desc : value.since.composeDesc(desc) };
  },
});

class VisibleTokens implements PluginValue {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = visible(view);
  }

  update({ view, docChanged, viewportChanged, changes, transactions, startState, state }: ViewUpdate): void {
    const isNew = transactions.some(({ effects }) => effects.some((effect) => effect.is(setTokens)));
    if (isNew || viewportChanged || (startState.field(tokens) !== state.field(tokens) && !docChanged))
      this.decorations = visible(view);
    else if (docChanged) this.decorations = this.decorations.map(changes);
  }
}

const plugin = ViewPlugin.fromClass(VisibleTokens, { decorations: ({ decorations }) => decorations });

function visible({ state, visibleRanges }: EditorView): DecorationSet {
  const { numbers, since } = state.field(tokens);
  const builder = new RangeSetBuilder<Decoration>();
  const back = since?.invertedDesc ?? null;
  let done = 0;
  for (const { from, to } of visibleRanges) {
    const first = back === null ? from : back.mapPos(from);
    const last = back === null ? to : back.mapPos(to);
    for (let i = Math.max(done, firstAt(numbers, first)); i < numbers.length; i += 4) {
      const [start = 0, end = 0, type = 0, modifiers = 0] = numbers.subarray(i, i + 4);
      if (start > last) break;
      done = i + 4;
      const at = since === null ? start : since.mapPos(start, 1);
      const behind = since === null ? end : since.mapPos(end, -1);
      if (at < behind && behind <= state.doc.length) builder.add(at, behind, markOf(type, modifiers));
    }
  }
  return builder.finish();
}

/** Where the first token stands that ends at or behind an offset. */
function firstAt(numbers: Uint32Array, offset: number): number {
  let low = 0;
  let high = numbers.length / 4;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle * 4 + 1] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low * 4;
}

const marks = new Map<number, Decoration>();

function markOf(type: number, modifiers: number): Decoration {
  const key = type * 64 + modifiers;
  let mark = marks.get(key);
  if (mark === undefined) {
    const names = semanticTokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0);
    const classes = [semanticTokenTypes[type] ?? "", ...names].map((name) => `calm-${name}`);
    mark = Decoration.mark({ class: classes.join(" ") });
    marks.set(key, mark);
  }
  return mark;
}

const theme = EditorView.theme({
  ".calm-struct": { color: "var(--ink)" },
  ".calm-class": { color: "var(--coordinated)" },
  ".calm-method, .calm-function": { color: "var(--nondeterministic)" },
  ".calm-type, .calm-modifier, .calm-keyword": { color: "var(--component)" },
  ".calm-parameter, .calm-property, .calm-variable": { color: "var(--muted)" },
  ".calm-namespace, .calm-event": { color: "var(--antitone)" },
  ".calm-number": { color: "var(--noted)" },
  ".calm-string": { color: "var(--covered)" },
  ".calm-comment": { color: "var(--muted)", fontStyle: "italic" },
  ".calm-declaration": { fontWeight: "600" },
  ".calm-readonly": { fontStyle: "italic" },
  ".calm-nonMonotone": { color: "var(--stop)", fontWeight: "600" },
});
