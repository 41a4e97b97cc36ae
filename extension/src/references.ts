import {
  commands,
  Location as EditorLocation,
  Position as EditorPosition,
  Range as EditorRange,
  Uri,
} from "vscode";
import type { Location, Position, Range } from "./protocol.ts";

/** `calm.showReferences`: lists places beside the text, as code lenses ask for. */
export async function showReferences(
  uri: string,
  position: Position,
  locations: readonly Location[],
): Promise<void> {
  await commands.executeCommand(
    "editor.action.showReferences",
    Uri.parse(uri),
    editorPosition(position),
    locations.map((one) => new EditorLocation(Uri.parse(one.uri), editorRange(one.range))),
  );
}

function editorPosition({ line, character }: Position): EditorPosition {
  return new EditorPosition(line, character);
}

export function editorRange({ start, end }: Range): EditorRange {
  return new EditorRange(editorPosition(start), editorPosition(end));
}
