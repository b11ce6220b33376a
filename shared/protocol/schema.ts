// The building blocks of everything that travels: ids, roles, members, durable facts. [ID1] [DF1]

import * as z from 'zod'
import type { ErrorCode } from '../error.ts'
import { isToldCode } from './told-code.ts'
import { toShownName } from './name.ts'
import type { RulingType } from './ruling.ts'
import { toShownText } from './text.ts'

/** 128 random bits as 22 characters of base64url: ids of messages, members, instances and epochs. [ID1] */
export const randomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** The public half of a profile's Ed25519 key (RFC 8032): 32 bytes as 43 characters of base64url. [ID3] */
export const profileKeySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** An Ed25519 signature: 64 bytes as 86 characters of base64url. */
export const signatureSchema = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

/** An HMAC-SHA256: 32 bytes as 43 characters of base64url. */
export const passwordProofSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** What it takes to get into a host, besides its address. [EN1] */
export const entrySchema = z.enum(['open', 'password', 'invite-only'])

/** A room of a host, chosen by the host. */
export const roomIdSchema = z.string().regex(/^[a-z0-9-]{1,32}$/)

/** As what one joins a room. */
export const roleSchema = z.enum(['member', 'viewer'])

/** What a member is in a room. [RL1] */
export const standingRoleSchema = z.enum(['owner', 'moderator', 'member', 'viewer'])

/** A role as a host tells it. A newer host has more: those are members here. [VR5] */
const toldRoleSchema = z
  .string()
  .max(64)
  .transform((role): StandingRole => standingRoleSchema.safeParse(role).data ?? 'member')

/** A number that counts or orders: exact in every JSON implementation. */
export const countSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Milliseconds to wait, as long as timers can: 24 days. */
export const durationSchema = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1)

/** The milliseconds before and after 1970 that a date can tell (ECMA-262, time values). */
const MAX_TIME_MS = 8.64e15

/** Milliseconds since 1970 by the clock of the host. A label only: order is by sequence. */
const timestampSchema = z.number().int().min(-MAX_TIME_MS).max(MAX_TIME_MS)

/** When something ends; null: not by itself. */
export const endSchema = z.number().int().min(0).max(MAX_TIME_MS).nullable()

/** A name as another peer wrote it: bounded here, judged by normalizeName. */
export const nameSchema = z.string().max(256)

/** A name as a host tells it. [NM4] */
export const toldNameSchema = nameSchema.transform((name) => toShownName(name))

/** A code as a peer tells it: any but those that travel becomes `internal-error`. [VR6] */
export const toldCodeSchema = z
  .string()
  .max(64)
  .transform((code): ErrorCode => (isToldCode(code) ? code : 'internal-error'))

/** The values of an error's sentence. What a newer peer adds in other forms is dropped. [VR2] */
export const errorDetailSchema = z.record(z.string(), z.unknown()).transform((detail) => {
  const known: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(detail)) {
    if (!/^[a-zA-Z]{1,32}$/.test(key)) continue
    if (typeof value === 'number' && Math.abs(value) <= MAX_TIME_MS) known[key] = value
    if (typeof value === 'string' && value.length <= 256) known[key] = toShownName(value)
  }
  return known
})

/** There for those who have proven no key: anybody could go by that name. [UV1] */
const unverifiedSchema = z.literal(true).optional().catch(undefined)

export const memberSchema = z.object({
  id: randomIdSchema,
  name: toldNameSchema,
  role: toldRoleSchema,
  unverified: unverifiedSchema,
})
const authorSchema = z.object({
  id: randomIdSchema,
  name: toldNameSchema,
  unverified: unverifiedSchema,
})

/** What every durable fact bears: where it belongs, and which start of the host numbered it. [DF2] [DF3] */
const place = { room: roomIdSchema, sequence: countSchema.min(1), epoch: randomIdSchema }

/** What a member said. */
export const messageSchema = z.object({
  type: z.literal('message'),
  ...place,
  id: randomIdSchema,
  author: authorSchema,
  at: timestampSchema,
  text: z.string().transform((text) => toShownText(text)),
})

/** A member took another name. */
export const memberRenamedSchema = z.object({
  type: z.literal('member-renamed'),
  ...place,
  at: timestampSchema,
  member: randomIdSchema,
  name: toldNameSchema,
  previous: toldNameSchema,
  unverified: unverifiedSchema,
})

/** The host found that facts which it had stored before this one are lost. [DF5] */
export const historyDamagedSchema = z.object({
  type: z.literal('history-damaged'),
  ...place,
  at: timestampSchema,
  missing: countSchema,
})

/** Stands in the place of a fact that the host cannot read any more. [DF6] */
export const damagedFactSchema = z.object({
  type: z.literal('damaged-fact'),
  ...place,
  at: timestampSchema,
})

/** What every ruling bears: by whom it was made. [RU1] */
const ruled = { ...place, at: timestampSchema, by: authorSchema }

const ruledAbout = { ...ruled, member: authorSchema }

/** What a room decides about its members and itself, by type. [RU1] */
export const rulingSchemas = {
  'role-changed': z.object({
    type: z.literal('role-changed'),
    ...ruledAbout,
    role: toldRoleSchema,
  }),
  'member-kicked': z.object({ type: z.literal('member-kicked'), ...ruledAbout }),
  'member-banned': z.object({ type: z.literal('member-banned'), ...ruledAbout, until: endSchema }),
  'member-unbanned': z.object({ type: z.literal('member-unbanned'), ...ruledAbout }),
  'member-muted': z.object({ type: z.literal('member-muted'), ...ruledAbout, until: endSchema }),
  'member-unmuted': z.object({ type: z.literal('member-unmuted'), ...ruledAbout }),
  'room-locked': z.object({ type: z.literal('room-locked'), ...ruled }),
  'room-unlocked': z.object({ type: z.literal('room-unlocked'), ...ruled }),
} satisfies Readonly<Record<RulingType, z.ZodType>>

/** A durable fact of a newer host. It has no meaning here, but it has its place in the order. [VR4] */
export const unknownFactSchema = z
  .object({ ...place, at: timestampSchema.catch(0) })
  .transform((known) => ({ type: 'unknown-fact' as const, ...known }))

/** As what one joins. */
export type Role = z.infer<typeof roleSchema>
export type Entry = z.infer<typeof entrySchema>

/** What a member is in a room. [RL1] */
export type StandingRole = z.infer<typeof standingRoleSchema>
export type Member = Readonly<z.infer<typeof memberSchema>>
export type Author = Readonly<z.infer<typeof authorSchema>>
export type Message = Readonly<z.infer<typeof messageSchema>>
export type MemberRenamed = Readonly<z.infer<typeof memberRenamedSchema>>

export type HistoryDamaged = Readonly<z.infer<typeof historyDamagedSchema>>
export type DamagedFact = Readonly<z.infer<typeof damagedFactSchema>>
export type UnknownFact = Readonly<z.infer<typeof unknownFactSchema>>
type RulingSchemas = typeof rulingSchemas

/** A ruling as it is told. */
export type RulingFact = {
  readonly [K in keyof RulingSchemas]: Readonly<z.infer<RulingSchemas[K]>>
}[keyof RulingSchemas]

/** What a room remembers. Numbered by `sequence`, 1..n without gaps in a room. */
export type DurableFact =
  | Message
  | MemberRenamed
  | RulingFact
  | HistoryDamaged
  | DamagedFact
  | UnknownFact
