/** What the walkthrough begins with: a point of order, and a scenario in which it does harm. */
export const exampleFile = `// When is a release ready? When nobody has filed a blocker.
//
// With two machines that is wrong: a blocker that is still on its way takes back
// what was announced already. Point at the red line, and press the light bulb.

.decl release(name: symbol)
.decl blocker(release: symbol, bug: symbol)
.input release
.input blocker

.decl ready(release: symbol)
ready(r) :- release(r), !blocker(r, _).
.output ready

// Madrid announces the release while the blocker is filed in Dublin.
.scenario late_blocker {
  replicas madrid, dublin.
  everywhere: insert release("v1").
  partition madrid | dublin.
  at dublin: insert blocker("v1", "crash on start").
  expect at madrid: ready("v1").
  heal.
  settle.
  expect converged.
  expect !ready("v1").
}
`;
