// What owners and moderators type at a terminal to decide about somebody or about the room. [MO1]

import type { RulingAsked } from '../../shared/protocol/moderation.ts'
import { MAX_MEASURE_MS } from '../../shared/protocol/ruling.ts'

/** A line that asks for a decision. */
export type ModerationLine =
  /** About whoever bears the name, as it was typed. */
  | {
      readonly kind: 'member'
      readonly name: string
      readonly ask: (member: string) => RulingAsked
    }
  | { readonly kind: 'room'; readonly asked: RulingAsked }

const MINUTE_MS = 60_000
const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE_MS],
  ['h', 60 * MINUTE_MS],
  ['d', 24 * 60 * MINUTE_MS],
])

/**
 * Reads `/kick NAME`, `/ban NAME [--for TIME] [--address]`, `/unban NAME`, `/mute NAME [--for TIME]`, `/unmute NAME`,
 * `/lock` and `/unlock`; TIME is as `30m`, `12h` or `7d`, from a minute to ten years, and without it the measure stands
 * until it is lifted. Null for any other line, which is a message. A line that begins so never is one, whoever says it;
 * an option that is none belongs to the name.
 */
export function parseModeration(line: string): ModerationLine | null {
  const [command = '', ...words] = line.trim().split(/\s+/)
  switch (command) {
    case '/kick':
      return about(words, (member) => ({ type: 'kick-member', member }))
    case '/ban': {
      const { left, durationMs, address } = takeOptions(words)
      return about(left, (member) => ({ type: 'ban-member', member, durationMs, address }))
    }
    case '/unban':
      return about(words, (member) => ({ type: 'unban-member', member }))
    case '/mute': {
      const { left, durationMs } = takeOptions(words)
      return about(left, (member) => ({ type: 'mute-member', member, durationMs }))
    }
    case '/unmute':
      return about(words, (member) => ({ type: 'unmute-member', member }))
    case '/lock':
    case '/unlock':
      // Somebody who tells of a lock may begin with a slash.
      if (words.length > 0) return null
      return { kind: 'room', asked: { type: command === '/lock' ? 'lock-room' : 'unlock-room' } }
    default:
      return null
  }
}

function about(words: readonly string[], ask: (member: string) => RulingAsked): ModerationLine {
  return { kind: 'member', name: words.join(' '), ask }
}

/** The options at the end, in any order. */
function takeOptions(words: readonly string[]) {
  const left = [...words]
  let durationMs: number | null = null
  let address = false
  for (;;) {
    const time = left.at(-2) === '--for' ? readTime(left.at(-1) ?? '') : null
    if (left.at(-1) === '--address') {
      address = true
      left.length -= 1
    } else if (time !== null) {
      durationMs = time
      left.length -= 2
    } else {
      return { left, durationMs, address }
    }
  }
}

/** Milliseconds, or null when it is no time of a measure. */
function readTime(text: string): number | null {
  const unitMs = UNIT_MS.get(text.slice(-1)) ?? NaN
  const count = /^\d{1,6}$/.test(text.slice(0, -1)) ? Number(text.slice(0, -1)) : NaN
  const time = count * unitMs
  return time >= MINUTE_MS && time <= MAX_MEASURE_MS ? time : null
}
