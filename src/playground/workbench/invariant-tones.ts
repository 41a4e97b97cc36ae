import type { Mark } from "../../ide/graph-theme.ts";
import type { JudgedInvariant } from "../ide-api.ts";

/** The sign and the class of a colour for each verdict on an invariant. */
export const invariantTones: Readonly<
  Record<JudgedInvariant["verdict"], { readonly mark: Mark; readonly colour: string }>
> = {
  assumed: { mark: "constant", colour: "constant" },
  confluent: { mark: "kept", colour: "good" },
  "not confluent": { mark: "broken", colour: "bad" },
  undecided: { mark: "noted", colour: "warn" },
};
