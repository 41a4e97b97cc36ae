import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { insertAt, replace, type QuickFix } from "./quick-fix.ts";
import { list, quoted } from "./wording.ts";

export const calm401 = {
  code: "CALM401",
  name: "effect that does not fit",
  severity: "error",
  summary: "An effect does something that the relation's type cannot merge.",
  why: `Each kind of relation merges concurrent effects in its own way, and takes only effects that it can merge: a grow-only set takes \`insert\`, a removable set also \`delete\`, counters \`+=\` and some \`-=\`, registers \`:=\`, sequences \`insert … at\` and \`delete … at\`. A \`static\` relation is fixed before the run and takes none.`,
  fix: `Use an effect that the relation takes, or declare the relation as the kind that is meant: \`orset\` for rows that are deleted, \`pncounter\` for a counter that also goes down.`,
  bad: rules`
    .decl member(name: symbol)
    .operation leave(n: symbol) { delete member(n). }
    .invariant short: member(n) => strlen(n) < 20.
    .operation join(n: symbol) { insert member(n). }
    .decl known(name: symbol)
    known(n) :- member(n).
    .output known(promise="eventual")
  `,
  good: rules`
    .decl member(name: symbol) orset
    .operation leave(n: symbol) { delete member(n). }
    .invariant short: member(n) => strlen(n) < 20.
    .operation join(n: symbol) { insert member(n). }
    .decl known(name: symbol)
    known(n) :- member(n).
    .output known(promise="eventual")
  `,
  describe({ relation: name, effect, type, allowed, declared }, { program }) {
    return {
      message: `${quoted(name)} is ${quoted(type)}, which takes no ${quoted(effect)}`,
      related: [{ place: declared, message: "declared here" }],
      help: [
        allowed.length === 0
          ? `${quoted(type)} is fixed before the run: declare it \`gset\` if it is written`
          : `${quoted(type)} takes ${list(allowed.map(quoted))}`,
      ],
      fixes: (): readonly QuickFix[] => {
        const relation = program.relations.get(name);
        if (relation?.kind !== "base" || relation.declaration.names.length !== 1) return [];
        if (effect !== "delete" || relation.columns.some(({ lattice }) => lattice !== null)) return [];
        const { source } = relation.place;
        const word = relation.declaration.qualifiers.find(({ text }) => text === relation.qualifier);
        const edit =
          word === undefined
            ? insertAt(source, relation.declaration.span.end, " orset")
            : replace({ source, ...word.span }, "orset");
        return [{ title: `Declare ${quoted(name)} \`orset\``, safe: false, edits: [edit] }];
      },
    };
  },
} as const satisfies Entry<"CALM401">;
