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
export async function chosenText(accept: string): Promise<string | null> {
  const [file] = await chosenFiles((input) => {
    input.accept = accept;
  });
  return file === undefined ? null : textOf(file);
}

/** Lets the reader choose a folder; all files in it, at any depth, none where none is chosen. */
export async function chosenFolder(): Promise<readonly File[]> {
  return chosenFiles((input) => {
    input.webkitdirectory = true;
  });
}

/** Throws for a file that is too large. */
export async function textOf(file: File): Promise<string> {
  if (file.size > sizeMost)
    throw new Error(`${file.name} is larger than ${sizeMost.toLocaleString("en")} bytes`);
  return file.text();
}

function chosenFiles(prepare: (input: HTMLInputElement) => void): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    prepare(input);
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}
