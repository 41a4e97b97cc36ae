/** Safe as it stands. */
export const clean = `.decl user(name: symbol)
.input user
.decl known(name: symbol)
known(u) :- user(u).
.output known
`;

/** One point of order, CALM101, at 5:21. */
export const open = `.decl user(name: symbol)
.decl banned(name: symbol)
.input user, banned
.decl active(name: symbol)
active(u) :- user(u), !banned(u).
.output active
`;

/** One warning that can be mended safely, CALM008. */
export const loose = `.decl user(name: symbol, age: number)
.input user
.decl known(name: symbol)
known(u) :- user(u, a).
.output known
`;

/** A syntax error in line 4. */
export const broken = `.decl user(name: symbol)
.input user
.decl known(name: symbol)
known(u) :- user(u)
.output known
`;
