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

test.skipIf(!found)("Emacs, set up as the README says, shows, mends and renames", async () => {
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
      "code action": "failed: Search failed: "!obstacle"",
      "diagnostics after it is put back": [
        [
          9,
          35,
          49,
          "eglot-error",
          "calm [CALM101]: \`ready\` depends on the absence of \`blocker\`: a later \`blocker(r, _)\` withdraws a row that was already printed",
        ],
      ],
      "diagnostics after the code action": "failed: waited in vain",
      "diagnostics after the negation is taken out": 0,
      "diagnostics when opened": [
        [
          9,
          35,
          49,
          "eglot-error",
          "calm [CALM101]: \`ready\` depends on the absence of \`blocker\`: a later \`blocker(r, _)\` withdraws a row that was already printed",
        ],
      ],
      "hover": "failed: jsonrpc-error: "request id=2 failed:", (jsonrpc-error-code . -32601), (jsonrpc-error-message . "Unhandled method textDocument/hover"), (jsonrpc-error-data)",
      "mode": "calm-mode",
      "rename": "failed: [eglot] Server can't rename!",
    }
  `);
});
