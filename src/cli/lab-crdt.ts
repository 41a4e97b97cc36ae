import { arrivalOrders, type OrdersResult } from "../lab/arrival-orders.ts";
import { crdtPlot } from "../lab/crdt-plot.ts";
import { useCases, type UseCaseResult } from "../lab/use-cases.ts";
import type { Console } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";
import { decimal, demand, paragraph, reportLab, type LabOptions } from "./lab.ts";
import { textTable } from "./text-table.ts";

export interface LabCrdtOptions extends LabOptions {
  readonly runs: number;
}

/** `calm lab crdt`. Throws `UsageError`. */
export function labCrdt(options: LabCrdtOptions): ExitCode {
  const { runs, seed } = options;
  demand(runs >= 1 && runs <= 10_000, `--runs is ${String(runs)}`, "1 to 10,000 runs of each use");
  return reportLab(options, (progress) => {
    const orders = arrivalOrders();
    const cases = useCases(seed, runs, (useCase, run) =>
      progress(() => `${useCase}: run ${decimal(run, 0)} of ${decimal(runs, 0)}`),
    );
    return {
      json: { experiment: "crdt", seed, runs, orders, useCases: cases },
      svg: () => crdtPlot(orders, cases, seed),
      words: (console) => words(orders, cases, { seed, runs }, console),
    };
  });
}

function words(
  orders: readonly OrdersResult[],
  cases: readonly UseCaseResult[],
  { seed, runs }: { readonly seed: number; readonly runs: number },
  console: Console,
): readonly string[] {
  const { style } = console;
  const ways = decimal(orders[0]?.ways ?? 0, 0);
  const apart = cases.filter(({ merged }) => merged === null).length;
  return [
    style.strong("Whatever arrives when"),
    ...paragraph(
      `Three replicas hear of the same three updates, each in its own order and of one of them twice: ${ways} ways, all of them tried.`,
      console,
    ),
    "",
    ...ordersTable(orders, console),
    "",
    ...paragraph(
      "A merge is commutative, associative and idempotent: the order is without consequence, and so is hearing twice. A count that is one number has no such merge: the larger one loses what others have counted, a sum counts twice what is heard twice. A counter therefore keeps a number for each replica.",
      console,
    ),
    "",
    style.strong("What two replicas do while they are cut off from each other"),
    ...paragraph(
      `${runs === 1 ? "One run" : `${decimal(runs, 0)} runs`} of each, from seed ${String(seed)} on; afterwards the network loses a fifth of the packets, doubles three tenths, and lets them overtake each other.`,
      console,
    ),
    "",
    ...casesTable(cases, console),
    "",
    ...paragraph(
      apart === 0
        ? "Both replicas have the same after every run. Counters, sets and texts keep what either did, a register what was written last; an addition wins over a removal that has not seen it, and who owns no right to the last unit is refused at once."
        : `${String(apart)} of ${String(cases.length)} do not end the same in all runs.`,
      console,
    ),
  ];
}

function ordersTable(orders: readonly OrdersResult[], { style }: Console): readonly string[] {
  return textTable(
    [
      { title: "taken in by", align: "left" },
      { title: "updates", align: "left" },
      { title: "all three agree", align: "right" },
      { title: "on", align: "left" },
    ],
    orders.map((one) => [
      one.name,
      one.updates,
      `${decimal((100 * one.agree) / one.ways, 1)} %`,
      `${one.results.join(" or ")}${one.right === one.ways ? "" : `, not ${one.wanted}`}`,
    ]),
    (text, row, column) => {
      const one = orders[row];
      if (one === undefined || column < 2) return column === 0 ? style.strong(text) : text;
      if (column === 2) return one.agree === one.ways ? style.good(text) : style.severity("error", text);
      return one.right === one.ways ? text : style.severity("error", text);
    },
  );
}

function casesTable(cases: readonly UseCaseResult[], { style }: Console): readonly string[] {
  return textTable(
    [
      { title: "\nused for", align: "left" },
      { title: "\ntype", align: "left" },
      { title: "\nbefore", align: "left" },
      { title: "\nA does", align: "left" },
      { title: "\nB does", align: "left" },
      { title: "both\nhave", align: "left" },
      { title: "overwritten,\nA | B has", align: "left" },
    ],
    cases.map(({ useCase, type, before, a, b, merged, overwritten }) => [
      useCase,
      type,
      before,
      `${a.does}${a.refused ? ", refused" : ""}`,
      `${b.does}${b.refused ? ", refused" : ""}`,
      merged ?? "differ",
      overwritten.join(" | "),
    ]),
    (text, row, column) =>
      column === 1
        ? style.strong(text)
        : column === 5
          ? cases[row]?.merged === null
            ? style.severity("error", text)
            : style.good(text)
          : text,
  );
}
