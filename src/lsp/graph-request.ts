import type { GraphParams, GraphRelation, GraphResult } from "../../extension/src/protocol.ts";
import { graphLayout } from "../ide/graph-layout.ts";
import { graphSvg } from "../ide/graph-svg.ts";
import { inDocument, type ProgramView } from "../ide/program-view.ts";
import { programGraph } from "../ide/program-graph.ts";
import { placeOf, type Place } from "../base/source.ts";
import type { Relation } from "../model/program.ts";
import type { Session } from "./session.ts";

/** Placing boxes takes too long for more. */
const drawnMost = 300;

/** Draws the dependency graph of the first program that has an open document. */
export async function answerGraph(session: Session, params: GraphParams): Promise<GraphResult | null> {
  const open = session.document(params.textDocument.uri);
  if (open === null) return null;
  const { view } = open;
  const whole = programGraph(view.program, view.report);
  const graph = { ...whole, file: whole.file.replace(/^untitled:/, "") };
  const { nodes } = graph;
  const isDrawn = nodes.length <= drawnMost;
  const svg = isDrawn ? graphSvg(graph, await graphLayout(graph)) : "";
  return {
    svg,
    problem: isDrawn
      ? null
      : `${String(nodes.length)} relations are too many to draw here: \`calm graph\` draws parts`,
    relations: relationsOf(session, view),
  };
}

/** Every relation with the places of its declaration, rules and directives. */
function relationsOf(session: Session, view: ProgramView): readonly GraphRelation[] {
  const { program } = view;
  const places = new Map<Relation, Place[]>();
  for (const relation of program.relations.values())
    places.set(relation, [placeOf(relation.place.source, relation.declaration.span)]);
  const add = (relation: Relation, place: Place): void => void places.get(relation)?.push(place);
  for (const { heads, source, syntax } of program.rules)
    for (const { relation } of heads) add(relation, placeOf(source, syntax.span));
  for (const fact of program.facts)
    if (fact.kind === "fact") add(fact.relation, placeOf(fact.source, fact.atom.span));
  for (const { relation, place } of [...program.inputs, ...program.outputs, ...program.seals])
    add(relation, place);
  const locations = (all: readonly Place[]): GraphRelation["places"] =>
    all
      .map((place) => inDocument(view, place))
      .filter((span) => span !== null)
      .map((span) => session.translation.location(span));
  return [...places].flatMap(([relation, own]) => {
    const [declared] = locations([relation.place]);
    return declared === undefined ? [] : [{ name: relation.name, declared, places: locations(own) }];
  });
}
