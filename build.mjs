/**
 * Builds `dist`: the command `dist/cli.js`, the library's entry points, one per file directly
 * under `src`, and `dist/event-log.js`, the one that needs Node. Code that is imported dynamically
 * goes into chunks, so that what is not asked for is not loaded. What does not exist in `src` is
 * not built.
 *
 *     node build.mjs           command and library
 *     node build.mjs --types   also the type declarations, in dist/types
 *     node build.mjs --bench   only bench/main.ts and the processes that it starts, in tmp/bench
 *     node build.mjs --conformance   only test/conformance/main.ts, as tmp/conformance/main.js
 */
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
/** Loaded by who draws a graph, or has an invariant left undecided; larger than all the rest, and under other licences. */
const external = ["elkjs", "z3-solver"];
const options = new Set(process.argv.slice(2));

/** Commander loads this at each start, for commands that are programs of their own; there are none. */
const withoutChildProcesses = {
  name: "without-child-processes",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("commander") ? { path: "none", namespace: "none" } : null,
    );
    build.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = {};" }));
  },
};

if (options.has("--bench")) {
  const processes = ["main", "closure-process", "crdt-process", "duckdb-process", "memory-process"];
  const entries = Object.fromEntries(processes.map((name) => [name, `bench/${name}.ts`]));
  await bundle(entries, "tmp/bench", forNode({ minify: false, sourcemap: true }));
} else if (options.has("--conformance")) {
  const settings = forNode({ minify: false, sourcemap: true });
  await bundle({ main: "test/conformance/main.ts" }, "tmp/conformance", settings);
} else {
  const library = entryPoints();
  const written = await Promise.all([
    existsSync(join(root, "src/cli/main.ts"))
      ? bundle(
          { cli: "src/cli/main.ts" },
          "dist",
          forNode({ chunkNames: "chunks/cli-[hash]", plugins: [withoutChildProcesses] }),
        )
      : [],
    Object.keys(library).length > 0
      ? bundle(library, "dist", {
          platform: "neutral",
          external: [...external, "node:*"],
          mainFields: ["module", "main"],
          chunkNames: "chunks/lib-[hash]",
        })
      : [],
  ]);
  removeStale(new Set(written.flat()));
  if (options.has("--types")) declareTypes();
}

function entryPoints() {
  const files = readdirSync(join(root, "src")).filter((file) => file.endsWith(".ts"));
  const portable = Object.fromEntries(files.map((file) => [file.slice(0, -3), `src/${file}`]));
  return { ...portable, "event-log": "src/node/event-log.ts" };
}

/** CommonJS dependencies call `require` for Node's own modules, which an ES module does not have. */
function forNode(settings) {
  const require =
    'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';
  return { platform: "node", banner: { js: require }, ...settings };
}

/** Returns the paths written, relative to the root. */
async function bundle(entries, outdir, settings) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "node20",
    minify: true,
    legalComments: "none",
    external,
    metafile: true,
    logLevel: "warning",
    ...settings,
  });
  return Object.keys(metafile.outputs);
}

/** Files go after the new ones are in place, so that a command running meanwhile finds its chunks or newer ones. */
function removeStale(written) {
  const present = readdirSync(join(root, "dist"), { recursive: true }).map((file) =>
    join("dist", String(file)),
  );
  for (const file of present) {
    const path = relative(root, join(root, file)).split(sep).join("/");
    if (/^dist\/(chunks\/)?[^/]+\.js$/.test(path) && !written.has(path))
      rmSync(join(root, path), { force: true });
  }
}

function declareTypes() {
  rmSync(join(root, "dist/types"), { recursive: true, force: true });
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}
