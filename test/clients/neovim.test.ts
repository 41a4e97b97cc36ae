import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isHere } from "../optional-tool.ts";
import { runEditor } from "./editor-run.ts";
import { readmeBlock } from "./readme-block.ts";
import { releaseFile } from "./release-file.ts";

const found = isHere(
  spawnSync("nvim", ["--version"]).status === 0,
  "the server in Neovim",
  "apt-get install neovim",
);

test.skipIf(!found)("Neovim, set up as the README says, shows, mends and renames", async () => {
  const seen = await runEditor({
    command: "nvim",
    args: ["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", "luafile neovim.lua"],
    files: {
      "init.lua": readmeBlock("### Neovim", "lua"),
      "neovim.lua": readFileSync(new URL("neovim.lua", import.meta.url), "utf8"),
      "release.dl": releaseFile,
    },
  });
  expect(seen).toMatchInlineSnapshot();
});
