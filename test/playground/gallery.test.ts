import { expect, test } from "vitest";
import { headOf } from "../../src/playground/gallery.ts";

test("the comment at the beginning of a file is its title and what it shows", () => {
  expect(
    headOf(
      "// Is it ready? It is when\n// nobody objects.\n//\n// Promised: that it\n// stays.\n\n.decl p(x: number)\n// no more\n",
      "a",
    ),
  ).toEqual({
    title: "Is it ready?",
    about: "It is when nobody objects. Promised: that it stays.",
  });
  expect(headOf("// A feed: of what is new.\n", "a")).toEqual({ title: "A feed", about: "Of what is new." });
  expect(headOf("// Version 1.5 of a name\n", "a")).toEqual({ title: "Version 1.5 of a name", about: "" });
  expect(headOf(".decl p(x: number)\n// late\n", "fleet/a")).toEqual({ title: "fleet/a", about: "" });
});
