import { expect, test } from "vitest";
import { Files } from "../../src/lsp/files.ts";
import { Programs } from "../../src/lsp/programs.ts";
import { Settings } from "../../src/lsp/project-settings.ts";

const release = `.decl release(name: symbol)
.input release
.decl ready(name: symbol)
ready(r) :- release(r).
.output ready
`;
const location = "untitled:release.dl";

test("names are those of the last check while only rules change, and of a new one when a declaration does", () => {
  const files = new Files();
  const programs = new Programs(files, new Settings(() => undefined), {
    encoding: "utf-16",
    related: false,
    pageOf: () => null,
    uriOf: (at) => files.uriOf(at),
  });
  const write = (before: string, after: string): void => {
    files.change(location, null, [
      ({ text }) => ({
        start: text.indexOf(before),
        end: text.indexOf(before) + before.length,
        text: after,
      }),
    ]);
    programs.changed(location);
  };
  files.open(location, 1, release);
  programs.changed(location);
  const first = programs.namesOf(location);
  expect([...(first?.program.relations.keys() ?? [])]).toEqual(["release", "ready"]);
  write("release(r).", "release(r), re");
  expect(programs.namesOf(location)).toBe(first);
  write("re\n", "release(r).\n\nready(a) :- release(a).\n");
  expect(programs.namesOf(location)).toBe(first);
  expect(programs.viewOf(location)).not.toBe(first);
  write(".output ready", ".decl late(name: symbol)\n.output ready");
  expect([...(programs.namesOf(location)?.program.relations.keys() ?? [])]).toEqual([
    "release",
    "ready",
    "late",
  ]);
  write("late(name: symbol)", "late(name: symbol");
  expect(programs.namesOf(location)).toBe(programs.viewOf(location));
});
