/** A node of a syntax tree, whichever it is. */
export interface TreeNode {
  readonly kind: unknown;
  readonly [part: string]: unknown;
}

/** A node, or the nodes of a list, with all that are in them. */
export function nodesIn(root: unknown): readonly TreeNode[] {
  const found: TreeNode[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isNode(next)) found.push(next);
    for (const part of Object.values(next) as readonly unknown[]) waiting.push(part);
  }
  return found;
}

function isNode(value: object): value is TreeNode {
  return "kind" in value;
}
