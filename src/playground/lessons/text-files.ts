/// <reference lib="dom" />

/** Gives the reader a text as a file. */
export function saveText(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file that is larger is not read. */
const sizeMost = 1_000_000;

/** Lets the reader choose a file, and reads it; null where none is chosen. Throws for one that is too large. */
export async function chosenText(
  accept: string,
): Promise<{ readonly name: string; readonly text: string } | null> {
  const file = await new Promise<File | null>((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.addEventListener("change", () => resolve(input.files?.[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
  if (file === null) return null;
  if (file.size > sizeMost)
    throw new Error(`${file.name} is larger than ${sizeMost.toLocaleString("en")} bytes`);
  return { name: file.name, text: await file.text() };
}
