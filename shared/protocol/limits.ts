// Every limit of the protocol: name, default, unit and reason. A limit that a peer can meet has an error
// code; PROTOCOL.md lists both. `serve --limit NAME=VALUE` changes those of LIMITS, the rest are the format's.

import { mapRecord } from '../record.ts'

interface Limit {
  readonly default: number
  readonly unit: string
  readonly reason: string
}

/** The limits a host can change. Defaults are made for people behind one address, such as a classroom. */
export const LIMITS = {
  'text-bytes': {
    default: 16_384,
    unit: 'bytes of UTF-8 in a message',
    reason: 'four full screens of text; what is longer is a file',
  },
  'flood-burst': {
    default: 30,
    unit: 'messages at once',
    reason: 'a pasted list of lines passes, a script does not',
  },
  'flood-per-second': {
    default: 10,
    unit: 'messages per second after the burst',
    reason: 'faster than anybody types, slow enough for everybody to read on',
  },
  'requests-at-once': {
    default: 1_000,
    unit: 'requests of one connection at once, of 4 KiB each, besides flood-burst',
    reason: 'a client that comes back asks for a few dozen; what is more is read later',
  },
  'requests-per-second': {
    default: 50,
    unit: 'requests per second of one connection after that, besides flood-per-second',
    reason:
      'a busy client makes 20; 256 connections of one address that do nothing else take a tenth of a processor',
  },
  'connections-per-address': {
    default: 256,
    unit: 'connections of one IP address',
    reason: 'a classroom behind one address translator, with a reserve',
  },
  'new-per-second-per-address': {
    default: 20,
    unit: 'new connections per second of one IP address',
    reason: 'a class that comes in at the bell takes ten seconds; a flood costs no handshakes',
  },
  'pending-per-address': {
    default: 64,
    unit: 'connections of one IP address that are not admitted yet',
    reason:
      'a class of 30 comes in at once, half of it on computers that take seconds to prove a password; a quarter of pending-connections, so that no single address fills them',
  },
  'pending-connections': {
    default: 256,
    unit: 'connections that are not admitted yet',
    reason:
      'about 10 MiB for strangers; one more takes the place of the one that waited longest, and who means it needs a second',
  },
  'refusal-reports-per-minute': {
    default: 60,
    unit: 'addresses in a minute of which it is told that a connection was turned away',
    reason: 'enough to see who is at the door; a flood from everywhere fills no log',
  },
  'members-per-host': {
    default: 2_048,
    unit: 'members',
    reason: 'about 80 MiB of connections; more people want a server farm',
  },
  'quiet-names': {
    default: 4_096,
    unit: 'names of a room whose members have said nothing',
    reason:
      'twice as many as can be here at once: strangers who come with one key after the other push out each other, and nobody who ever spoke',
  },
  'sessions-per-member': {
    default: 5,
    unit: 'connections of one member at a time',
    reason: 'a person has a few devices; a script with one key has no more',
  },
  'password-guesses': {
    default: 10,
    unit: 'wrong passwords of one address at once',
    reason: 'a class that mistypes gets in, a script does not',
  },
  'password-guess-ms': {
    default: 30_000,
    unit: 'milliseconds after which an address may guess once more',
    reason: 'a million guesses take a year; six words take longer than there is time',
  },
  'greeting-frame-bytes': {
    default: 4_096,
    unit: 'bytes of a frame before the hello is accepted',
    reason: 'a hello is under 1 KiB; strangers get no memory',
  },
  'frame-bytes': {
    default: 65_536,
    unit: 'bytes of a frame after the hello is accepted',
    reason: 'the longest text, escaped, with room to spare',
  },
  'hello-ms': {
    default: 10_000,
    unit: 'milliseconds from the accept to the hello',
    reason: 'TLS and a hello take two round trips; bytes that drip in do not extend it',
  },
  'authenticated-ms': {
    default: 15_000,
    unit: 'milliseconds from the accept to being admitted',
    reason: 'the hello, and 5 s more to prove a password; questions to a person are asked outside',
  },
  'heartbeat-ms': {
    default: 25_000,
    unit: 'milliseconds without sending before a heartbeat',
    reason: 'address translators forget idle connections after 30 to 60 s',
  },
  'silence-ms': {
    default: 60_000,
    unit: 'milliseconds without hearing anything before a connection is dead',
    reason: 'two heartbeats may be late, the third is missed',
  },
  'live-queue-bytes': {
    default: 262_144,
    unit: 'bytes queued for one connection while it is told what happens',
    reason: 'a reader this far behind is told no more for now, and catches up from the history',
  },
  'queue-bytes': {
    default: 1_048_576,
    unit: 'bytes queued for one connection',
    reason: 'a reader that asks and does not read is closed and comes back; memory stays bounded',
  },
  'drain-ms': {
    default: 15_000,
    unit: 'milliseconds in which a queue must shrink',
    reason: 'a reader that stopped for this long is gone',
  },
  'presence-ms': {
    default: 50,
    unit: 'milliseconds over which joins and leaves are gathered',
    reason: 'told one by one, a crowd of n costs n² frames; nobody sees a 20th of a second',
  },
  'presence-crowd-ms': {
    default: 1_000,
    unit: 'milliseconds over which they are gathered in a room above presence-detail-members',
    reason:
      'only a number changes there; 20 times a second it would be most of what such a room costs',
  },
  'presence-detail-members': {
    default: 1_000,
    unit: 'members of a room that are told by name',
    reason: 'above this nobody reads who came; the count is told, the list is read by pages',
  },
  'recent-facts': {
    default: 500,
    unit: 'facts of a room kept in memory for those who come back',
    reason: 'what a client missed that was away for a moment; more is read page by page',
  },
  'recent-bytes': {
    default: 196_608,
    unit: 'bytes of the frames of these facts',
    reason:
      'who joins is sent all of them at once: with the member list they fit into the live queue',
  },
  'pages-under-way': {
    default: 4,
    unit: 'pages of history that are being read for one connection',
    reason: 'a client reads one after the other; more would let one connection keep the disk busy',
  },
  'waiting-facts': {
    default: 4_096,
    unit: 'messages and renames that wait to be stored',
    reason:
      'two for each member; a disk that is slower than this is told as one that does not work',
  },
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof LIMITS

/** The limits in force on a host. */
export type Limits = Readonly<Record<LimitName, number>>

/** The default limits with some of them replaced. */
export function limitsWith(changes: Partial<Limits> = {}): Limits {
  return { ...mapRecord<LimitName, Limit, number>(LIMITS, (limit) => limit.default), ...changes }
}

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(LIMITS, name)
}

/** Bytes. The length prefix: an unsigned big-endian 32-bit integer. */
export const FRAME_HEADER_BYTES = 4

/** Levels. Our frames use 4; what nests deeper is made to overflow a recursive reader. */
export const MAX_JSON_DEPTH = 8

/** Values in the frame of a client. The largest request has 8; unknown keys of newer clients have room. */
export const MAX_REQUEST_VALUES = 64

/** Values in the frame of a host: a page of MEMBERS_PER_PAGE members with room for new keys. */
export const MAX_ANSWER_VALUES = 4_096

/** Members in one frame. 200 of the longest names stay under 64 KiB. */
export const MEMBERS_PER_PAGE = 200

/**
 * Members of a room that a client lists: eight times the default of members-per-host, and 16 MiB of the longest names.
 * A crowd that is larger is told by its number.
 */
export const MAX_LISTED_MEMBERS = 16_384

/** Facts in one page of history. A screen holds about 20. [HI1] */
export const PAGE_FACTS = 100

/** Bytes of the frames of a page: as much as a batch. */
export const PAGE_BYTES = 65_536

/** Unicode code points of a member's or a room's name, after normalisation. As in IRC networks today. */
export const MAX_NAME_LENGTH = 32

/** Capabilities in a hello. Each is a feature name; nobody has more than this. */
export const MAX_CAPABILITIES = 32

/** TCP port. Not assigned by IANA, and free of well-known squatters. */
export const DEFAULT_PORT = 7465

/** UTF-16 units of texts in one commit, and so in one write to each member. Bounds what waits for one sync. */
export const BATCH_UNITS = 65_536

/** Facts in one commit, and so in one write to each member. */
export const BATCH_FACTS = 64

/** Bytes. A host's frames are never larger, so this is what a client allocates at most for one. */
export const MAX_HOST_FRAME_BYTES = 65_536

/** Bytes of a stored message without its text, at most: ids, numbers and a name of MAX_NAME_LENGTH take about 400. */
const FACT_FIELDS_BYTES = 512

/**
 * Bytes of UTF-8, whatever a host sets. JSON makes two bytes of each quote, backslash, tab and line end, and what a
 * host stores must fit into a frame that clients read: once it is stored nobody can join any more.
 */
export const MAX_TEXT_BYTES = (MAX_HOST_FRAME_BYTES - FACT_FIELDS_BYTES) / 2

/** The name under which TLS knows this protocol (ALPN): what does not choose it is not Parley. [TL4] */
export const ALPN_NAME = 'parley'
