import type { Program } from "../../src/model/program.ts";
import { resolveProgram } from "../../src/model/resolve.ts";
import { parse } from "../../src/syntax/parse.ts";

/** The program of one text without includes, or the codes of what is wrong with it; warnings pass. */
export function programOf(text: string): Program | readonly string[] {
  const tree = parse({ path: "test.dl", text });
  const program = resolveProgram(tree, () => ({ problem: "not found" }));
  const wrong = program.findings.map(({ code }) => code).filter((code) => !warnings.has(code));
  if (tree.errors.length > 0) wrong.push("CALM001");
  return wrong.length > 0 ? wrong : program;
}

const warnings: ReadonlySet<string> = new Set(["CALM008", "CALM009", "CALM402"]);

export function isProgram(result: Program | readonly string[]): result is Program {
  return "relations" in result;
}
