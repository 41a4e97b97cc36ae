import type { CheckSettings } from "../../src/diagnostics/check.ts";
import { viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import type { Document } from "../../src/syntax/document.ts";
import { shapes, type Shape } from "./marked-programs.ts";

/** A program with a cursor in it. */
export interface AtCursor {
  readonly view: ProgramView;
  readonly document: Document;
  readonly offset: number;
}

/** Checks a text that includes nothing; the cursor is `$0`, which is not part of it. */
export function atCursor(
  written: string,
  shape: Shape = "in one part",
  settings: CheckSettings = {},
): AtCursor {
  const text = shape === "with CRLF" ? written.replaceAll("\n", "\r\n") : written;
  const offset = text.indexOf("$0");
  if (offset < 0) throw new Error(`no cursor in ${text}`);
  const document = shapes[shape]("a.dl", text.replace("$0", ""));
  return { view: viewProgram(document, () => ({ problem: "not found" }), settings), document, offset };
}
