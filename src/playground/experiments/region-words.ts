import type { Region } from "../../lab/regions.ts";

/** The data centres as they are shown. */
export const regionWords: Readonly<Record<Region, string>> = {
  virginia: "Virginia",
  frankfurt: "Frankfurt",
  tokyo: "Tokyo",
};
