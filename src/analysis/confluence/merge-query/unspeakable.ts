/** Thrown where a unit reads what the query to the solver has no words for. */
export class Unspeakable extends Error {}
