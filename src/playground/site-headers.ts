/**
 * What the page may do: its own scripts, workers, styles, pictures and data, and nothing from other
 * hosts. `index.html` says the same for servers that send no headers, but for `frame-ancestors`,
 * which only a header can say.
 */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * What the workers may do. A worker has a policy of its own, that of the answer that its script came
 * in. They alone may make code from text, since the engine compiles each rule with `new Function`.
 */
export const workerPolicy = "default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'self'";

/** The headers of a file of the site, by its path in it, but for those that its content decides. */
export function siteHeaders(path: string): Readonly<Record<string, string>> {
  return {
    "content-type": contentTypes.find(([ending]) => path.endsWith(ending))?.[1] ?? "application/octet-stream",
    "content-security-policy": path.endsWith("-worker.js") ? workerPolicy : pagePolicy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    // Without these, there is no memory that threads share, which the solver needs.
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
  };
}

const contentTypes: readonly (readonly [string, string])[] = [
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json"],
  [".svg", "image/svg+xml"],
  [".txt", "text/plain; charset=utf-8"],
  [".wasm", "application/wasm"],
];
