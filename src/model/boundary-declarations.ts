import { placeOf, type Place, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ProgramFinding } from "./finding.ts";
import type { Boundary, BoundaryProtocol } from "./program.ts";
import type { Piece } from "./splice.ts";
import type { UnknownNames } from "./unknown-names.ts";

/** What a boundary must know of one scenario. */
export interface ScenarioReplicas {
  readonly replicas: ReadonlySet<string>;
}

const protocols = new Set(["leader", "barrier", "quorum"]);
const quorumParameters = new Set(["n", "r", "w"]);

/**
 * Reads the boundaries, by name; null for one whose declaration is wrong. Their replicas are compared with those of `scenarios`: a leader must be
 * in all of them, and a quorum's n be the number of replicas of each (CALM202).
 */
export function declareBoundaries(
  pieces: readonly Piece<"boundary">[],
  scenarios: readonly ScenarioReplicas[],
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
): ReadonlyMap<string, Boundary | null> {
  const boundaries = new Map<string, Boundary | null>();
  const places = new Map<string, Place>();
  for (const { source, item } of pieces) {
    const name = item.name.text;
    const place = placeOf(source, item.name.span);
    const first = places.get(name);
    if (first !== undefined) {
      report({ code: "CALM006", place, what: "boundary", name, first });
      continue;
    }
    places.set(name, place);
    const protocol = protocolOf(item, source, scenarios, unknown, report);
    boundaries.set(name, protocol === null ? null : { name, place, syntax: item, protocol });
  }
  return boundaries;
}

function protocolOf(
  syntax: Syntax.Boundary,
  source: Source,
  scenarios: readonly ScenarioReplicas[],
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
): BoundaryProtocol | null {
  const { protocol } = syntax;
  const most = protocol.text === "leader" ? 1 : 0;
  const known = protocols.has(protocol.text);
  if (!known) unknown.add("boundary kind", protocol.text, placeOf(source, protocol.span), protocols);
  const found = syntax.arguments.length;
  if (known && found > most) {
    const place = placeOf(source, protocol.span);
    report({
      code: "CALM003",
      place,
      what: "boundary",
      name: protocol.text,
      expected: most,
      found,
      declared: null,
    });
  }
  switch (protocol.text) {
    case "leader": {
      checkParameters(syntax, source, new Set(), unknown);
      const [replica] = syntax.arguments;
      const missing = scenarios.find(({ replicas }) => replica !== undefined && !replicas.has(replica.text));
      if (replica !== undefined && missing !== undefined) {
        unknown.add("replica", replica.text, placeOf(source, replica.span), missing.replicas);
      }
      return { kind: "leader", replica: replica?.text ?? null };
    }
    case "barrier":
      checkParameters(syntax, source, new Set(), unknown);
      return { kind: "barrier" };
    case "quorum":
      checkParameters(syntax, source, quorumParameters, unknown);
      return quorumOf(syntax, source, scenarios, unknown, report);
  }
  return null;
}

function checkParameters(
  syntax: Syntax.Boundary,
  source: Source,
  allowed: ReadonlySet<string>,
  unknown: UnknownNames,
): void {
  for (const { name } of syntax.parameters) {
    if (!allowed.has(name.text)) unknown.add("parameter", name.text, placeOf(source, name.span), allowed);
  }
}

function quorumOf(
  syntax: Syntax.Boundary,
  source: Source,
  scenarios: readonly ScenarioReplicas[],
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
): BoundaryProtocol | null {
  const sizes = new Map<string, number>();
  const places = new Map<string, Place>();
  for (const { name, value, valueSpan } of syntax.parameters) {
    if (!quorumParameters.has(name.text)) continue;
    const first = places.get(name.text);
    const place = placeOf(source, name.span);
    if (first !== undefined) report({ code: "CALM006", place, what: "parameter", name: name.text, first });
    else places.set(name.text, place);
    if (/^[1-9][0-9]*$/.test(value)) sizes.set(name.text, Number(value));
    else unknown.add("parameter value", value, placeOf(source, valueSpan), new Set());
  }
  const place = placeOf(source, syntax.span);
  const [n, r, w] = [sizes.get("n"), sizes.get("r"), sizes.get("w")];
  if (n === undefined || r === undefined || w === undefined) {
    if (places.size < quorumParameters.size) {
      const counts = { expected: quorumParameters.size, found: places.size };
      const at = placeOf(source, syntax.protocol.span);
      report({
        code: "CALM003",
        place: at,
        what: "boundary",
        name: syntax.protocol.text,
        ...counts,
        declared: null,
      });
    }
    return null;
  }
  for (const { name, value, valueSpan } of syntax.parameters) {
    // Nobody can ask more replicas than there are.
    if (name.text === "n" || !sizes.has(name.text) || Number(value) <= n) continue;
    unknown.add("parameter value", value, placeOf(source, valueSpan), new Set());
    return null;
  }
  const boundary = syntax.name.text;
  const overlaps = r + w > n;
  if (!overlaps) report({ code: "CALM202", place, boundary, problem: "no overlap", n, r, w, replicas: null });
  const other = scenarios.find(({ replicas }) => replicas.size !== n);
  if (other !== undefined) {
    const replicas = other.replicas.size;
    report({ code: "CALM202", place, boundary, problem: "wrong n", n, r, w, replicas });
  }
  return { kind: "quorum", n, r, w, sound: overlaps && other === undefined };
}
