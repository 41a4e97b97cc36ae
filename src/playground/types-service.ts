import { arrivalOrders, arrivalSequences, intakes } from "../lab/arrival-orders.ts";
import { clockSkew } from "../lab/clock-skew.ts";
import type { Arrivals, TypesApi } from "./types-api.ts";

export const typesService: TypesApi = { arrivals, clockSkew };

function arrivals(): readonly Arrivals[] {
  const sequences = arrivalSequences();
  return arrivalOrders().flatMap(({ name, ways, agree }) =>
    intakes
      .filter((intake) => intake.name === name)
      .map(({ isMerge, updates, wanted, results }) => ({
        name,
        isMerge,
        updates,
        wanted,
        orders: sequences.map((order) => ({ order, results: results(order) })),
        ways,
        agree,
      })),
  );
}
