import type { Hover, HoverParams } from "vscode-languageserver/node";
import { hover } from "../ide/hover.ts";
import type { Session } from "./session.ts";

/** So long a hover waits for the witness that is being looked for. */
const witnessMilliseconds = 300;

export async function answerHover(session: Session, params: HoverParams): Promise<Hover | null> {
  await session.concluded(params.textDocument.uri, witnessMilliseconds);
  const at = session.at(params);
  if (at === null) return null;
  const found = hover(at.view, at.document, at.offset, {
    besideDiagnostics: session.client.hoversDiagnostics,
  });
  if (found === null) return null;
  const value = session.client.markdown ? found.markdown : plainText(found.markdown);
  return {
    contents: { kind: session.client.markdown ? "markdown" : "plaintext", value },
    range: session.translation.range(at.document, found.span),
  };
}

/** Markdown as it is read where it is not drawn: without fences, bold signs and rules. */
function plainText(markdown: string): string {
  return markdown
    .replace(/^```.*$\n?/gm, "")
    .replace(/\*\*/g, "")
    .replace(/^---$\n?/gm, "");
}
