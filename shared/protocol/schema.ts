// The building blocks of everything that travels: ids, roles, members, durable facts. [ID1] [DF1]

import * as z from 'zod'
import { isErrorCode, type ErrorCode } from '../error.ts'

/** 128 random bits as 22 characters of base64url: ids of messages, members, instances and epochs. [ID1] */
export const randomIdSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/)

/** A room of a host, chosen by the host. */
export const roomIdSchema = z.string().regex(/^[a-z0-9-]{1,32}$/)

/** What a member may do in a room. Owners and moderators come with later capabilities. */
export const roleSchema = z.enum(['member', 'viewer'])

/** A number that counts or orders: exact in every JSON implementation. */
export const countSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

/** Milliseconds since 1970 by the clock of the host. A label only: order is by sequence. */
export const timestampSchema = z.number().int()

/** A name as another peer wrote it: bounded here, judged by normalizeName. */
export const nameSchema = z.string().max(256)

/** A code of ours. A newer peer may have more: those become `internal-error`. */
export const errorCodeSchema = z
  .string()
  .max(64)
  .transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal-error'))

/** The values of an error's sentence. */
export const errorDetailSchema = z.record(
  z.string().regex(/^[a-zA-Z]{1,32}$/),
  z.union([z.string().max(256), z.number()]),
)

export const memberSchema = z.object({ id: randomIdSchema, name: nameSchema, role: roleSchema })
export const authorSchema = z.object({ id: randomIdSchema, name: nameSchema })

/** What a member said. */
export const messageSchema = z.object({
  type: z.literal('message'),
  room: roomIdSchema,
  sequence: countSchema,
  id: randomIdSchema,
  author: authorSchema,
  at: timestampSchema,
  text: z.string(),
})

/** A member took another name. */
export const memberRenamedSchema = z.object({
  type: z.literal('member-renamed'),
  room: roomIdSchema,
  sequence: countSchema,
  at: timestampSchema,
  member: randomIdSchema,
  name: nameSchema,
  previous: nameSchema,
})

export type RoomId = z.infer<typeof roomIdSchema>
export type Role = z.infer<typeof roleSchema>
export type Member = Readonly<z.infer<typeof memberSchema>>
export type Author = Readonly<z.infer<typeof authorSchema>>
export type Message = Readonly<z.infer<typeof messageSchema>>
export type MemberRenamed = Readonly<z.infer<typeof memberRenamedSchema>>

/** What a room remembers. Numbered by `sequence`, 1..n without gaps in a room. */
export type DurableFact = Message | MemberRenamed
