import { isValidElement, type ComponentChildren, type VNode } from "preact";
import { expect, test } from "vitest";
import { Markdown, MarkdownLine } from "../../src/playground/controls/markdown.tsx";

test("blocks become elements of the page", () => {
  expect(
    drawn(`# Title

A *rule* with \`code\`, and **more**.

- one
- [x] two

1. first

> said

| a | b |
| - | - |
| 1 | 2 |

\`\`\`calm
p(x) :- q(x).
\`\`\`
`),
  ).toBe(
    "<h3>Title</h3><p>A <em>rule</em> with <code>code</code>, and <strong>more</strong>.</p>" +
      "<ul><li>one</li><li><input/> two</li></ul><ol><li>first</li></ol><blockquote><p>said</p></blockquote>" +
      "<div><table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div>" +
      "<pre><code>p(x) :- q(x).</code></pre>",
  );
});

test("HTML is shown as it is written, but for comments", () => {
  expect(drawn("a <script>alert(1)</script> b\n\n<!-- said\naside -->\n\n<img src=x onerror=y>")).toBe(
    "<p>a &lt;script>alert(1)&lt;/script> b</p><p>&lt;img src=x onerror=y></p>",
  );
});

test("links lead within the page or to the web, and pictures are words", () => {
  expect(
    drawn(
      "[a](#lessons) [b](https://a.example/x) [c](javascript:alert(1)) [d](../d.md) ![e](https://a.example/e.png)",
    ),
  ).toBe('<p><a href="#lessons">a</a> <a href="https://a.example/x">b</a> c d e</p>');
});

test("a text that is nested too deep, or is too long, is shown as it is written", () => {
  const quoted = `${"> ".repeat(14_000)}deep`;
  expect(drawn(quoted)).toBe(`<pre><code>${quoted}</code></pre>`);
  const long = `*${"x".repeat(30_000)}*`;
  expect(drawn(long)).toBe(`<pre><code>${long}</code></pre>`);
  const stressed = "*a_".repeat(1000);
  expect(drawn(stressed)).toBe(`<pre><code>${stressed}</code></pre>`);
  const list = Array.from({ length: 40 }, (_, level) => `${"  ".repeat(level)}- x`).join("\n");
  expect(drawn(list)).toContain("</pre><pre>- x\n");
});

test("a sentence can stand within a line", () => {
  expect(written(MarkdownLine({ text: "the relation `p` &amp; its rows" }))).toBe(
    "<span>the relation <code>p</code> &amp; its rows</span>",
  );
});

function drawn(text: string): string {
  return written((Markdown({ text }).props as { children?: ComponentChildren }).children);
}

/** Elements as text, with no attributes but where links lead. */
function written(node: ComponentChildren): string {
  if (Array.isArray(node)) return node.map((one: ComponentChildren) => written(one)).join("");
  if (typeof node === "string" || typeof node === "number")
    return String(node).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  if (!isValidElement(node)) return "";
  const { type, props } = node as VNode<{ children?: ComponentChildren; href?: string }>;
  const inner = written(props.children);
  if (typeof type !== "string") return inner;
  const href = props.href === undefined ? "" : ` href="${props.href}"`;
  return inner === "" && (type === "input" || type === "br")
    ? `<${type}/>`
    : `<${type}${href}>${inner}</${type}>`;
}
