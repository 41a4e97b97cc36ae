import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { CheckLoop } from "../../src/lsp/check-loop.ts";
import { Files } from "../../src/lsp/files.ts";
import { Programs } from "../../src/lsp/programs.ts";
import { Settings } from "../../src/lsp/project-settings.ts";

const release = `.decl release(name: symbol)
.input release
.decl blocker(release: symbol)
.input blocker
.decl ready(name: symbol)
ready(r) :- release(r), !blocker(r).
.output ready
`;

test("evidence is not looked for while the quick findings are on their way", async () => {
  const files = new Files();
  const settings = new Settings(() => undefined);
  const programs = new Programs(files, settings, {
    encoding: "utf-16",
    related: false,
    pageOf: () => null,
    uriOf: (location) => files.uriOf(location),
  });
  const said: string[] = [];
  let isSending = false;
  const loop = new CheckLoop({
    files,
    programs,
    settings,
    solver: { check: () => Promise.resolve("unknown") },
    isBusy: () => false,
    isSending: () => isSending,
    report: (root) => {
      said.push(programs.stageOf(root) ?? "nothing");
      isSending = said.length === 1;
    },
    fault: (error) => {
      throw error;
    },
  });
  files.open("untitled:release.dl", 1, release);
  programs.changed("untitled:release.dl");
  const settled = loop.settled();
  await expect.poll(() => said).toEqual(["quick"]);
  await pause(50);
  expect(said).toEqual(["quick"]);
  isSending = false;
  await settled;
  expect(said).toEqual(["quick", "evident", "decided"]);
  loop.end();
});
