import { isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * What a document is known by, and the path of its sources: where the file is on the disk, or the
 * URI itself of a document that is not on the disk.
 */
export function locationOf(uri: string): string {
  if (!uri.startsWith("file:")) return uri;
  try {
    return resolve(fileURLToPath(uri));
  } catch {
    return uri;
  }
}

export function uriOfLocation(location: string): string {
  return isAbsolute(location) ? pathToFileURL(location).href : location;
}
