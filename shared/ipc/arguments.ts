// The schemas of what the window sends: strict, since both sides are one version. Sizes are bounded.

import * as z from 'zod'
import { MAX_INVITE_LENGTH } from '../invite/invite.ts'
import { MAX_LINK_LENGTH } from '../link/web-link.ts'
import { MAX_MEASURE_MS } from '../protocol/ruling.ts'
import { entrySchema, randomIdSchema, roleSchema, standingRoleSchema } from '../protocol/schema.ts'
import { MAX_FURTHER_PORTS, MAX_INVITE_USES, type RequestName, type Requests } from './contract.ts'

/** UTF-16 units. Nothing a person pastes into an address or name field is longer. */
const MAX_FIELD_LENGTH = 1_024

/** UTF-16 units. Ten times the longest text a host takes: longer ones get a sentence, not a crash. */
const MAX_TEXT_LENGTH = 163_840

/** Milliseconds. An invite that is over before it can be used helps nobody. */
const MIN_INVITE_MS = 60_000

/** Milliseconds: a year. For longer there is an invite that never expires. */
const MAX_INVITE_MS = 366 * 24 * 60 * 60 * 1_000

const field = z.string().max(MAX_FIELD_LENGTH)
const session = z.string().max(64)
const port = z.number().int().min(1).max(65_535)

const hostOptions = z.strictObject({
  roomName: field,
  name: field,
  port,
  reach: z.enum(['this-machine', 'this-network']),
  history: z.enum(['all', 'from-joining']),
  entry: entrySchema,
  classic: z.boolean(),
  furtherPorts: z.array(port).max(MAX_FURTHER_PORTS),
  password: field.nullable(),
})

const joinOptions = z.strictObject({
  address: z.string().max(MAX_INVITE_LENGTH),
  port,
  name: field,
  role: roleSchema,
  trust: field.nullable(),
  password: field.nullable(),
  remembersPassword: z.boolean(),
})

const inviteWish = z.strictObject({
  uses: z.number().int().min(1).max(MAX_INVITE_USES),
  validMs: z.number().int().min(MIN_INVITE_MS).max(MAX_INVITE_MS).nullable(),
})

/** How long a ban or a mute lasts; null: until it is lifted. */
const measureMs = z.number().int().min(60_000).max(MAX_MEASURE_MS).nullable()

const ruling = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('change-role'),
    member: randomIdSchema,
    role: standingRoleSchema,
  }),
  z.strictObject({ type: z.literal('kick-member'), member: randomIdSchema }),
  z.strictObject({
    type: z.literal('ban-member'),
    member: randomIdSchema,
    durationMs: measureMs,
    address: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('unban-member'), member: randomIdSchema }),
  z.strictObject({
    type: z.literal('mute-member'),
    member: randomIdSchema,
    durationMs: measureMs,
  }),
  z.strictObject({ type: z.literal('unmute-member'), member: randomIdSchema }),
  z.strictObject({ type: z.literal('lock-room') }),
  z.strictObject({ type: z.literal('unlock-room') }),
])

/** For each request the schema of its argument list. */
export const ARGUMENT_SCHEMAS = {
  'window-ready': z.tuple([]),
  'get-start': z.tuple([]),
  'forget-recent': z.tuple([field]),
  'host-room': z.tuple([hostOptions]),
  'stop-hosting': z.tuple([]),
  'read-room-password': z.tuple([]),
  'make-invite': z.tuple([inviteWish]),
  'revoke-invite': z.tuple([randomIdSchema]),
  'list-invites': z.tuple([]),
  'join-room': z.tuple([joinOptions]),
  'open-recent': z.tuple([field]),
  'cancel-join': z.tuple([]),
  'forget-host': z.tuple([field, port]),
  'leave-room': z.tuple([session]),
  'read-older': z.tuple([session]),
  'search-messages': z.tuple([session, field]),
  'read-around': z.tuple([session, z.number().int().min(1)]),
  'send-message': z.tuple([session, z.string().max(MAX_TEXT_LENGTH)]),
  'retry-message': z.tuple([session, session]),
  'discard-message': z.tuple([session, session]),
  rename: z.tuple([session, field]),
  rule: z.tuple([session, ruling]),
  'reconnect-now': z.tuple([session]),
  'copy-text': z.tuple([z.string().max(MAX_TEXT_LENGTH)]),
  'open-link': z.tuple([z.string().max(MAX_LINK_LENGTH)]),
  'network-changed': z.tuple([]),
  'dismiss-damage': z.tuple([]),
  'answer-close': z.tuple([z.boolean()]),
} satisfies { readonly [N in RequestName]: z.ZodType<Parameters<Requests[N]>> }
