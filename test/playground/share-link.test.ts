import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readRoute } from "../../src/playground/route.ts";
import {
  decodeShared,
  encodeShared,
  linkBounds,
  sharedLink,
  type Shared,
} from "../../src/playground/share-link.ts";

const stock: Shared = {
  title: "Stock",
  files: [
    { path: "stock.dl", text: '.include "shelves/all.dl"\n.decl sold(item: symbol)\n.output sold\n' },
    { path: "shelves/all.dl", text: "// Köln, 東京, 🙂\n" },
  ],
  run: { statements: ["replicas madrid, dublin.", 'at madrid: sell("camera").', "settle."], seed: 7 },
};

/** A link as somebody else may write it. */
function forged(content: unknown): string {
  return forgedText(JSON.stringify(content));
}

function forgedText(text: string): string {
  return `1.${deflateRawSync(text).toString("base64url")}`;
}

async function troubleOf(text: string): Promise<string> {
  const read = await decodeShared(text);
  expect(read).toHaveProperty("trouble");
  return "trouble" in read ? read.trouble : "";
}

describe("a link", () => {
  test("carries a program and a run of it", async () => {
    const text = await encodeShared(stock);
    expect(text).toMatch(/^1\.[A-Za-z0-9_-]+$/);
    expect(await decodeShared(text)).toEqual(stock);
    expect(await decodeShared(await encodeShared({ ...stock, run: null }))).toEqual({ ...stock, run: null });
  });

  test("is an address of a view", async () => {
    const link = await sharedLink(
      "cluster",
      stock,
      "https://rules.example/play/?theme=dark#workbench/x?z=old",
    );
    const address = new URL("address" in link ? link.address : "");
    expect(address.href).toMatch(/^https:\/\/rules\.example\/play\/\?theme=dark#cluster\?z=/);
    const { view, options } = readRoute(address.hash);
    expect([view, await decodeShared(options.get("z") ?? "")]).toEqual(["cluster", stock]);
  });

  test("is not made of what could not be opened", async () => {
    const noise = Array.from({ length: 40_000 }, (_, at) =>
      String.fromCharCode(0x4e00 + ((at * 7919) % 20_000)),
    );
    const large: Shared = { ...stock, files: [{ path: "rules.dl", text: noise.join("") }] };
    expect(await sharedLink("workbench", large, "http://127.0.0.1/")).toEqual({
      trouble: expect.stringMatching(
        /^This is too large for a link: \d+ kB, and 64 kB is the most\.$/,
      ) as string,
    });
    const flat: Shared = { ...stock, files: [{ path: "rules.dl", text: "\n".repeat(400_000) }] };
    expect(await sharedLink("workbench", flat, "http://127.0.0.1/")).toEqual({
      trouble: "There is no link to this: it unpacks to more than 300 kB.",
    });
  });
});

describe("a bad link is told in words", () => {
  const files = [{ path: "a.dl", text: "" }];
  const cases: Readonly<Record<string, readonly [string, string]>> = {
    nothing: ["", "a part of it is missing or changed"],
    "no version": [deflateRawSync("{}").toString("base64url"), "a part of it is missing or changed"],
    "another version": ["2.AAAA", "it was made by another version of the playground"],
    "other signs": ["1.<script>", "a part of it is missing or changed"],
    "half of it": [
      forged({ title: "t".repeat(90), files }).slice(0, 30),
      "a part of it is missing or changed",
    ],
    "bytes that are no text": [
      `1.${deflateRawSync(Uint8Array.of(34, 255, 34)).toString("base64url")}`,
      "a part of it is missing or changed",
    ],
    "no JSON": [forgedText("{"), "there is no program in it"],
    "a list": [forged([]), "there is no program in it"],
    "no title": [forged({ files }), "its title is no plain text"],
    "a long title": [forged({ title: "t".repeat(201), files }), "its title is no plain text"],
    "a title that turns the page's text": [
      forged({ title: "a\u202eb", files }),
      "its title is no plain text",
    ],
    "no files": [forged({ title: "", files: [] }), "there is no rule file in it"],
    "files by name": [forged({ title: "", files: { "a.dl": "" } }), "there is no rule file in it"],
    "33 files": [
      forged({ title: "", files: Array.from({ length: 33 }, (_, at) => ({ path: `${at}.dl`, text: "" })) }),
      "it has more than 32 files",
    ],
    "a text that is none": [
      forged({ title: "", files: [{ path: "a.dl", text: 1 }] }),
      "a file in it is no plain text",
    ],
    "half a character": [
      forgedText('{"title":"","files":[{"path":"a.dl","text":"\\ud83d"}]}'),
      "a file in it is no plain text",
    ],
    "one name twice": [forged({ title: "", files: [...files, ...files] }), "two files in it have one name"],
    "statements that are none": [
      forged({ title: "", files, run: { statements: [1], seed: 1 } }),
      "its run is no list of statements",
    ],
    "a run that is none": [forged({ title: "", files, run: 7 }), "its run is no list of statements"],
    "2,001 statements": [
      forged({ title: "", files, run: { statements: Array(2001).fill("heal."), seed: 1 } }),
      "its run has more than 2,000 statements",
    ],
    "a seed that is none": [
      forged({ title: "", files, run: { statements: [], seed: 1.5 } }),
      "the seed of its run is no whole number",
    ],
    "too much": ["1".repeat(linkBounds.encoded + 1), "it is longer than 64 kB"],
    "a few bytes that unpack to gigabytes": [
      forgedText(" ".repeat(40_000_000)),
      "it unpacks to more than 300 kB",
    ],
  };

  test.each(Object.entries(cases))("%s", async (_, [text, reason]) => {
    expect(await troubleOf(text)).toBe(`This link cannot be opened: ${reason}.`);
  });

  test("a path that leads elsewhere", async () => {
    const leading = ["../a.dl", "a/../b.dl", "/etc/passwd", "a//b.dl", "", ".", "a/", "./a.dl"];
    const odd = [
      "C:a.dl",
      "a\\b.dl",
      "a\u0000.dl",
      "a\nb.dl",
      "\u202ea.dl",
      "a".repeat(201),
      null,
      7,
      ["a.dl"],
    ];
    for (const each of [...leading, ...odd]) {
      const text = forged({ title: "", files: [{ path: each, text: "" }] });
      expect(await troubleOf(text)).toBe(
        "This link cannot be opened: the name of a file in it is no plain relative path.",
      );
    }
  });
});

test("unpacking ends as soon as it is too much", async () => {
  const decode = vi.spyOn(TextDecoder.prototype, "decode");
  onTestFinished(() => decode.mockRestore());
  expect(await troubleOf(forgedText(" ".repeat(40_000_000)))).toContain("300 kB");
  const sizes = decode.mock.calls.map(([bytes]) => bytes?.byteLength ?? 0);
  expect(sizes.length).toBeGreaterThan(1);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(linkBounds.decoded);
});

test("fields that are not known change nothing, whatever their names", async () => {
  const text =
    '{"title":"t","__proto__":{"run":{"statements":["crash oslo."],"seed":1},"polluted":1},"constructor":{"prototype":{"polluted":1}},' +
    '"files":[{"path":"__proto__","text":"x","__proto__":{"path":"../a"},"more":1}],"extra":[1]}';
  const read = await decodeShared(forgedText(text));
  expect(read).toEqual({ title: "t", files: [{ path: "__proto__", text: "x" }], run: null });
  expect(Object.hasOwn(read, "__proto__")).toBe(false);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

describe("whatever the text is", () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9_-]{0,7}$/);
  const paths = fc.uniqueArray(
    fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/")),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  const texts = fc.string({ unit: "grapheme", maxLength: 60 });
  const shared: fc.Arbitrary<Shared> = fc.record({
    title: part,
    files: paths.chain((names) =>
      fc.tuple(...names.map((path) => texts.map((text) => ({ path, text })))),
    ) as unknown as fc.Arbitrary<Shared["files"]>,
    run: fc.option(fc.record({ statements: fc.array(texts, { maxLength: 20 }), seed: fc.nat() }), {
      nil: null,
    }),
  });

  test("a program comes back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(shared, async (each) => {
        expect(await decodeShared(await encodeShared(each))).toEqual(each);
      }),
    );
  });

  test("a link is opened or told, and what is opened keeps the bounds", async () => {
    const base64url = fc
      .uint8Array({ maxLength: 200 })
      .map((bytes) => Buffer.from(bytes).toString("base64url"));
    const changed = fc.tuple(shared, fc.nat(), fc.constantFrom("A", "_", "0", "")).map(([each, at, sign]) => {
      const text = forged(each);
      const place = 2 + (at % (text.length - 2));
      return text.slice(0, place) + sign + text.slice(place + 1);
    });
    const odd = fc.record(
      {
        title: fc.oneof(part, fc.anything()),
        files: fc.oneof(
          fc.array(
            fc.record(
              { path: fc.oneof(part, fc.string()), text: fc.oneof(texts, fc.anything()) },
              { requiredKeys: [] },
            ),
          ),
          fc.anything(),
        ),
        run: fc.oneof(fc.record({ statements: fc.anything(), seed: fc.anything() }), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const links = fc.oneof(
      fc.string(),
      base64url.map((text) => `1.${text}`),
      changed,
      fc
        .oneof(odd, fc.jsonValue())
        .map((each) =>
          forgedText(JSON.stringify(each, (_, value: unknown) => (typeof value === "bigint" ? 0 : value))),
        ),
    );
    await fc.assert(
      fc.asyncProperty(links, async (text) => {
        const read = await decodeShared(text);
        if ("trouble" in read) {
          expect(read.trouble).toMatch(/^This link cannot be opened: .+\.$/);
          return;
        }
        expect(Object.keys(read)).toEqual(["title", "files", "run"]);
        expect(read.files.length).toBeGreaterThan(0);
        for (const file of read.files) {
          expect(Object.keys(file)).toEqual(["path", "text"]);
          expect(file.path).toMatch(/^[^/\\]/);
          expect(file.path.split("/")).not.toContain("..");
          expect(typeof file.text).toBe("string");
        }
        if (read.run !== null)
          expect(read.run.statements.every((each) => typeof each === "string")).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
