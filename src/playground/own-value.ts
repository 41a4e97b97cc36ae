/** What a record has under a name of somebody's choosing, `constructor` and `__proto__` too. */
export function ownValue<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
