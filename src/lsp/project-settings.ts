import { dirname, isAbsolute } from "node:path";
import type { Levels } from "../diagnostics/diagnose.ts";
import { Baseline } from "../node/baseline.ts";
import { loadConfig, noConfig, type Config } from "../node/config.ts";
import { UsageError } from "../node/usage-error.ts";
import { clientSettings, type ClientSettings } from "./client-settings.ts";

/** How the programs that begin in one folder are checked; the same object until something is set anew. */
export interface ProjectSettings {
  readonly levels: Levels;
  readonly static: readonly string[] | "inputs";
  readonly config: Config;
  /** What is known and not reported. */
  readonly baseline: Baseline | null;
}

/**
 * The settings of the client, and for each folder the nearest `calm.config.json` upwards, which goes
 * before them. `complain` is told of a configuration or baseline that cannot be used; then it counts
 * as absent.
 */
export class Settings {
  readonly #complain: (problem: string) => void;
  readonly #folders = new Map<string, ProjectSettings>();
  #client = clientSettings(null);

  constructor(complain: (problem: string) => void) {
    this.#complain = complain;
  }

  get client(): ClientSettings {
    return this.#client;
  }

  set client(settings: ClientSettings) {
    this.#client = settings;
    this.#folders.clear();
  }

  /** The files of the baselines that are named. */
  get baselines(): ReadonlySet<string> {
    return new Set([...this.#folders.values()].flatMap(({ config }) => config.baseline ?? []));
  }

  /** A configuration or baseline has changed, or has come or gone. */
  forgetConfigs(): void {
    this.#folders.clear();
  }

  of(location: string): ProjectSettings {
    const folder = isAbsolute(location) ? dirname(location) : "";
    let settings = this.#folders.get(folder);
    if (settings === undefined) {
      const config = folder === "" ? noConfig : this.#configOf(folder);
      const client = this.#client;
      settings = {
        levels: new Map([...client.rules, ...config.rules]),
        static: config.static.length > 0 ? config.static : client.static,
        config,
        baseline: this.#baselineOf(config),
      };
      this.#folders.set(folder, settings);
    }
    return settings;
  }

  #configOf(folder: string): Config {
    return this.#orElse(noConfig, () => loadConfig(undefined, folder));
  }

  #baselineOf({ baseline }: Config): Baseline | null {
    return baseline === null ? null : this.#orElse(null, () => Baseline.read(baseline));
  }

  #orElse<R>(otherwise: R, read: () => R): R {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#complain(error.message);
      return otherwise;
    }
  }
}
