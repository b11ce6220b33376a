// Inputs that are nearly right: from valid ones, by chance that a seed decides.

/** Bytes. No mutated input is longer: as long as the largest frame of a client. */
const MAX_INPUT_BYTES = 65_536

/** What breaks parsers, put in where a byte or a value stands. */
const TOKENS: readonly string[] = [
  '{}[]":,',
  '__proto__',
  'constructor',
  '\\ud800',
  '\u0000',
  '\u202E',
  '\uFDFA',
  '\u0301'.repeat(40),
  '-0',
  '1e999',
  '9007199254740993',
  '%',
  '%E0%A4',
  '.'.repeat(64),
  ' '.repeat(300),
  ':'.repeat(40),
  '[['.repeat(20),
  ',,',
  'ſẞİ',
  '😀',
]

const VALUES: readonly unknown[] = [
  null,
  true,
  '',
  0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  2 ** 31,
  '__proto__',
  '\ud800',
  '\u202E',
  'x'.repeat(22),
  'x'.repeat(5000),
  [],
  {},
  [[[[]]]],
  { type: 'heartbeat' },
]

/** Chance from a seed: the same numbers for the same seed (mulberry32). */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }

  /** One of a list that is not empty. */
  of<T>(list: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = list[this.below(list.length)]
    if (chosen === undefined && list.length === 0) throw new Error('nothing to choose from')
    return chosen as T
  }
}

/** One of the valid inputs with 0 to 4 changes. With `isJson` half of the changes keep it JSON. */
export function mutated(chance: Chance, seeds: readonly Uint8Array[], isJson: boolean): Uint8Array {
  let bytes = chance.of(seeds)
  for (let changes = chance.below(5); changes > 0; changes -= 1) {
    const next = isJson && chance.below(2) === 0 ? withOtherValue(chance, bytes) : null
    bytes = next ?? withOtherBytes(chance, bytes, seeds)
  }
  return bytes.subarray(0, MAX_INPUT_BYTES)
}

function withOtherBytes(
  chance: Chance,
  bytes: Uint8Array,
  seeds: readonly Uint8Array[],
): Uint8Array {
  const at = chance.below(bytes.length + 1)
  const end = at + chance.below(Math.min(64, bytes.length - at) + 1)
  const [before, part, after] = [bytes.slice(0, at), bytes.slice(at, end), bytes.slice(end)]
  switch (chance.below(7)) {
    case 0:
      return joined(before, after)
    case 1:
      return joined(before, part, part, after)
    case 2:
      return joined(before, new TextEncoder().encode(chance.of(TOKENS)), after)
    case 3:
      return joined(before, Uint8Array.of(chance.below(256)), bytes.slice(at + 1))
    case 4:
      return before
    case 5:
      return joined(before, chance.of(seeds).slice(chance.below(bytes.length + 1)))
    default:
      return joined(before, ...Array.from({ length: chance.below(1024) }, () => part), after)
  }
}

/** JSON with one value replaced, or one key added; null when it is no object. */
function withOtherValue(chance: Chance, bytes: Uint8Array): Uint8Array | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof value !== 'object' || value === null) return null
    let place = value as Record<string, unknown>
    let key = chance.of([...Object.keys(place), ...TOKENS.slice(1, 3)])
    for (let inner = place[key]; isObject(inner) && chance.below(2) === 0; inner = place[key]) {
      place = inner
      key = chance.of([...Object.keys(place), ...TOKENS.slice(1, 3)])
    }
    Object.defineProperty(place, key, {
      value: chance.of(VALUES),
      enumerable: true,
      configurable: true,
    })
    return new TextEncoder().encode(JSON.stringify(value))
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
