// What is told to a whole room is made once, however many peers there are.

/**
 * A function that makes something of a thing once, and gives the same to everybody who asks, as long as the thing is
 * remembered by somebody. Nothing of what it gives MUST be changed.
 */
export function onceForAll<Thing extends object, Made extends object>(
  make: (thing: Thing) => Made,
): (thing: Thing) => Made {
  const made = new WeakMap<Thing, Made>()
  return (thing) => {
    const known = made.get(thing)
    if (known) return known
    const fresh = make(thing)
    made.set(thing, fresh)
    return fresh
  }
}
