/**
 * Builds `dist`: the command `dist/cli.js` and the process that it judges students' programs in, the
 * library's entry points, one per file directly under `src`, and `dist/event-log.js`, the one that
 * needs Node. Code that is imported dynamically
 * goes into chunks, so that what is not asked for is not loaded. What does not exist in `src` is
 * not built.
 *
 *     node build.mjs           command, library and playground
 *     node build.mjs --playground   only the page of the playground, in dist/playground
 *     node build.mjs --types   also the type declarations, in dist/types
 *     node build.mjs --bench   only bench/main.ts and the processes that it starts, in tmp/bench
 *     node build.mjs --conformance   only test/conformance/main.ts, as tmp/conformance/main.js
 *     node build.mjs --extension   only the extension for VS Code, in dist/extension, ready to be packed
 */
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/**
 * The library that places the boxes of graphs takes a thread without a document for one that it was
 * started in by itself, and would answer the messages there.
 */
const drawerInWorker = {
  name: "drawer-in-worker",
  setup: (build) =>
    build.onLoad({ filter: /elk\.bundled\.js$/ }, ({ path }) => ({
      contents: `var document={};\n${readFileSync(path, "utf8")}`,
    })),
};

if (options.has("--bench")) {
  const processes = [
    "main",
    "closure-process",
    "crdt-process",
    "duckdb-process",
    "editing-process",
    "memory-process",
    "playground-process",
  ];
  const entries = Object.fromEntries(processes.map((name) => [name, `bench/${name}.ts`]));
  const settings = { minify: false, sourcemap: true, external: [...external, "playwright-core"] };
  await bundle(entries, "tmp/bench", forNode(settings));
} else if (options.has("--conformance")) {
  const settings = forNode({ minify: false, sourcemap: true });
  await bundle({ main: "test/conformance/main.ts" }, "tmp/conformance", settings);
} else if (options.has("--extension")) {
  await buildExtension();
} else if (options.has("--playground")) {
  await buildPlayground();
} else {
  const library = entryPoints();
  const written = await Promise.all([
    existsSync(join(root, "src/cli/main.ts"))
      ? bundle(
          { cli: "src/cli/main.ts", "repair-process": "src/cli/repair-process.ts" },
          "dist",
          forNode({ chunkNames: "chunks/cli-[hash]", plugins: [withoutChildProcesses] }),
        )
      : new Map(),
    Object.keys(library).length > 0
      ? bundle(library, "dist", {
          platform: "neutral",
          external: [...external, "node:*"],
          mainFields: ["module", "main"],
          chunkNames: "chunks/lib-[hash]",
        })
      : new Map(),
  ]);
  removeStale(new Set(written.flatMap((files) => [...files.keys()])));
  await buildPlayground();
  if (options.has("--types")) declareTypes();
}

/**
 * The folder as it is packed: the client, the server and the script of the pages, a file each, and
 * what lies in `extension` beside the sources. The library that places the boxes of graphs is a file
 * of its own, since it is large and only loaded to draw.
 */
async function buildExtension() {
  const outdir = "dist/extension";
  rmSync(join(root, outdir), { recursive: true, force: true });
  const single = { splitting: false, format: "cjs", platform: "node", outExtension: { ".js": ".cjs" } };
  const moduleUrl = "__moduleUrl";
  const withModuleUrl = {
    define: { "import.meta.url": moduleUrl },
    banner: { js: `const ${moduleUrl}=require("node:url").pathToFileURL(__filename).href;` },
  };
  const drawer = "elkjs/lib/elk.bundled.js";
  const besides = {
    name: "besides",
    setup: (build) => build.onResolve({ filter: /^elkjs/ }, () => ({ path: "./elk.cjs", external: true })),
  };
  const written = [
    await bundle({ extension: "extension/src/extension.ts" }, outdir, { ...single, external: ["vscode"] }),
    await bundle({ server: "src/lsp/main.ts" }, outdir, {
      ...single,
      ...withModuleUrl,
      plugins: [besides],
    }),
    await bundle({ elk: drawer }, outdir, single),
    await bundle({ page: "extension/src/page.ts" }, `${outdir}/page`, {
      splitting: false,
      format: "iife",
      platform: "browser",
    }),
  ];
  const copied = ["icons", "page", "walkthrough", "language-configuration.json", "snippets.json"];
  for (const name of [...copied, ".vscodeignore", "README.md", "CHANGELOG.md"])
    cpSync(join(root, "extension", name), join(root, outdir, name), { recursive: true });
  cpSync(join(root, "LICENSE"), join(root, outdir, "LICENSE"));
  cpSync(join(root, "grammar/calm.tmLanguage.json"), join(root, outdir, "calm.tmLanguage.json"));
  cpSync(join(root, "src/node/config.schema.json"), join(root, outdir, "config.schema.json"));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const manifest = JSON.parse(readFileSync(join(root, "extension/package.json"), "utf8"));
  writeFileSync(join(root, outdir, "package.json"), JSON.stringify({ ...manifest, version }, null, 2));
  writeFileSync(
    join(root, outdir, "THIRD-PARTY-NOTICES.txt"),
    noticesOf(written.flatMap((files) => [...files.values()].flat())),
  );
}

/**
 * The site of the playground: the page, a script for each of its workers, the style sheet, the
 * examples and exercises as data, and the licences of what is in them. It loads nothing from
 * elsewhere. The library that places the boxes of graphs is in a chunk of its own.
 */
async function buildPlayground() {
  const source = "src/playground";
  if (!existsSync(join(root, source, "page.tsx"))) return;
  const outdir = "dist/playground";
  const workers = readdirSync(join(root, source)).filter((file) => file.endsWith("-worker.ts"));
  const entries = Object.fromEntries(workers.map((file) => [file.slice(0, -3), `${source}/${file}`]));
  const browser = {
    platform: "browser",
    target: ["chrome123", "firefox120", "safari17.5"],
    external: ["z3-solver", "node:*"],
  };
  const written = [
    await bundle({ page: `${source}/page.tsx`, ...entries }, outdir, {
      ...browser,
      chunkNames: "chunks/[name]-[hash]",
      jsx: "automatic",
      jsxImportSource: "preact",
      plugins: [drawerInWorker],
    }),
    await bundle({ page: `${source}/styles/page.css` }, outdir, { ...browser, splitting: false }),
  ];
  for (const name of ["index.html", "icon.svg"]) cpSync(join(root, source, name), join(root, outdir, name));
  writeFileSync(join(root, outdir, "examples.json"), JSON.stringify(galleryExamples()));
  writeFileSync(join(root, outdir, "lessons.json"), JSON.stringify(galleryLessons()));
  const notices = noticesOf(written.flatMap((files) => [...files.values()].flat()));
  writeFileSync(join(root, outdir, "THIRD-PARTY-NOTICES.txt"), notices);
  const kept = new Set(written.flatMap((files) => [...files.keys()]));
  for (const file of readdirSync(join(root, outdir, "chunks"))) {
    const path = `${outdir}/chunks/${file}`;
    if (!kept.has(path)) rmSync(join(root, path), { force: true });
  }
}

/** Each example with the files that it includes, which are not examples themselves. */
function galleryExamples() {
  const folder = join(root, "examples");
  const filesOf = (path, seen = new Set()) => {
    if (seen.has(path)) return [];
    seen.add(path);
    const text = readFileSync(join(folder, path), "utf8");
    const included = [...text.matchAll(/^\s*\.include\s+"([^"]+)"/gm)].map(([, name]) =>
      join(dirname(path), name).split(sep).join("/"),
    );
    return [{ path, text }, ...included.flatMap((name) => filesOf(name, seen))];
  };
  const paths = readdirSync(folder, { recursive: true })
    .map((path) => String(path).split(sep).join("/"))
    .filter((path) => path.endsWith(".dl") && !path.startsWith("exercises/"))
    .sort();
  const programs = paths.map((path) => filesOf(path));
  const included = new Set(programs.flatMap((files) => files.slice(1).map(({ path }) => path)));
  return programs
    .filter(([first]) => !included.has(first.path))
    .map((files) => ({ name: files[0].path.replace(/\.dl$/, ""), files }));
}

/** The lessons with what their students get: a model solution stays out. */
function galleryLessons() {
  const folder = join(root, "examples/exercises");
  const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : null);
  const foldersIn = (path) =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  return foldersIn(folder).map((lesson) => ({
    folder: lesson,
    lesson: read(join(folder, lesson, "lesson.md")),
    exercises: foldersIn(join(folder, lesson)).map((exercise) => ({
      folder: exercise,
      exercise: read(join(folder, lesson, exercise, "exercise.md")),
      rules: read(join(folder, lesson, exercise, "rules.dl")),
      solution: read(join(folder, lesson, exercise, "solution.json")),
    })),
  }));
}

/** The licences of the packages that bundled files come from. */
function noticesOf(inputs) {
  const packages = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const notices = [...packages].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((each) => /^licen[cs]e/i.test(each));
    const text = file === undefined ? "" : readFileSync(join(root, folder, file), "utf8").trim();
    return `${name} ${version} (${license})\n\n${text}`.trim();
  });
  return `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
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

/** Returns, by the path of each file written, relative to the root, the paths of what is in it. */
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
  return new Map(Object.entries(metafile.outputs).map(([path, { inputs }]) => [path, Object.keys(inputs)]));
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
