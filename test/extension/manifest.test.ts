import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exampleFile } from "../../extension/src/example-file.ts";
import { semanticTokenModifiers } from "../../src/ide/semantic-token-names.ts";
import { check } from "../../src/index.ts";
import { clientSettings } from "../../src/lsp/client-settings.ts";

const folder = new URL("../../extension/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), "utf8");
const manifest = JSON.parse(read("package.json")) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, object>> };
    readonly semanticTokenModifiers: readonly { readonly id: string }[];
    readonly semanticTokenScopes: readonly { readonly scopes: object }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly description: string;
        readonly media: { readonly image?: string; readonly markdown?: string };
      }[];
    }[];
  };
};
const { commands, configuration, walkthroughs } = manifest.contributes;
const steps = walkthroughs.flatMap((walkthrough) => walkthrough.steps);

test("every command of the manifest is registered, and no other", () => {
  const registered = [...read("src/extension.ts").matchAll(/registerCommand\(\s*"([^"]+)"/g)].map(
    ([, id]) => id,
  );
  expect(registered.sort()).toEqual(commands.map(({ command }) => command).sort());
});

test("every setting has a default and says in a sentence what it does", () => {
  for (const [name, setting] of Object.entries(configuration.properties)) {
    expect(setting, name).toHaveProperty("default");
    expect(setting, name).toHaveProperty("markdownDescription", expect.stringMatching(/^[A-Z].*\.$/));
  }
});

test("the defaults of the settings are those of the server", () => {
  const settings: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(configuration.properties)) {
    const [group = "", key] = name.split(".").slice(1);
    const value = "default" in setting ? setting.default : undefined;
    settings[group] =
      key === undefined ? value : { ...(settings[group] as object | undefined), [key]: value };
  }
  expect(clientSettings(settings)).toEqual(clientSettings(undefined));
});

test("the modifier of its own that the server gives to words is declared, and has a colour", () => {
  const { semanticTokenModifiers: declared, semanticTokenScopes: scopes } = manifest.contributes;
  const ids = declared.map(({ id }) => id);
  expect(semanticTokenModifiers).toEqual(expect.arrayContaining(ids));
  expect(scopes.flatMap((each) => Object.keys(each.scopes))).toEqual(ids.map((id) => `*.${id}`));
});

test("the walkthrough names commands that exist, and shows files that exist", () => {
  const known = new Set(commands.map(({ command }) => command));
  for (const { description, media } of steps) {
    for (const [, id = ""] of description.matchAll(/\(command:([^)]+)\)/g))
      expect(id.startsWith("editor.") || known.has(id), id).toBe(true);
    expect(existsSync(new URL(media.image ?? media.markdown ?? "", folder))).toBe(true);
  }
  expect(readdirSync(new URL("walkthrough", folder)).length).toBe(steps.length);
});

test("the example of the walkthrough has the point of order of which it tells, and its text says the same", () => {
  const { diagnostics } = check(exampleFile);
  expect(diagnostics.map(({ code }) => code)).toEqual(["CALM101"]);
  const told = read("walkthrough/read.md").replaceAll("\n", " ");
  expect(told).toContain(diagnostics[0]?.message);
});

test("every snippet is read without a syntax error once it is filled in", () => {
  const snippets = JSON.parse(read("snippets.json")) as Readonly<
    Record<string, { readonly body: readonly string[] }>
  >;
  for (const [name, { body }] of Object.entries(snippets)) {
    const text = filledIn(body.join("\n"));
    const syntax = check(text).diagnostics.filter(({ code }) => code === "CALM001");
    expect(syntax, `${name}:\n${text}`).toEqual([]);
  }
});

test("no snippet has the name of a directive, which the server completes", () => {
  const snippets = JSON.parse(read("snippets.json")) as Readonly<
    Record<string, { readonly prefix: string | readonly string[] }>
  >;
  const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
  expect(prefixes.filter((prefix) => prefix.startsWith("."))).toEqual([]);
});

/** As the editor does when each placeholder is left as it is: `${1:name}`, `${1|one,other|}`, `$1`. */
function filledIn(snippet: string): string {
  const values = new Map<string, string>();
  const filled = snippet
    .replaceAll(/\$\{(\d+)\|([^,|]*)[^|]*\|\}/g, "${$1:$2}")
    .replaceAll(/\$\{(\d+):((?:[^{}$]|\$\d)*)\}/g, (_whole, index: string, value: string) => {
      values.set(index, value);
      return value;
    });
  return filled.replaceAll(/\$(\d)/g, (_whole, index: string) => values.get(index) ?? "");
}
