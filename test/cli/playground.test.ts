import { spawn, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { serveSite, type ServedSite } from "../../src/playground/serve.ts";
import { filesIn, siteFiles } from "../../src/playground/site-files.ts";
import { pagePolicy, siteHeaders, workerPolicy } from "../../src/playground/site-headers.ts";
import { decodeShared } from "../../src/playground/share-link.ts";
import { calm, folderWith } from "./calm.ts";

const site = fileURLToPath(new URL("../../dist/playground", import.meta.url));
const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends a request as it is written, with no path tidied. */
function ask(
  port: number,
  path: string,
  { method = "GET", headers = {} }: { readonly method?: string; readonly headers?: OutgoingHttpHeaders } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    })
      .on("error", reject)
      .end();
  });
}

describe("what is served", () => {
  const folder = join(fileURLToPath(new URL("../../tmp", import.meta.url)), `served-${process.pid}`);
  let served: ServedSite;
  beforeAll(async () => {
    mkdirSync(join(folder, "site/chunks"), { recursive: true });
    writeFileSync(join(folder, "secret.txt"), "secret");
    writeFileSync(join(folder, "site/index.html"), "<!doctype html>".padEnd(3000, " "));
    writeFileSync(join(folder, "site/chunks/a b.js"), "export {};");
    writeFileSync(join(folder, "site/run-worker.js"), "export {};");
    symlinkSync(join(folder, "secret.txt"), join(folder, "site/linked.txt"));
    served = await serveSite(filesIn(join(folder, "site")), 0);
  });
  afterAll(async () => {
    await served.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the files of its folder, each with its type", async () => {
    const page = await ask(served.port, "/?theme=dark");
    expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.body.toString()).toMatch(/^<!doctype html>/);
    const script = await ask(served.port, "/chunks/a%20b.js");
    expect([script.status, script.headers["content-type"]]).toEqual([200, "text/javascript; charset=utf-8"]);
    const read = await ask(served.port, "/", { method: "HEAD" });
    expect([read.status, read.headers["content-length"], read.body.length]).toEqual([200, "3000", 0]);
  });

  test("every built file has a type of its own", () => {
    for (const path of siteFiles(site).keys())
      expect([path, siteHeaders(path)["content-type"]]).not.toContain("application/octet-stream");
  });

  test("the page may make no code from text, and a worker may", async () => {
    const page = await ask(served.port, "/");
    expect(page.headers["content-security-policy"]).toBe(pagePolicy);
    expect(pagePolicy).not.toContain("unsafe");
    expect((await ask(served.port, "/chunks/a%20b.js")).headers["content-security-policy"]).toBe(pagePolicy);
    expect((await ask(served.port, "/run-worker.js")).headers["content-security-policy"]).toBe(workerPolicy);
    expect(workerPolicy.match(/'unsafe-[a-z]+'/g)).toEqual(["'unsafe-eval'"]);
    expect(page.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test("the page says its policy itself, for servers that send none", () => {
    const html = readFileSync(join(site, "index.html"), "utf8");
    const [, written] = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html) ?? [];
    expect(`${String(written)}; frame-ancestors 'none'`).toBe(pagePolicy);
  });

  test("compressed, for who takes it", async () => {
    const plain = await ask(served.port, "/");
    const brotli = await ask(served.port, "/", { headers: { "accept-encoding": "gzip, deflate, br" } });
    expect([brotli.headers["content-encoding"], brotli.body.length < 100]).toEqual(["br", true]);
    expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
    const gzipped = await ask(served.port, "/", { headers: { "accept-encoding": "gzip, br;q=0" } });
    expect(gzipped.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(gzipped.body)).toEqual(plain.body);
    expect(plain.headers.vary).toBe("accept-encoding");
  });

  test("once, as long as it stays the same", async () => {
    const headers = { "accept-encoding": "br" };
    const first = await ask(served.port, "/", { headers });
    expect(first.headers["cache-control"]).toBe("no-cache");
    const tag = first.headers.etag ?? "";
    const again = await ask(served.port, "/", { headers: { ...headers, "if-none-match": tag } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await ask(served.port, "/", { headers: { "if-none-match": tag } })).status).toBe(200);
  });

  test.each([
    [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/chunks/../../secret.txt",
      "/..%2fsecret.txt",
      "/..%5csecret.txt",
    ],
    ["//secret.txt", "/linked.txt", "/chunks", "/chunks/", "/%00", "/%", "/index.html/", "/./index.html"],
    ["/__proto__", "/constructor"],
  ])("nothing else: %s …", async (...paths) => {
    for (const path of paths) {
      const { status, body, headers } = await ask(served.port, path);
      expect([path, status, body.toString()]).toEqual([path, 404, "there is no such file\n"]);
      expect(headers["content-security-policy"]).toBe(pagePolicy);
    }
  });

  test.each(["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])(
    "to be read only, so not for %s",
    async (method) => {
      const { status, headers } = await ask(served.port, "/", { method });
      expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    },
  );

  test("to who calls it by its own name, so that no other site can read it by a name of its own", async () => {
    for (const host of ["127.0.0.1", "localhost", `localhost:${served.port}`, "LOCALHOST:8080"])
      expect([host, (await ask(served.port, "/", { headers: { host } })).status]).toEqual([host, 200]);
    for (const host of [
      "evil.example",
      `evil.example:${served.port}`,
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "[::1]",
    ])
      expect([host, (await ask(served.port, "/", { headers: { host } })).status]).toEqual([host, 421]);
  });

  test("at one address of this machine alone", async () => {
    const asked = (host: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(served.port, host, () => resolve("answered"));
        socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "")).setTimeout(2000);
        socket.on("timeout", () => resolve("silent")).unref();
      });
    expect(await asked("127.0.0.1")).toBe("answered");
    expect(await asked("127.0.0.2")).not.toBe("answered");
  });
});

describe("calm playground", () => {
  interface Running {
    readonly child: ChildProcess;
    readonly out: () => string;
    readonly err: () => string;
    readonly ended: Promise<number | null>;
  }

  function start(...words: readonly string[]): Running {
    const child = spawn(process.execPath, [command, "playground", ...words]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let [out, err] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    return { child, out: () => out, err: () => err, ended };
  }

  async function addressOf({ out }: Running): Promise<string> {
    await expect.poll(out, { timeout: 20_000 }).toMatch(/\n$/);
    return /^The playground is at (http:\S+)\n$/.exec(out())?.[1] ?? "";
  }

  /** Takes a port, if it is free, so that a test does not depend on what else runs. */
  async function taken(port: number): Promise<number> {
    const server: Server = createServer();
    const bound = await new Promise<number>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) =>
        error.code === "EADDRINUSE" ? resolve(port) : reject(error),
      );
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    onTestFinished(() => void server.close());
    return bound;
  }

  test("serves the page until it is interrupted", async () => {
    const running = start("--port", "0");
    const address = new URL(await addressOf(running));
    expect([address.hostname, address.pathname]).toEqual(["127.0.0.1", "/"]);
    const { status, body } = await ask(Number(address.port), "/");
    expect([status, body.equals(readFileSync(join(site, "index.html")))]).toEqual([200, true]);
    expect(running.err()).toBe("Ctrl-C ends it.\n");
    running.child.kill("SIGINT");
    expect(await running.ended).toBe(0);
  });

  test("takes the next free port when the usual one is taken", async () => {
    await taken(4173);
    const running = start();
    const { port } = new URL(await addressOf(running));
    expect(Number(port)).toBeGreaterThan(4173);
    expect(running.err()).toBe(`calm: port 4173 is taken, so this is ${port}\nCtrl-C ends it.\n`);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
  });

  test("says so when the port that was asked for is taken", async () => {
    const port = await taken(0);
    expect(await calm(["playground", "--port", String(port)])).toEqual({
      code: 2,
      out: "",
      err: `calm: port ${port} is taken\nname another, or leave out --port to get a free one\n`,
    });
    expect((await calm(["playground", "--port", "65536"])).err).toContain("up to 65535");
  });

  test("opens a file with what it includes", async () => {
    const cwd = folderWith({
      "rules.dl": '.include "parts/base.dl"\n.include "missing.dl"\n',
      "parts/base.dl": ".decl a(x: number)\n",
    });
    const running = start(join(cwd, "rules.dl"), "--port", "0");
    const address = await addressOf(running);
    const [, text = ""] = /#workbench\?z=(\S+)$/.exec(address) ?? [];
    expect(await decodeShared(text)).toEqual({
      title: "rules.dl",
      files: [
        { path: "rules.dl", text: '.include "parts/base.dl"\n.include "missing.dl"\n' },
        { path: "parts/base.dl", text: ".decl a(x: number)\n" },
      ],
      run: null,
    });
  });

  test("says why a file cannot be opened", async () => {
    const cwd = folderWith({
      "below/rules.dl": '.include "../base.dl"\n',
      "base.dl": "",
      "long.dl": "// x\n".repeat(80_000),
    });
    const said = async (...words: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, err } = await calm(["playground", "--port", "0", ...words], { cwd });
      return [code, err];
    };
    expect(await said("none.dl")).toEqual([2, "calm: none.dl does not exist\n"]);
    expect(await said("below/rules.dl")).toEqual([
      2,
      "calm: below/rules.dl includes base.dl, which is outside of its folder\n",
    ]);
    expect(await said("long.dl")).toEqual([
      2,
      "calm: long.dl: There is no link to this: it unpacks to more than 300 kB.\nopen the playground without it, and paste the rules\n",
    ]);
  });
});

describe("calm playground --out", () => {
  const listName = "calm-playground.json";
  const written = [...[...siteFiles(site).keys()], listName].sort();

  test("writes the site, and writes it again over what it wrote", async () => {
    const cwd = folderWith({});
    const { code, out } = await calm(["playground", "--out", "a/site"], { cwd });
    expect([code, out]).toEqual([0, expect.stringMatching(/^wrote \d+ files, \d+\.\d MB, to a\/site\n/)]);
    const folder = join(cwd, "a/site");
    expect([...filesIn(folder).keys()]).toEqual(written);
    for (const [path, place] of siteFiles(site))
      expect([path, readFileSync(join(folder, path)).equals(readFileSync(place))]).toEqual([path, true]);
    writeFileSync(join(folder, "CNAME"), "rules.example\n");
    expect((await calm(["playground", "--out", "a/site"], { cwd })).code).toBe(0);
    expect([...filesIn(folder).keys()]).toEqual([...written, "CNAME"].sort());
  });

  test("takes away what is no longer part of it", async () => {
    const cwd = folderWith({});
    await calm(["playground", "--out", "site"], { cwd });
    const folder = join(cwd, "site");
    const list = readFileSync(join(folder, listName), "utf8");
    const icon = /"icon\.svg": ("\w+")/.exec(list)?.[1] ?? "";
    writeFileSync(join(folder, "chunks/old.js"), readFileSync(join(folder, "icon.svg")));
    writeFileSync(join(folder, "chunks/mine.js"), "changed");
    writeFileSync(join(cwd, "outside.svg"), readFileSync(join(folder, "icon.svg")));
    const more = ["chunks/old.js", "chunks/mine.js", "../outside.svg"].map((path) => `"${path}": ${icon},`);
    writeFileSync(join(folder, listName), list.replace('"files": {', `"files": {${more.join("")}`));
    expect((await calm(["playground", "--out", "site"], { cwd })).code).toBe(0);
    expect([...filesIn(folder).keys()]).toEqual([...written, "chunks/mine.js"].sort());
    expect(existsSync(join(cwd, "outside.svg"))).toBe(true);
  });

  test("overwrites nothing of others", async () => {
    const cwd = folderWith({ "mine/index.html": "mine", file: "", "odd/calm-playground.json": "{}" });
    expect(await calm(["playground", "--out", "mine"], { cwd })).toEqual({
      code: 2,
      out: "",
      err: "calm: nothing was written: mine is not empty\nname a new or empty folder, or one that the playground was written to\n",
    });
    expect(readdirSync(join(cwd, "mine"))).toEqual(["index.html"]);
    expect((await calm(["playground", "--out", "odd"], { cwd })).err).toContain("odd is not empty");
    expect((await calm(["playground", "--out", "file"], { cwd })).err).toBe(
      "calm: file is a file, not a folder\n",
    );

    await calm(["playground", "--out", "site"], { cwd });
    writeFileSync(join(cwd, "site/index.html"), "changed");
    const { code, err } = await calm(["playground", "--out", "site"], { cwd });
    expect([code, err]).toEqual([
      2,
      `calm: nothing was written: ${join("site", "index.html")} would be overwritten\nit is not of the playground, or was changed; move it away, or name a new folder\n`,
    ]);
    expect(readFileSync(join(cwd, "site/index.html"), "utf8")).toBe("changed");
  });

  test("follows no link out of its folder", async () => {
    const cwd = folderWith({ "elsewhere/keep.txt": "kept" });
    await calm(["playground", "--out", "site"], { cwd });
    rmSync(join(cwd, "site/chunks"), { recursive: true });
    symlinkSync(join(cwd, "elsewhere"), join(cwd, "site/chunks"));
    expect((await calm(["playground", "--out", "site"], { cwd })).code).toBe(2);
    expect(readdirSync(join(cwd, "elsewhere"))).toEqual(["keep.txt"]);
  });

  test("goes without a file and a port", async () => {
    for (const more of [["rules.dl"], ["--port", "4173"]])
      expect((await calm(["playground", "--out", "site", ...more])).err).toContain("serves nothing");
  });
});
