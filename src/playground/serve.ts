import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { SiteFiles } from "./site-files.ts";
import { siteHeaders } from "./site-headers.ts";

/** A site that is being served. */
export interface ServedSite {
  readonly port: number;
  /** With a slash at its end. */
  readonly address: string;
  /** Ends it at once, also for those who are still connected. */
  readonly close: () => Promise<void>;
}

/**
 * Serves files to this machine alone: on 127.0.0.1, at a port, or at any free one for 0. A path is
 * looked up among those that there are, so none leads elsewhere; and a page of another site, whose
 * name was made to point here, is not answered. Throws what listening throws, `EADDRINUSE` above all.
 */
export async function serveSite(site: SiteFiles, port: number): Promise<ServedSite> {
  const files = new Map([...site].map(([path, place]) => [path, new SiteFile(path, place)]));
  const server = createServer((request, response) => {
    answer(files, request, response).catch(() => {
      if (!response.headersSent) refuse(response, 500, "the file cannot be read");
      response.destroy();
    });
  });
  await listening(server, port);
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  return {
    port: actual,
    address: `http://127.0.0.1:${actual}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const compress = {
  // Higher qualities take seconds, and save little.
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes),
} as const;

type Encoding = keyof typeof compress;

/** A file, read and compressed when it is first asked for. */
class SiteFile {
  readonly path: string;
  readonly #place: string;
  #content: Promise<{ readonly bytes: Uint8Array; readonly tag: string }> | null = null;
  readonly #compressed = new Map<Encoding, Promise<Uint8Array>>();

  constructor(path: string, place: string) {
    this.path = path;
    this.#place = place;
  }

  content(): Promise<{ readonly bytes: Uint8Array; readonly tag: string }> {
    return (this.#content ??= readFile(this.#place).then((bytes) => ({
      bytes,
      tag: createHash("sha256").update(bytes).digest("base64url").slice(0, 22),
    })));
  }

  compressed(encoding: Encoding): Promise<Uint8Array> {
    let bytes = this.#compressed.get(encoding);
    if (bytes === undefined) {
      bytes = this.content().then((content) => compress[encoding](content.bytes));
      this.#compressed.set(encoding, bytes);
    }
    return bytes;
  }
}

async function answer(
  files: ReadonlyMap<string, SiteFile>,
  { headers, method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isThisMachine(headers.host)) {
    refuse(response, 421, "this server answers to 127.0.0.1 and localhost only");
    return;
  }
  if (method !== "GET" && method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    refuse(response, 405, "this server only reads");
    return;
  }
  const file = files.get(pathOf(url ?? ""));
  if (file === undefined) {
    refuse(response, 404, "there is no such file");
    return;
  }
  const encoding = isCompressible(file.path) ? encodingFor(headers["accept-encoding"] ?? "") : null;
  const { bytes, tag } = await file.content();
  const entity = `"${tag}${encoding === null ? "" : `-${encoding}`}"`;
  for (const [name, value] of Object.entries(siteHeaders(file.path))) response.setHeader(name, value);
  response.setHeader("etag", entity);
  // Kept, but asked for each time: the next version of the command serves other files at this address.
  response.setHeader("cache-control", "no-cache");
  response.setHeader("vary", "accept-encoding");
  if (headers["if-none-match"] === entity) {
    response.writeHead(304).end();
    return;
  }
  const body = encoding === null ? bytes : await file.compressed(encoding);
  if (encoding !== null) response.setHeader("content-encoding", encoding);
  response.writeHead(200, { "content-length": body.length });
  response.end(method === "HEAD" ? undefined : body);
}

/** Another port is fine: it may have been forwarded. */
function isThisMachine(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(host ?? "");
}

/** The file that an address means; "" for what is no address. */
function pathOf(url: string): string {
  const [path = ""] = url.split(/[?#]/, 1);
  if (path === "/") return "index.html";
  try {
    return path.startsWith("/") ? decodeURIComponent(path.slice(1)) : "";
  } catch {
    return "";
  }
}

/** The code of the solver is so large that packing it takes longer than handing it over on one machine. */
function isCompressible(path: string): boolean {
  return !path.endsWith(".wasm");
}

function encodingFor(accepted: string): Encoding | null {
  const named = new Set(
    accepted
      .split(",")
      .map((each) => each.trim().toLowerCase())
      .filter((each) => !/;\s*q=0(\.0*)?$/.test(each))
      .map((each) => each.replace(/\s*;.*$/, "")),
  );
  return named.has("br") ? "br" : named.has("gzip") ? "gzip" : null;
}

function refuse(response: ServerResponse, status: number, words: string): void {
  const headers = { ...siteHeaders("refused.txt"), "cache-control": "no-store" };
  response.writeHead(status, headers).end(`${words}\n`);
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
