/**
 * The files with which programs begin: those that no other of them includes, and those of a ring of
 * includes that nothing outside it leads to. `includes` gives the files that a file includes, which
 * need not be among the others; a file is known by what both name it.
 */
export function programRoots(
  files: readonly string[],
  includes: (file: string) => readonly string[],
): readonly string[] {
  const included = new Set(files.flatMap((file) => includes(file).filter((other) => other !== file)));
  const reached = new Set<string>();
  const reach = (from: string): void => {
    const open = [from];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (reached.has(file)) continue;
      reached.add(file);
      open.push(...includes(file));
    }
  };
  for (const file of files) if (!included.has(file)) reach(file);
  return files.filter((file) => !included.has(file) || !reached.has(file));
}
