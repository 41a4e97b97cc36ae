import { InvalidArgumentError, Option } from "commander";

export function colorOption(): Option {
  return new Option("--color <when>", "colours: auto (default), always or never")
    .choices(["auto", "always", "never"])
    .default("auto");
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

export function maxRowsOption(): Option {
  const option = new Option(
    "--max-rows <number>",
    "give up when a relation has more rows (default: 50 million)",
  );
  return option.argParser(wholeNumber);
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return Number(text);
}

export function positiveNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return Number(text);
}

export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > 65_535) throw new InvalidArgumentError("It must be a number up to 65535.");
  return port;
}

export function examples(...lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, says]) => `  ${command.padEnd(width)}  ${says}`).join("\n")}`;
}
