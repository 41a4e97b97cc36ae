import type { Chance } from "../../src/base/chance.ts";
import type { DocumentEdit } from "../../src/syntax/document.ts";

const names = ["a", "b", "c", "d", "e", "f", "g", "h", "k", "m"] as const;
const variables = ["x", "y", "z"] as const;

/** A program of some forty items over a few relations, with everything that directions depend on. */
export function randomProgram(chance: Chance): string {
  const lines = names.map((name) => declaration(name, chance));
  lines.push(".decl closed(x: symbol)", ".input closed", ".decl late(x: symbol, n: max<number>)");
  for (let i = 0; i < 26; i++) lines.push(item(chance));
  return `${chance.shuffled(lines).join("\n")}\n`;
}

/** Another item, none, or a changed one: in place of a line of the text, or above it. */
export function randomChange(text: string, chance: Chance): readonly DocumentEdit[] {
  const at = chance.below(text.length + 1);
  const start = text.lastIndexOf("\n", Math.max(0, at - 1)) + 1;
  const end = !text.includes("\n", at) ? text.length : text.indexOf("\n", at) + 1;
  const line = text.slice(start, end);
  switch (chance.below(8)) {
    case 0:
      return [{ start, end, text: "" }];
    case 1:
    case 2:
      return [{ start, end: start, text: `${item(chance)}\n` }];
    case 3:
      return [{ start, end, text: `${item(chance)}\n` }];
    case 4:
      return [{ start, end, text: line.replace(/\b[a-m]\b/, chance.pickOf(names) ?? "a") }];
    case 5: {
      const name = /^\.decl ([a-m])\b/.exec(line)?.[1];
      return [
        { start, end, text: name === undefined ? line.replace("!", "") : `${declaration(name, chance)}\n` },
      ];
    }
    case 6:
      return [{ start: at, end: at + 1, text: chance.pickOf([" ", "x", ")", "", ".", "!", ","]) ?? "" }];
    default: {
      const added = `${item(chance)}\n`;
      return Array.from(added, (letter, i) => ({ start: start + i, end: start + i, text: letter }));
    }
  }
}

function declaration(name: string, chance: Chance): string {
  const columns = chance.pickOf([
    ...["x: symbol", "x: symbol", "x: symbol", "x: symbol, y: symbol", "x: symbol, y: symbol"],
    ...["x: symbol, n: max<number>", "x: symbol, v: lww<symbol>", "x: number", "x: Word"],
  ]);
  const qualifier = chance.pickOf(["", "", "", "", "", " orset", " static", " gset", " eqrel"]);
  return `.decl ${name}(${columns ?? ""})${qualifier ?? ""}`;
}

function item(chance: Chance): string {
  const name = (): string => chance.pickOf(names) ?? "a";
  const variable = (): string => chance.pickOf(variables) ?? "x";
  const parts = (): string => chance.pickOf(["x", "x", "x", "x, y", `${variable()}, _`, "_"]) ?? "x";
  const atom = (): string => `${name()}(${parts()})`;
  switch (chance.below(24)) {
    case 0:
    case 1:
      return `.input ${name()}`;
    case 2:
    case 3:
      return `.output ${name()}`;
    case 4:
      return `.output ${name()}(promise="${chance.pickOf(["eventual", "absence", "final"]) ?? ""}")`;
    case 5:
      return `.seal ${name()}(x) by ${chance.pickOf(["closed", name()]) ?? "closed"}`;
    case 6:
      return chance.happens(0.5) ? ".boundary desk by leader" : ".boundary other by quorum(n=3, r=2, w=2)";
    case 7:
      return `${name()}("one").`;
    case 8:
      return `// calm-disable-next-line CALM101: known\n${name()}(x) :- ${atom()}, !${atom()}.`;
    case 9:
      return `.type Word <: symbol`;
    case 10:
      return `.limitsize ${name()}(n=3)`;
    case 11:
      return `${name()}(x) at ${chance.pickOf(["desk", "other"]) ?? ""} :- ${atom()}, !${atom()}.`;
    case 12:
      return `${name()}(x) :- ${atom()}, n = count : { ${atom()}, ${atom()} }, n ${chance.pickOf([">", "<", "="]) ?? ""} 2.`;
    case 13:
      return `late(x, n) :- ${atom()}, n = count : { ${atom()} }.`;
    case 14:
      return `${name()}(x) :- late(x, n), n ${chance.pickOf([">", "<", "="]) ?? ""} 2, ${atom()}.`;
    case 15:
      return `${name()}(x) :- ${atom()}, closed(x), !${atom()}.`;
    case 16:
      return `${name()}(x), ${name()}(x) :- ${atom()} , (${atom()}; !${atom()}).`;
    case 17:
      return `${name()}(x) :- ${atom()}, ${atom()}, y = "one".`;
    case 18:
      return `${name()}(x) :- ${name()}(x), x = replica().`;
    case 19:
      return `.include "other.dl"`;
    default:
      return chance.happens(0.5)
        ? `${name()}(x) :- ${atom()}, !${atom()}.`
        : `${name()}(x) :- ${atom()}, ${atom()}.`;
  }
}
