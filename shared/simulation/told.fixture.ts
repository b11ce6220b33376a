// What frames say, read without the code that is judged.

const HEADER_BYTES = 4
const decoder = new TextDecoder()

/** A frame as JSON. */
export interface Told {
  readonly type: string
  readonly body: Uint8Array
  readonly value: Readonly<Record<string, unknown>>
}

/** The kinds of durable facts. */
export const FACT_TYPES: ReadonlySet<string> = new Set([
  'message',
  'member-renamed',
  'history-damaged',
  'damaged-fact',
])

/** What only those in a room may hear. */
export const CONTENT_TYPES: ReadonlySet<string> = new Set([
  ...FACT_TYPES,
  'presence',
  'snapshot',
  'members',
  'history',
])

const known = new WeakMap<Uint8Array, readonly Told[]>()

/** The frames in a buffer. The same buffer is read once: it is said to many. */
export function toldIn(frames: Uint8Array): readonly Told[] {
  const before = known.get(frames)
  if (before) return before
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  const told: Told[] = []
  let offset = 0
  while (offset < frames.length) {
    const end = offset + HEADER_BYTES + view.getUint32(offset)
    told.push(readTold(frames.subarray(offset + HEADER_BYTES, end)))
    offset = end
  }
  known.set(frames, told)
  return told
}

/** A body as JSON. Throws what is none. */
export function readTold(body: Uint8Array): Told {
  const value: unknown = JSON.parse(decoder.decode(body))
  if (!isRecord(value)) throw new Error('a frame that holds no object')
  return { type: textOf(value['type']), body, value }
}

/** A body as text. */
export function textIn(body: Uint8Array): string {
  return decoder.decode(body)
}

/** A body as JSON, or null: strangers send anything. */
export function tryTold(body: Uint8Array): Told | null {
  try {
    return readTold(body)
  } catch {
    return null
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

/** The id of the author in a message. */
export function authorOf({ value }: Told): string {
  return isRecord(value['author']) ? textOf(value['author']['id']) : ''
}

export function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}

/** What a frame is about, for traces. */
export function summaryOf(told: Told | null): readonly (string | number)[] {
  if (!told) return ['noise']
  const { sequence, id, code, from } = told.value
  const parts = [sequence, id, code, from].filter(
    (part) => typeof part === 'string' || typeof part === 'number',
  )
  return [told.type, ...parts]
}
