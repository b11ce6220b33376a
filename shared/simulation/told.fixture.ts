// What frames say, read without the code that is judged.

const HEADER_BYTES = 4
const decoder = new TextDecoder()

/** A frame as JSON. */
export interface Told {
  readonly type: string
  readonly body: Uint8Array
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The kinds of durable facts. */
export const FACT_TYPES: ReadonlySet<string> = new Set([
  'message',
  'member-renamed',
  'role-changed',
  'member-kicked',
  'member-banned',
  'member-unbanned',
  'member-muted',
  'member-unmuted',
  'room-locked',
  'room-unlocked',
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

/**
 * What has been read, by the place of its bytes. The same bytes are stored, said to many and heard by them: they
 * are read once. Nobody changes them; what flips a bit makes a copy first.
 */
const known = new WeakMap<ArrayBufferLike, Map<number, Told>>()

/** The frames that were read last: they are asked for several times for each connection. */
let latest: { readonly frames: Uint8Array; readonly told: readonly Told[] } | null = null

/** The frames in a buffer. */
export function toldIn(frames: Uint8Array): readonly Told[] {
  if (latest?.frames === frames) return latest.told
  const view = new DataView(frames.buffer, frames.byteOffset, frames.byteLength)
  const told: Told[] = []
  let offset = 0
  while (offset < frames.length) {
    const end = offset + HEADER_BYTES + view.getUint32(offset)
    told.push(readTold(frames.subarray(offset + HEADER_BYTES, end)))
    offset = end
  }
  latest = { frames, told }
  return told
}

/** A body as JSON. Throws what is none. */
export function readTold(body: Uint8Array): Told {
  const before = knownTold(body)
  if (before) return before
  const told = parseTold(body)
  const nearby = known.get(body.buffer)
  if (nearby) nearby.set(body.byteOffset, told)
  else known.set(body.buffer, new Map([[body.byteOffset, told]]))
  return told
}

/** A body as text. */
export function textIn(body: Uint8Array): string {
  return knownTold(body)?.text ?? decoder.decode(body)
}

/** A body as JSON, or null: strangers send anything. */
export function tryTold(body: Uint8Array): Told | null {
  try {
    return knownTold(body) ?? parseTold(body)
  } catch {
    return null
  }
}

function knownTold(body: Uint8Array): Told | null {
  const told = known.get(body.buffer)?.get(body.byteOffset)
  return told?.body.length === body.length ? told : null
}

function parseTold(body: Uint8Array): Told {
  const text = decoder.decode(body)
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new Error('a frame that holds no object')
  return { type: textOf(value['type']), body, text, value }
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

/** The number of the last fact that frames tell, or that will have been told after them; 0 for none. */
export function lastFactIn(frames: Uint8Array): number {
  const last = toldIn(frames).at(-1)
  return last && (FACT_TYPES.has(last.type) || isJoined(frames))
    ? numberOf(last.value['sequence'])
    : 0
}

/** Whether frames tell last that somebody is in. */
export function isJoined(frames: Uint8Array): boolean {
  return toldIn(frames).at(-1)?.type === 'joined'
}
