#!/usr/bin/env node
import { Command } from "commander";
import manifest from "../../package.json" with { type: "json" };

const program = new Command("calm")
  .description("Says where a Datalog program needs coordination, and why.")
  .version(manifest.version);

await program.parseAsync();
