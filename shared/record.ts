// Records with known keys, where the language's own functions forget which.

/** The keys of a record, as their own type. The record MUST have no others. */
export function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the callers' records are literals.
  return Object.keys(record) as K[]
}

/** The record with each value replaced. */
export function mapRecord<K extends string, A, B>(
  record: Readonly<Record<K, A>>,
  map: (value: A) => B,
): Readonly<Record<K, B>> {
  const entries = keysOf(record).map((key) => [key, map(record[key])] as const)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- built from exactly these keys.
  return Object.fromEntries(entries) as Record<K, B>
}
