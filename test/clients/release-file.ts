/**
 * A point of order in line 9, counted from 0, after a character that is two units of UTF-16 and four
 * bytes: the negation stands from 35 to 49 in units, and from 37 to 51 in bytes.
 */
export const releaseFile = `.decl release(name: symbol)
.decl blocker(release: symbol, bug: symbol)
.input release
.input blocker

.decl ready(release: symbol)

// Rockets are ready when they say so.

ready(r) :- release(r), r != "🚀", !blocker(r, _).
.output ready
`;
