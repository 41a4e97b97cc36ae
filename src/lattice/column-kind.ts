/**
 * The kinds of value a relation's column can hold beside a plain one (language.md, section 1).
 *
 * Each is a join-semilattice of states; `order` says how the *visible* value moves as states
 * merge, in the natural order of its element type: `up` never falls, `down` never rises,
 * `any` is replaced or goes both ways.
 */
export const columnKinds = {
  max: { order: "up", writes: ["insert"], element: "ordered", derivable: true },
  min: { order: "down", writes: ["insert"], element: "ordered", derivable: true },
  gcounter: { order: "up", writes: ["+="], element: "none", derivable: false },
  pncounter: { order: "any", writes: ["+=", "-="], element: "none", derivable: false },
  bounded: { order: "any", writes: ["+=", "-=", "transfer"], element: "bound", derivable: false },
  lww: { order: "any", writes: [":="], element: "any", derivable: false },
  mv: { order: "any", writes: [":="], element: "any", derivable: false },
  sequence: { order: "any", writes: ["insert at", "delete at"], element: "none", derivable: false },
} as const satisfies Record<string, ColumnKindTraits>;

export type ColumnKind = keyof typeof columnKinds;

export interface ColumnKindTraits {
  /** How the visible value moves over time, in the natural order. */
  readonly order: "up" | "down" | "any";
  /** The effects that write it. */
  readonly writes: readonly string[];
  /** What stands between `<` and `>`: nothing, a lower bound, any base type, or an ordered one. */
  readonly element: "none" | "bound" | "any" | "ordered";
  /** Whether rules may derive it. */
  readonly derivable: boolean;
}

export function isColumnKind(name: string): name is ColumnKind {
  return Object.hasOwn(columnKinds, name);
}
