import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { z3Files } from "../../src/node/z3-files.ts";
import { serveSite } from "../../src/playground/serve.ts";
import { encodeShared } from "../../src/playground/share-link.ts";
import { filesIn } from "../../src/playground/site-files.ts";
import { siteHeaders } from "../../src/playground/site-headers.ts";
import { hasChromium, isHere } from "../optional-tool.ts";
import { openPlayground, openPlaygroundAt, shareBrowser } from "./playground-page.ts";

const site = fileURLToPath(new URL("../../dist/playground", import.meta.url));
const isInstalled = isHere(
  z3Files() !== null,
  "invariants are decided by Z3 in a browser",
  "npm install z3-solver",
);

describe.skipIf(!hasChromium("the solver is started"))("Z3 on the page", () => {
  shareBrowser();

  /** Opens the solver in the page as `solver`; what is said if there is none. */
  async function openSolver(page: Page): Promise<string | null> {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("../../src/playground/browser-solver.ts", import.meta.url))],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "browserSolver",
    });
    const [file] = outputFiles;
    return page.evaluate<string | null>(`${file?.text ?? ""};
      browserSolver.openSolver().then((opened) => {
        globalThis.solver = opened;
        return opened.trouble ?? null;
      })`);
  }

  test.skipIf(!isInstalled)("answers queries one after the other, also after a mistake in one", async () => {
    const { page, errors } = await openPlayground();
    expect(await openSolver(page)).toBeNull();
    const queries = [
      "(declare-const x Int) (assert (> x 3)) (assert (< x 4))",
      "(declare-const x Int) (assert (> x 3)) (assert (< x 5))",
      "(assert (",
      "(declare-const x Int) (assert (= (* x x) 2))",
    ];
    expect(
      await page.evaluate(`Promise.all(${JSON.stringify(queries)}.map((text) => solver.check(text, 10000)))`),
    ).toEqual(["unsat", "sat", "unknown", "unsat"]);
    expect(errors).toEqual([]);
  });

  test.skipIf(!isInstalled)(
    "leaves unknown what takes too long, and what is asked once it is closed",
    async () => {
      const { page, errors } = await openPlayground();
      expect(await openSolver(page)).toBeNull();
      const cubes =
        "(declare-const x Int) (declare-const y Int) (declare-const z Int) (assert (= (+ (* x x x) (* y y y) (* z z z)) 114))";
      expect(await page.evaluate(`solver.check(${JSON.stringify(cubes)}, 300)`)).toBe("unknown");
      expect(await page.evaluate(`solver.check("(assert false)", 5000)`)).toBe("unsat");
      await page.evaluate("solver.close()");
      expect(await page.evaluate(`solver.check("(assert false)", 1000)`)).toBe("unknown");
      expect(errors).toEqual([]);
    },
  );

  test.skipIf(!isInstalled)(
    "decides in the workbench what was left undecided, when it is asked",
    async () => {
      const text = `.decl credit(a: symbol, n: gcounter)
.decl debit(a: symbol, n: gcounter)
.operation book(a: symbol, m: number) { require m > 0. credit(a) += m. debit(a) += m. }
.invariant balanced: credit(a, c), debit(a, d) => c = d.
`;
      const link = await encodeShared({ title: "Books", files: [{ path: "books.dl", text }], run: null });
      const { page, errors } = await openPlayground(`#workbench?z=${link}`);
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      await page.getByText("undecided", { exact: true }).waitFor();
      const button = page.getByRole("button", { name: "Ask the solver about balanced" });
      await button.waitFor();
      expect(asked.filter((path) => path.includes("solver"))).toEqual([]);
      await button.click();
      await page.getByText("confluent", { exact: true }).waitFor();
      await button.waitFor({ state: "detached" });
      expect(errors).toEqual([]);
    },
  );

  test("is said not to be installed where it is not served", async () => {
    const served = await serveSite(filesIn(site), 0);
    onTestFinished(served.close);
    const { page } = await openPlaygroundAt(served.address);
    expect(await openSolver(page)).toBe(
      "The solver is not installed where this page is served from: it is the package z3-solver.",
    );
  });

  test("is said to need shared memory where the server does not ask for it", async () => {
    const server = createServer(({ url = "" }, response) => {
      const name = url.slice(1) || "index.html";
      response.setHeader("content-type", String(siteHeaders(name)["content-type"]));
      response.end(readFileSync(filesIn(site).get(name) ?? ""));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => server.closeAllConnections());
    onTestFinished(() => void server.close());
    const { page } = await openPlaygroundAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await openSolver(page)).toMatch(/^The solver runs in threads that share memory/);
  });
});
