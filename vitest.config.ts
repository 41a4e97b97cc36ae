import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build-once.ts"],
    pool: "threads",
    maxWorkers: 2,
    // Modules have no side effects at import, so files of one worker can share them.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A page in a browser may be slow to change where much else runs.
    expect: { poll: { timeout: 10_000 } },
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
  },
});
