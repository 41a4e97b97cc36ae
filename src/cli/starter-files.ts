import { configName } from "../node/config.ts";

const openRules = `// When is a release ready? When nothing blocks it.
//
// This is the first thought, and it is wrong as soon as there are two machines: a blocker that is
// on its way makes a release "not ready" that was already announced. \`calm check\` says so.

.decl release(name: symbol)
.decl blocker(release: symbol, id: symbol)
.input release
.input blocker

.decl ready(release: symbol)
ready(r) :- release(r), !blocker(r, _).

.output ready
`;

const sealedRules = `// When is a release ready? When its review is closed and nothing blocks it.
//
// \`review_closed("v1")\` promises that no blocker of "v1" is accepted any more, anywhere. After
// that the absence of a blocker can be trusted. It costs one round for each release.

.decl release(name: symbol)
.decl blocker(release: symbol, id: symbol)
.decl review_closed(release: symbol)
.input release
.input blocker
.input review_closed

.seal blocker(release) by review_closed

.decl ready(release: symbol)
ready(r) :- release(r), review_closed(r), !blocker(r, _).

.output ready
`;

const config = `{
  "$schema": "./node_modules/calm-datalog/config.schema.json",
  "rules": {},
  "static": [],
  "exclude": []
}
`;

const readme = `# Rules

- \`release-open.dl\` holds a point of order: \`calm check release-open.dl\` shows it.
- \`release-sealed.dl\` is the same with the review closed first: it pays one round for each release.
- \`${configName}\` is what the project decided for all runs.

\`calm explain CALM101\` says why an absence cannot be trusted, and what else can be done.
`;

/** What \`calm init\` writes, by file name. */
export const starterFiles: Readonly<Record<string, string>> = {
  "release-open.dl": openRules,
  "release-sealed.dl": sealedRules,
  [configName]: config,
  "README.md": readme,
};
