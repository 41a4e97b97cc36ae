import { describe, expect, test } from "vitest";
import { semanticTokens, type SemanticToken } from "../../src/ide/semantic-tokens.ts";
import { viewProgram } from "../../src/ide/program-view.ts";
import type { Document } from "../../src/syntax/document.ts";
import { exampleTexts } from "./example-documents.ts";
import { shapes, type Shape } from "./marked-programs.ts";

const quick = { evidence: false, invariants: false } as const;

function tokensOf(
  text: string,
  shape: Shape = "in one part",
): { document: Document; tokens: readonly SemanticToken[] } {
  const document = shapes[shape]("a.dl", shape === "with CRLF" ? text.replaceAll("\n", "\r\n") : text);
  const view = viewProgram(document, () => ({ problem: "not found" }), quick);
  return { document, tokens: semanticTokens(view, document) };
}

/** Each line of the text with what its words are behind it. */
function drawn(text: string, shape: Shape): string {
  const { document, tokens } = tokensOf(text, shape);
  const lines = document.text.split(/\r?\n/);
  let offset = 0;
  return lines
    .map((line) => {
      const own = tokens.filter(({ start }) => offset <= start && start < offset + line.length);
      const words = own.map(({ start, end, type, modifiers }) =>
        [document.text.slice(start, end), [type, ...modifiers].join(".")].join(":"),
      );
      offset += line.length + (document.text[offset + line.length] === "\r" ? 2 : 1);
      return words.join(" ");
    })
    .join("\n");
}

const program = `/* About
   this. */
.type Name <: symbol // names
.decl release(name: Name, at: max<number>) static
.decl blocker(release: Name, id: symbol)
.boundary desk by quorum(n=3, r=2, w=2)
blocker("v1", "b").
.decl ready(release: symbol)
ready(r) :- release(r, _), !blocker(r, _), x = count : { blocker(r, _) }, x > 1 + strlen("a").
.output ready(promise="final")
.operation file(id: Name) at desk { require release(id, n), n > 2. insert blocker(id, "x"). }
.scenario s { replicas a, b. at a: file("v1"). expect violated i. }
broken(x) :- release(x`;

const expected = `/* About:comment
   this. */:comment
.type:keyword Name:type.declaration <::operator symbol:type.defaultLibrary // names:comment
.decl:keyword release:struct.declaration.readonly name:property.declaration Name:type at:property.declaration max:type.defaultLibrary <:operator number:type.defaultLibrary >:operator static:modifier
.decl:keyword blocker:struct.declaration release:property.declaration Name:type id:property.declaration symbol:type.defaultLibrary
.boundary:keyword desk:namespace.declaration by:keyword quorum:keyword n:property.defaultLibrary =:operator 3:number r:property.defaultLibrary =:operator 2:number w:property.defaultLibrary =:operator 2:number
blocker:struct "v1":string "b":string
.decl:keyword ready:class.declaration release:property.declaration symbol:type.defaultLibrary
ready:class r:variable :-:operator release:struct.readonly r:variable !:operator.nonMonotone blocker:struct.nonMonotone r:variable x:variable =:operator count:function.defaultLibrary blocker:struct r:variable x:variable >:operator 1:number +:operator strlen:function.defaultLibrary "a":string
.output:keyword ready:class promise:property.defaultLibrary =:operator "final":string
.operation:keyword file:method.declaration id:parameter.declaration Name:type at:keyword desk:namespace require:keyword release:struct.readonly id:parameter n:variable n:variable >:operator 2:number insert:keyword blocker:struct id:parameter "x":string
.scenario:keyword s:event.declaration replicas:keyword a:namespace.declaration b:namespace.declaration at:keyword a:namespace file:method "v1":string expect:keyword violated:keyword i:event
broken:struct x:variable :-:operator release:struct.readonly x:variable`;

describe("every word has its type", () => {
  test.each(Object.keys(shapes) as Shape[])("%s", (shape) => {
    expect(drawn(program, shape)).toBe(expected);
  });
});

test("what is covered is not marked as non-monotone", () => {
  const sealed = `.decl r(n: symbol)
.decl b(n: symbol)
.decl closed(n: symbol)
.seal b(n) by closed
.decl ready(n: symbol)
ready(n) :- r(n), closed(n), !b(n).
.output ready`;
  const isOpen = ({ modifiers }: SemanticToken): boolean => modifiers.includes("nonMonotone");
  expect(tokensOf(sealed).tokens.filter(isOpen)).toEqual([]);
  expect(tokensOf(sealed.replace(".seal b(n) by closed", "")).tokens.filter(isOpen)).not.toEqual([]);
});

test("of every example the tokens are in order, on one line each, and those of a range are some of them", () => {
  for (const text of exampleTexts.values()) {
    const { document, tokens } = tokensOf(text, "with CRLF");
    let end = 0;
    for (const token of tokens) {
      expect(token.start).toBeGreaterThanOrEqual(end);
      expect(token.end).toBeGreaterThan(token.start);
      expect(document.text.slice(token.start, token.end)).not.toMatch(/[\r\n]/);
      end = token.end;
    }
    const view = viewProgram(document, () => ({ problem: "not found" }), quick);
    const range = {
      start: Math.floor(document.text.length / 3),
      end: Math.floor(document.text.length / 2),
    };
    expect(semanticTokens(view, document, range)).toEqual(
      tokens.filter((token) => token.end >= range.start && token.start <= range.end),
    );
  }
});
