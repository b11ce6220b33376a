// A map as a value: a change makes a new one and leaves the old one as it was. On the newest one everything
// takes constant time, whatever its size; an old one has to undo what came after it before it answers.
// The way is Baker's ("Shallow binding makes functional arrays fast", 1991): all versions share one table,
// and every version but one knows only what sets it apart from the next.

const ABSENT = Symbol('absent')

type State<V> =
  | { readonly kind: 'newest'; readonly table: Map<string, V> }
  | {
      readonly kind: 'older'
      readonly next: PersistentMap<V>
      readonly key: string
      /** What this version has where the next one has something else. */
      readonly value: V | typeof ABSENT
    }

/**
 * Iterates in the order of insertion, as a Map does; a version of before that is asked again may have another
 * order. Keeping a very old version keeps all changes since: hold on to the newest.
 */
export class PersistentMap<V> implements Iterable<readonly [string, V]> {
  #state: State<V>

  private constructor(table: Map<string, V>) {
    this.#state = { kind: 'newest', table }
  }

  static of<V>(entries: Iterable<readonly [string, V]> = []): PersistentMap<V> {
    return new PersistentMap(new Map(entries))
  }

  get size(): number {
    return this.#table().size
  }

  get(key: string): V | undefined {
    return this.#table().get(key)
  }

  has(key: string): boolean {
    return this.#table().has(key)
  }

  keys(): IterableIterator<string> {
    return this.#table().keys()
  }

  values(): IterableIterator<V> {
    return this.#table().values()
  }

  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.#table()[Symbol.iterator]()
  }

  /** The map with a value under a key; a key that is there keeps its place. */
  set(key: string, value: V): PersistentMap<V> {
    return this.#changed(key, value)
  }

  /** The map without a key. */
  delete(key: string): PersistentMap<V> {
    return this.has(key) ? this.#changed(key, ABSENT) : this
  }

  #changed(key: string, value: V | typeof ABSENT): PersistentMap<V> {
    const table = this.#table()
    const before = valueIn(table, key)
    if (before === value) return this
    put(table, key, value)
    const next = new PersistentMap(table)
    this.#state = { kind: 'older', next, key, value: before }
    return next
  }

  /** The shared table, as this version has it. */
  #table(): Map<string, V> {
    if (this.#state.kind === 'newest') return this.#state.table
    const older: PersistentMap<V>[] = [this]
    let newest = this.#state.next
    while (newest.#state.kind === 'older') {
      older.push(newest)
      newest = newest.#state.next
    }
    const { table } = newest.#state
    for (const version of older.toReversed()) version.#becomeNewest(table)
    return table
  }

  /** Undoes what sets the next version apart, which has the table until now. */
  #becomeNewest(table: Map<string, V>): void {
    if (this.#state.kind === 'newest') return
    const { next, key, value } = this.#state
    next.#state = { kind: 'older', next: this, key, value: valueIn(table, key) }
    put(table, key, value)
    this.#state = { kind: 'newest', table }
  }
}

function valueIn<V>(table: ReadonlyMap<string, V>, key: string): V | typeof ABSENT {
  const value = table.get(key)
  return value === undefined ? ABSENT : value
}

function put<V>(table: Map<string, V>, key: string, value: V | typeof ABSENT): void {
  if (value === ABSENT) table.delete(key)
  else table.set(key, value)
}
