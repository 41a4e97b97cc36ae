import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { nearestName } from "../base/nearest-name.ts";
import { isCode, isLevel, levels, nearestCode, type Code, type Level } from "../diagnostics/code.ts";
import { UsageError } from "./usage-error.ts";
import { parseIgnoreRules, type IgnoreRules } from "./ignore-rules.ts";
import { readFailure } from "./source-store.ts";

export const configName = "calm.config.json";

/** What a project decides once for all runs; the options of the command line come on top. */
export interface Config {
  /** The file it was read from; null without one. */
  readonly path: string | null;
  readonly rules: ReadonlyMap<Code, Level>;
  readonly static: readonly string[] | "inputs";
  readonly maxWarnings: number | null;
  /** As an absolute path. */
  readonly baseline: string | null;
  readonly exclude: IgnoreRules | null;
}

export const noConfig: Config = {
  path: null,
  rules: new Map(),
  static: [],
  maxWarnings: null,
  baseline: null,
  exclude: null,
};

/** Reads `file`, or the nearest `calm.config.json` from the folder upwards. Throws `UsageError`. */
export function loadConfig(file: string | undefined, folder = "."): Config {
  const path = file ?? nearestConfig(folder);
  if (path === null) return noConfig;
  let text: string;
  try {
    text = readFileSync(path, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    throw new UsageError(`${path} ${readFailure(error).message}`);
  }
  return parseConfig(text, path);
}

function nearestConfig(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const path = join(folder, configName);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return null;
  }
}

/** Throws `UsageError` that names the entry that is wrong. */
function parseConfig(text: string, path: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const wrong = (entry: string, problem: string): UsageError =>
    new UsageError(`${path}: ${entry} ${problem}`);
  if (!isRecord(value)) throw wrong("the whole", "must be an object");
  const config = { ...noConfig, path };
  for (const [key, entry] of Object.entries(value)) {
    switch (key) {
      case "$schema":
        if (typeof entry !== "string") throw wrong(key, "must be a string");
        break;
      case "rules":
        config.rules = readRules(entry, wrong);
        break;
      case "static":
        config.static = readStatic(entry, wrong);
        break;
      case "maxWarnings":
        if (typeof entry !== "number" || !Number.isInteger(entry) || entry < 0) {
          throw wrong(key, "must be a whole number, 0 or more");
        }
        config.maxWarnings = entry;
        break;
      case "baseline":
        if (typeof entry !== "string") throw wrong(key, "must be the path of a file");
        config.baseline = resolve(dirname(path), entry);
        break;
      case "exclude":
        config.exclude = readExclude(entry, dirname(path), wrong);
        break;
      default:
        throw wrong(key, `is not a setting${didYouMean(nearestName(key, settings))}`);
    }
  }
  return config;
}

const settings = ["rules", "static", "maxWarnings", "baseline", "exclude"] as const;

type Wrong = (entry: string, problem: string) => UsageError;

function readRules(value: unknown, wrong: Wrong): ReadonlyMap<Code, Level> {
  if (!isRecord(value)) throw wrong("rules", "must be an object from codes to levels");
  const rules = new Map<Code, Level>();
  for (const [code, level] of Object.entries(value)) {
    if (!isCode(code)) throw wrong(`rules.${code}`, `is not a code${didYouMean(nearestCode(code))}`);
    if (typeof level !== "string" || !isLevel(level))
      throw wrong(`rules.${code}`, `must be one of ${levels.join(", ")}`);
    rules.set(code, level);
  }
  return rules;
}

function readStatic(value: unknown, wrong: Wrong): readonly string[] | "inputs" {
  if (value === "inputs") return value;
  if (isStrings(value)) return value;
  throw wrong("static", 'must be "inputs" or a list of relations');
}

/** Patterns as in a `.gitignore` beside the config file. */
function readExclude(value: unknown, folder: string, wrong: Wrong): IgnoreRules {
  if (!isStrings(value)) throw wrong("exclude", "must be a list of patterns as in a .gitignore");
  const rules = parseIgnoreRules(value.join("\n"));
  const prefix = resolve(folder);
  return {
    ignores: (path, isFolder) => {
      const full = resolve(path);
      if (!full.startsWith(prefix)) return false;
      return rules.ignores(
        full
          .slice(prefix.length)
          .replace(/^[/\\]/, "")
          .replaceAll("\\", "/"),
        isFolder,
      );
    },
  };
}

function didYouMean(nearest: string | null): string {
  return nearest === null ? "" : `; did you mean ${nearest}?`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
