import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isHere } from "../optional-tool.ts";
import { runEditor } from "./editor-run.ts";
import { readmeBlock } from "./readme-block.ts";
import { releaseFile } from "./release-file.ts";

const found = isHere(
  spawnSync("emacs", ["--version"]).status === 0 && existsSync("/usr/share/emacs/site-lisp/elpa-src"),
  "the server in Emacs",
  "apt-get install emacs-nox elpa-eglot",
);

test.skipIf(!found)(
  "Emacs, set up as the README says, shows what is found, tells why, mends and renames",
  async () => {
    const seen = await runEditor({
      command: "emacs",
      args: ["--batch", "--no-init-file", "--load", "emacs.el"],
      files: {
        "init.el": readmeBlock("### Emacs", "elisp"),
        "emacs.el": readFileSync(new URL("emacs.el", import.meta.url), "utf8"),
        "release.dl": releaseFile,
      },
    });
    expect(seen).toMatchInlineSnapshot(`
      {
        "code action": {
          "lines": [
            ".decl release(name: symbol)",
            ".decl obstacle(release: symbol, bug: symbol)",
            ".input release",
            ".input obstacle",
            "",
            ".decl ready(release: symbol)",
            "",
            "// Rockets are ready when they say so.",
            "",
            "ready(r) :- release(r), r != "🚀", !obstacle(r, _).",
            ".output ready(promise="eventual")",
            "",
          ],
          "titles": [
            "Seal \`obstacle(release)\`",
            "Decide \`ready\` at a boundary",
            "Promise only "eventual" for \`ready\`",
            "Declare \`obstacle\` \`static\`",
            "Suppress CALM101 here, with a reason",
          ],
        },
        "diagnostics after it is put back": [
          [
            9,
            34,
            48,
            "eglot-error",
            "calm [CALM101]: \`ready\` depends on the absence of \`blocker\`: a later \`blocker(r, _)\` withdraws a row that was already printed",
          ],
        ],
        "diagnostics after the code action": [
          [
            9,
            34,
            49,
            "eglot-note",
            "calm [CALM101]: \`ready\` depends on the absence of \`obstacle\`: a later \`obstacle(r, _)\` withdraws a row, but no output promises that it stays",
          ],
        ],
        "diagnostics after the negation is taken out": 0,
        "diagnostics when opened": [
          [
            9,
            34,
            48,
            "eglot-error",
            "calm [CALM101]: \`ready\` depends on the absence of \`blocker\`: a later \`blocker(r, _)\` withdraws a row that was already printed",
          ],
        ],
        "hover": "CALM101 negation: \`ready\` depends on the absence of \`blocker\`: a later \`blocker(r, _)\` withdraws a row that was already printed.

      1. With \`release("release1")\`, \`ready("release1")\` holds.
      2. Then \`blocker("release1","bug1")\` is inserted.
      3. \`ready("release1")\` is gone.

      What to do:
      - close what is read, key by key: \`.seal blocker(release) by closed_blocker\`, and ask for \`closed_blocker(r)\` in this rule
      - decide it once: \`.boundary ready_decision by leader\`, and \`ready(…) at ready_decision :- …\`
      - if the answer is only shown and may be withdrawn: \`.output ready(promise="eventual")\`
      - if \`blocker\` is complete before the run: declare it \`static\`


      \`!blocker(r, _)\` may cease to hold, and never comes back (direction down).

      .decl blocker(release: symbol, bug: symbol) gset

      monotone · base · stratum 0

      Facts arrive, and none goes. Act on a row at once: it stands.

      - direction up: only grows
      - read by \`ready\`",
        "mode": "calm-mode",
        "rename": [
          ".decl release(name: symbol)",
          ".decl obstacle(release: symbol, bug: symbol)",
          ".input release",
          ".input obstacle",
          "",
          ".decl ready(release: symbol)",
          "",
          "// Rockets are ready when they say so.",
          "",
          "ready(r) :- release(r), r != "🚀", !obstacle(r, _).",
          ".output ready",
          "",
        ],
      }
    `);
  },
);
