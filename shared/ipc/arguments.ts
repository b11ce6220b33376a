// The schemas of what the window sends: strict, since both sides are one version. Sizes are bounded.

import * as z from 'zod'
import { roleSchema } from '../protocol/schema.ts'
import { MAX_LINK_LENGTH } from '../link/web-link.ts'
import type { RequestName, Requests } from './contract.ts'

/** UTF-16 units. Nothing a person pastes into an address or name field is longer. */
const MAX_FIELD_LENGTH = 1_024

/** UTF-16 units. Ten times the longest text a host takes: longer ones get a sentence, not a crash. */
const MAX_TEXT_LENGTH = 163_840

const field = z.string().max(MAX_FIELD_LENGTH)
const session = z.string().max(64)
const port = z.number().int().min(1).max(65_535)

const hostOptions = z.strictObject({
  roomName: field,
  name: field,
  port,
  reach: z.enum(['this-machine', 'this-network']),
  history: z.enum(['all', 'from-joining']),
})

const joinOptions = z.strictObject({
  address: field,
  port,
  name: field,
  role: roleSchema,
  trust: field.nullable(),
})

/** For each request the schema of its argument list. */
export const ARGUMENT_SCHEMAS = {
  'window-ready': z.tuple([]),
  'get-start': z.tuple([]),
  'forget-recent': z.tuple([field]),
  'host-room': z.tuple([hostOptions]),
  'stop-hosting': z.tuple([]),
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
  'reconnect-now': z.tuple([session]),
  'copy-text': z.tuple([z.string().max(MAX_TEXT_LENGTH)]),
  'open-link': z.tuple([z.string().max(MAX_LINK_LENGTH)]),
  'network-changed': z.tuple([]),
  'dismiss-damage': z.tuple([]),
  'answer-close': z.tuple([z.boolean()]),
} satisfies { readonly [N in RequestName]: z.ZodType<Parameters<Requests[N]>> }
