/** Designs for the same shop, from no coordination to asking everybody. */
export const approaches = ["crdt", "causal", "escrow", "seal", "leader", "quorum", "barrier"] as const;
export type Approach = (typeof approaches)[number];

/**
 * What may be promised to a user: in the end all replicas have all accepted writes; no answer is
 * seen without its question; of one unit at most one is sold; a name has one owner; a read
 * elsewhere sees a write that was answered before.
 */
export const shopPromises = ["converge", "order", "limit", "unique", "fresh"] as const;
export type ShopPromise = (typeof shopPromises)[number];
