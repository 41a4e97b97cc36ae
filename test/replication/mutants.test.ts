import { build, type Plugin } from "esbuild";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import type { runSchedules } from "./schedule-runs.ts";

/** A wrong replica, made by changing one place of the sources. */
interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly program: string;
}

const root = fileURLToPath(new URL("../../", import.meta.url));

const carts = `
.decl cart(u: symbol, i: symbol) orset
.decl status(u: symbol, s: lww<symbol>)
.decl likes(p: symbol, n: gcounter)
.decl left(p: symbol, n: bounded<0>)
left("x", 4).
.decl text(d: symbol, t: sequence)
`;

const sealed = `
.decl release(r: symbol)
.decl blocker(r: symbol, b: symbol)
.decl closed(r: symbol)
.seal blocker(r) by closed
.decl ready(r: symbol)
ready(r) :- release(r), closed(r), !blocker(r, _).
.output ready
`;

const decided = (protocol: string): string => `
.decl request(s: symbol, u: symbol)
.decl assigned(s: symbol, u: symbol)
.boundary desk by ${protocol}
assigned(s, u) at desk :- request(s, u), !assigned(s, _).
.decl twice(s: symbol)
twice(s) :- assigned(s, a), assigned(s, b), a != b.
.decl next(n: number)
.operation take(n: number) at desk { require !next(n). insert next(n). }
.output assigned
`;

const mutants: readonly Mutant[] = [
  {
    name: "a register without the writer's name in its order",
    file: "src/lattice/timestamp.ts",
    find: "a.time - b.time || a.count - b.count || compareCodePoints(a.actor, b.actor)",
    replace: "a.time - b.time || a.count - b.count",
    program: carts,
  },
  {
    name: "a removal that arrives before its addition is forgotten",
    file: "src/replication/fact-store.ts",
    find: "removed.add(name);\n",
    replace: "\n",
    program: carts,
  },
  {
    name: "a removal removes additions that it has not seen",
    file: "src/replication/fact-store.ts",
    find: "const left = known.dots.filter((dot) => there.has(dotText(dot)));",
    replace: "const left: typeof known.dots = [];",
    program: ".decl cart(i: symbol) orset",
  },
  {
    name: "a counter adds what is heard twice",
    file: "src/lattice/counters.ts",
    find: "if (total > (a.get(actor) ?? 0)) merged.set(actor, total);",
    replace: "merged.set(actor, total);",
    program: carts,
  },
  {
    name: "rights are spent that are not owned",
    file: "src/lattice/bounded-counter.ts",
    find: "if (amount > rightsOf(counter, actor)) return null;",
    replace: "",
    program: carts,
  },
  {
    name: "a seal is in effect before all have voted",
    file: "src/replication/replica.ts",
    find: "return this.members.every((member) => {",
    replace: "return this.members.slice(0, 1).every((member) => {",
    program: sealed,
  },
  {
    name: "a seal is in effect before all is here that the votes cover",
    file: "src/replication/replica.ts",
    find: "return seen !== undefined && this.store.seen.covers(seen);",
    replace: "return seen !== undefined;",
    program: sealed,
  },
  {
    name: "a late fact is taken",
    file: "src/replication/replica.ts",
    find: "if (this.#hasVoted(sealName(sealing, partition))) return factText(by, partition);",
    replace: "",
    program: sealed,
  },
  {
    name: "every replica decides as a leader",
    file: "src/replication/leader-protocol.ts",
    find: "if (this.#leader !== this.#replica.name || this.#scheduled) return;",
    replace: "if (this.#scheduled) return;",
    program: decided("leader"),
  },
  {
    name: "a barrier does not wait for all",
    file: "src/replication/barrier-protocol.ts",
    find: "if (this.#missing.size === 0) this.#decide();\n    });",
    replace: "this.#decide();\n    });",
    program: `
.decl item(i: symbol)
.decl due(d: number)
.boundary count by barrier
.decl none(d: number)
none(d) at count :- due(d), !item(_).
.decl wrong(d: number)
wrong(d) :- none(d), item(_).
`,
  },
  {
    name: "a quorum of one keeps an entry",
    file: "src/replication/quorum-protocol.ts",
    find: "if (accepted.size < this.#w) return;",
    replace: "if (accepted.size < 1) return;",
    program: decided("quorum(n=3, r=2, w=2)"),
  },
  {
    name: "what an earlier ballot may have entered is overwritten",
    file: "src/replication/quorum-protocol.ts",
    find: "const transaction = begun?.transaction ?? this.#nextEntry();",
    replace: "void begun;\n    const transaction = this.#nextEntry();",
    program: decided("quorum(n=3, r=2, w=2)"),
  },
  {
    name: "a replica that went back to an older state goes on as who it was",
    file: "src/replication/durable-state.ts",
    find: "this.#actor = nextIncarnation(this.#actor);",
    replace: "void nextIncarnation;",
    program: carts,
  },
  {
    name: "a replica that went back to an older state does not ask what it had",
    file: "src/replication/durable-state.ts",
    find: "this.#isBehind = true;",
    replace: "",
    program: decided("leader"),
  },
  {
    name: "who has promised a later ballot follows an earlier one",
    file: "src/replication/quorum-protocol.ts",
    find: 'if (compareBallots(ballot, acceptor.promised) < 0) return "preempted";',
    replace: "",
    program: decided("quorum(n=3, r=2, w=2)"),
  },
];

const seeds = Array.from({ length: 1000 }, (_, i) => i + 1);

test("the schedules find nothing in the replica as it is", async () => {
  const run = await harness(null);
  for (const program of new Set(mutants.map((mutant) => mutant.program)))
    expect(run("mutant.dl", program, seeds.slice(0, 100))?.broken ?? null).toBeNull();
});

for (const mutant of mutants) {
  test(`the schedules find that ${mutant.name}`, async () => {
    const run = await harness(mutant);
    let broken: string | null = null;
    try {
      broken = run("mutant.dl", mutant.program, seeds)?.broken?.violation.message ?? null;
    } catch (error) {
      // An assertion of the sources has found it.
      broken = String(error);
    }
    expect(broken).not.toBeNull();
  });
}

/** The harness with a mutant in it. */
async function harness(mutant: Mutant | null): Promise<typeof runSchedules> {
  const folder = mkdtempSync(join(tmpdir(), "calm-mutant-"));
  try {
    const outfile = join(folder, "harness.mjs");
    await build({
      absWorkingDir: root,
      entryPoints: ["test/replication/schedule-runs.ts"],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "error",
      plugins: mutant === null ? [] : [changing(mutant)],
    });
    const module = (await import(pathToFileURL(outfile).href)) as { runSchedules: typeof runSchedules };
    return module.runSchedules;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function changing({ file, find, replace }: Mutant): Plugin {
  const path = join(root, file);
  return {
    name: "mutant",
    setup(bundle) {
      bundle.onLoad({ filter: /\.ts$/ }, (loaded) => {
        if (loaded.path !== path) return null;
        const text = readFileSync(path, "utf8");
        expect(text.split(find).length - 1).toBeGreaterThan(0);
        return { contents: text.replaceAll(find, replace), loader: "ts" };
      });
    },
  };
}
