import type { ExplainParams, ExplainResult } from "../../extension/src/protocol.ts";
import { catalogue, pageOf } from "../diagnostics/catalogue.ts";
import { codes, isCode, type Code } from "../diagnostics/code.ts";

/** The page of a code in Markdown, or the list of all codes; null for a code that there is not. */
export function explainPage({ code }: ExplainParams): ExplainResult | null {
  const all = codes.map((each) => ({
    code: each,
    name: catalogue[each].name,
    summary: catalogue[each].summary,
  }));
  if (code === null) {
    const rows = all.map(({ code: each, summary }) => `- **${each}** ${summary}`);
    return { title: "Diagnostics of calm", markdown: `# Diagnostics\n\n${rows.join("\n")}\n`, codes: all };
  }
  const name = code.toUpperCase();
  return isCode(name)
    ? { title: `${name} ${catalogue[name].name}`, markdown: pageText(name), codes: all }
    : null;
}

function pageText(code: Code): string {
  const { name, severity, summary, why, fix, bad, good } = pageOf(code);
  return [
    `# ${code} ${name}`,
    `*${severity}*`,
    summary,
    "## Why",
    why,
    "## What to do",
    fix,
    "## Reported",
    fenced(bad),
    "## Not reported",
    `${fenced(good)}\n`,
  ].join("\n\n");
}

function fenced(program: string): string {
  return `\`\`\`calm\n${program.trimEnd()}\n\`\`\``;
}
