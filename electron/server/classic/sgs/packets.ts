// What happens in a room, as packets that the original SGS client shows: at most 1,024 bytes each, the list ends in a
// star and is never empty, and names hold none. [S.7]

import { assertNever } from '../../../../shared/assert-never.ts'
import { onceForAll } from '../once-for-all.ts'
import type { ClassicEvent, ClassicMember } from '../protocol.ts'
import {
  byteLength,
  CUT_MARK,
  cutText,
  linesOf,
  messageLines,
  packLines,
  toLineName,
} from '../text.ts'
import { COMMANDS, encodePacket, HEAD_BYTES, PACKET_BYTES } from './codec.ts'

/** Ends each name in a list. */
const STAR = '*'

/** Bytes kept free for the last entry of a list that is too long, which says how many are missing. */
const REST_BYTES = 24

const LINE_END = '\r\n'

/** A name as SGS shows it: a star would end it within a list. */
function toSgsName(name: string): string {
  return toLineName(name).replaceAll(STAR, '_')
}

/** Those who are here. Who asks is always among them; of those who do not fit, the number is told. */
export function listPacket(members: readonly ClassicMember[], ownName: string): Uint8Array {
  const own = toSgsName(ownName)
  const all = members.map(({ name }) => toSgsName(name))
  const names = all.includes(own) ? all : [...all, own]
  const whole = toList(names)
  if (byteLength(whole) <= PACKET_BYTES - HEAD_BYTES) {
    return encodePacket(COMMANDS.list, '', whole)
  }
  const shown = [own]
  let bytes = byteLength(toList(shown)) + REST_BYTES
  for (const name of names.toSpliced(names.indexOf(own), 1)) {
    bytes += byteLength(name) + STAR.length
    if (bytes > PACKET_BYTES - HEAD_BYTES) break
    shown.push(name)
  }
  const rest = `(and ${names.length - shown.length} more)`
  return encodePacket(COMMANDS.list, '', toList([...shown, rest]))
}

/** Somebody came: his name is added to the list. */
function joinedPacket(name: string): Uint8Array {
  return encodePacket(COMMANDS.login, toSgsName(name), `<<<${joinedText(name)}>>>`)
}

/** Somebody went: his name is taken off the list. */
function leftPacket(name: string): Uint8Array {
  return encodePacket(COMMANDS.logout, toSgsName(name), `<<<${leftText(name)}>>>`)
}

function joinedText(name: string): string {
  return `${toSgsName(name)} has joined the room`
}

function leftText(name: string): string {
  return `${toSgsName(name)} has left the room`
}

/** What somebody said, in as many packets as it takes. */
const messagePackets = onceForAll(
  ({ author, text }: ClassicEvent & { type: 'message' }): readonly Uint8Array[] => {
    const name = toSgsName(author)
    const room = PACKET_BYTES - HEAD_BYTES - byteLength(name)
    return packLines(messageLines(name, text, room), LINE_END, room).map((part) =>
      encodePacket(COMMANDS.message, name, part),
    )
  },
)

/** A text that nobody said, under the name of the room and in the form that such lines have in this chat. */
export function noticePackets(roomName: string, text: string): readonly Uint8Array[] {
  const name = toSgsName(roomName)
  const room = PACKET_BYTES - HEAD_BYTES - byteLength(name)
  return cutText(`<<<${linesOf(text).join(' ')}>>>`, room, CUT_MARK).map((part) =>
    encodePacket(COMMANDS.message, name, part),
  )
}

/**
 * An event as packets. A peer is never told of its own coming and going: it shows its arrival itself. `changesList`:
 * whether its list of names is to change too, or shows it already.
 */
export function toPackets(
  event: ClassicEvent,
  roomName: string,
  changesList: boolean,
): readonly Uint8Array[] {
  switch (event.type) {
    case 'message':
      return messagePackets(event)
    case 'joined':
    case 'left':
      return toPresencePackets(event, roomName, changesList)
    case 'renamed':
      return toRenamedPackets(event, roomName, changesList)
    case 'notice':
      return noticePackets(roomName, event.text)
    case 'refused':
      return noticePackets(roomName, event.sentence)
    case 'entered':
    case 'members':
    case 'ended':
      return []
    default:
      return assertNever(event)
  }
}

function toPresencePackets(
  { type, name, isOwn }: ClassicEvent & { type: 'joined' | 'left' },
  roomName: string,
  changesList: boolean,
): readonly Uint8Array[] {
  if (isOwn) return []
  if (changesList) return [type === 'joined' ? joinedPacket(name) : leftPacket(name)]
  return noticePackets(roomName, type === 'joined' ? joinedText(name) : leftText(name))
}

/** The original knows no new names: one goes, another comes. */
function toRenamedPackets(
  { previous, name, isOwn }: ClassicEvent & { type: 'renamed' },
  roomName: string,
  changesList: boolean,
): readonly Uint8Array[] {
  if (!isOwn && changesList) return [leftPacket(previous), joinedPacket(name)]
  return [leftText(previous), joinedText(name)].flatMap((text) => noticePackets(roomName, text))
}

function toList(names: readonly string[]): string {
  return names.map((name) => name + STAR).join('')
}
