/** A propositional variable (1, 2, …), or its negation (−1, −2, …). */
export type Choice = number;

/** How many wrong turns are taken before a formula is left undecided. */
const conflictsMax = 3000;

/**
 * Whether clauses, each a disjunction, can all be true at once; null when that is not decided
 * within the bound. Davis, Putnam, Logemann and Loveland's procedure with two watched choices a
 * clause (Moskewicz et al., Chaff, 2001): enough for small groundings, and without dependencies.
 */
export function isSatisfiable(clauses: readonly (readonly Choice[])[], variables: number): boolean | null {
  const value = new Int8Array(variables + 1);
  const watches: number[][] = Array.from({ length: 2 * variables + 2 }, () => []);
  const watched: Choice[][] = [];
  const trail: Choice[] = [];
  const holds = (choice: Choice): number => (choice > 0 ? (value[choice] ?? 0) : -(value[-choice] ?? 0));
  const slot = (choice: Choice): number => (choice > 0 ? 2 * choice : -2 * choice + 1);
  const assign = (choice: Choice): boolean => {
    const known = holds(choice);
    if (known !== 0) return known > 0;
    value[Math.abs(choice)] = choice > 0 ? 1 : -1;
    trail.push(choice);
    return true;
  };
  for (const clause of clauses) {
    const choices = [...new Set(clause)];
    if (choices.some((choice) => choices.includes(-choice))) continue;
    const [first, second] = choices;
    if (first === undefined) return false;
    if (second === undefined) {
      if (!assign(first)) return false;
      continue;
    }
    watches[slot(first)]?.push(watched.length);
    watches[slot(second)]?.push(watched.length);
    watched.push(choices);
  }
  let done = 0;
  const propagate = (): boolean => {
    for (; done < trail.length; done++) {
      const lost = -(trail[done] ?? 0);
      const list = watches[slot(lost)] ?? [];
      let kept = 0;
      for (let i = 0; i < list.length; i++) {
        const index = list[i] ?? 0;
        const choices = watched[index] ?? [];
        if (choices[0] === lost) [choices[0], choices[1]] = [choices[1] ?? 0, lost];
        const other = choices[0] ?? 0;
        const next = holds(other) > 0 ? -1 : choices.findIndex((choice, k) => k > 1 && holds(choice) >= 0);
        if (next > 1) {
          [choices[1], choices[next]] = [choices[next] ?? 0, lost];
          watches[slot(choices[1])]?.push(index);
          continue;
        }
        list[kept++] = index;
        if (holds(other) > 0 || assign(other)) continue;
        for (i++; i < list.length; i++) list[kept++] = list[i] ?? 0;
        list.length = kept;
        return false;
      }
      list.length = kept;
    }
    return true;
  };
  // Each decision with where the trail stood; a second try is marked by its sign being turned.
  const decisions: { readonly at: number; readonly choice: Choice; turned: boolean }[] = [];
  const order = byOccurrence(watched, variables);
  for (let conflicts = 0; ;) {
    if (propagate()) {
      const next = order.find((variable) => value[Math.abs(variable)] === 0);
      if (next === undefined) return true;
      decisions.push({ at: trail.length, choice: next, turned: false });
      assign(next);
      continue;
    }
    if (++conflicts > conflictsMax) return null;
    let last = decisions.at(-1);
    while (last?.turned === true) {
      decisions.pop();
      last = decisions.at(-1);
    }
    if (last === undefined) return false;
    for (const choice of trail.splice(last.at)) value[Math.abs(choice)] = 0;
    done = last.at;
    last.turned = true;
    assign(-last.choice);
  }
}

/** The variables, those of most clauses first, each the way in which it makes more of them true. */
function byOccurrence(clauses: readonly (readonly Choice[])[], variables: number): readonly Choice[] {
  const counts = new Int32Array(variables + 1);
  const signs = new Int32Array(variables + 1);
  for (const clause of clauses) {
    for (const choice of clause) {
      counts[Math.abs(choice)] = (counts[Math.abs(choice)] ?? 0) + 1;
      signs[Math.abs(choice)] = (signs[Math.abs(choice)] ?? 0) + Math.sign(choice);
    }
  }
  return Array.from({ length: variables }, (_, i) => i + 1)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .map((variable) => ((signs[variable] ?? 0) < 0 ? -variable : variable));
}
