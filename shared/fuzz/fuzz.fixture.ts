// Feeds mutated inputs to a target and says what broke: an exception, a call that takes too long, a changed prototype.

import { Chance, mutated } from './mutate.fixture.ts'

/** Milliseconds of CPU for one input, in the best of all tries. */
export const MAX_INPUT_MS = 10

/** Tries, because others use the machine too, and what runs for the first time is compiled. */
const TRIES = 6

/** Inputs after which a target begins anew. */
const EPISODE_INPUTS = 100

/** What is fed. */
export interface Target {
  readonly name: string
  /** Valid inputs, from which the others are made. */
  readonly seeds: readonly Uint8Array[]
  readonly isJson: boolean
  /** Something fresh that takes one input after the other, and throws when a promise is broken. */
  readonly begin: () => (input: Uint8Array) => void
}

/** What broke: the inputs, as few as still break it, in hexadecimal, one after the other. */
export interface FuzzFailure {
  readonly target: string
  readonly seed: number
  readonly what: string
  readonly inputs: readonly string[]
}

/** Feeds one episode of inputs. The same seed gives the same inputs. `clock` is CPU time in milliseconds. */
export function fuzzEpisode(target: Target, seed: number, clock: () => number): FuzzFailure | null {
  const chance = new Chance(seed)
  const inputs: Uint8Array[] = []
  const feed = target.begin()
  for (let count = 0; count < EPISODE_INPUTS; count += 1) {
    const input = mutated(chance, target.seeds, target.isJson)
    inputs.push(input)
    const what = faultOf(feed, input, clock)
    if (what === null) continue
    if (what === 'slow' && isFastAgain(target, inputs, clock)) continue
    const fewest = what === 'slow' ? inputs : reduced(target, inputs, clock)
    return { target: target.name, seed, what, inputs: fewest.map((bytes) => toHex(bytes)) }
  }
  return null
}

/** What is wrong when these inputs, in hexadecimal, are fed one after the other; null when nothing is. */
export function replay(
  target: Target,
  inputs: readonly string[],
  clock: () => number,
): string | null {
  return replayed(
    target,
    inputs.map((hex) => fromHex(hex)),
    clock,
  )
}

function replayed(target: Target, inputs: readonly Uint8Array[], clock: () => number) {
  const feed = target.begin()
  let what: string | null = null
  for (const input of inputs) what = faultOf(feed, input, clock) ?? what
  return what
}

function faultOf(feed: (input: Uint8Array) => void, input: Uint8Array, clock: () => number) {
  const began = clock()
  try {
    feed(input)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  if (clock() - began > MAX_INPUT_MS) return 'slow'
  return Reflect.ownKeys(Object.prototype).length === PROTOTYPE_KEYS
    ? null
    : 'Object.prototype has changed'
}

const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype).length

function isFastAgain(target: Target, inputs: readonly Uint8Array[], clock: () => number): boolean {
  const last = inputs.at(-1) ?? new Uint8Array()
  for (let attempt = 1; attempt < TRIES; attempt += 1) {
    const feed = target.begin()
    for (const input of inputs.slice(0, -1)) faultOf(feed, input, clock)
    if (faultOf(feed, last, clock) !== 'slow') return true
  }
  return false
}

/** Without the inputs that it also breaks without. */
function reduced(target: Target, inputs: readonly Uint8Array[], clock: () => number) {
  let fewest = inputs
  for (let at = inputs.length - 2; at >= 0; at -= 1) {
    const without = fewest.toSpliced(at, 1)
    const what = replayed(target, without, clock)
    if (what !== null && what !== 'slow') fewest = without
  }
  return fewest
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
