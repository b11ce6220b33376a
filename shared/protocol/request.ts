// What a client says to a host. Requests are imperative; each names its room. [RQ1]

import * as z from 'zod'
import { failed, succeeded, type Result } from '../result.ts'
import { parseJson, typeIn } from './json.ts'
import { MAX_CAPABILITIES, MAX_REQUEST_VALUES } from './limits.ts'
import {
  countSchema,
  errorCodeSchema,
  errorDetailSchema,
  nameSchema,
  randomIdSchema,
  roleSchema,
  roomIdSchema,
} from './schema.ts'

/** The version of the protocol that this code speaks. */
export const PROTOCOL_VERSION = 1

/** The oldest version that this code still understands, on either side. */
export const OLDEST_VERSION = 1

export const capabilitiesSchema = z.array(z.string().max(64)).max(MAX_CAPABILITIES)

/**
 * The last fact that a client holds: which start numbered it, its number, and the hash of its body. Valid
 * only if the host stores exactly that fact. [JN7]
 */
const resumePointSchema = z.object({
  epoch: randomIdSchema,
  sequence: countSchema.min(1),
  /** The first 128 bits of the SHA-256 of the frame's body, as an id. */
  hash: randomIdSchema,
})
export type ResumePoint = Readonly<z.infer<typeof resumePointSchema>>

const schemas = {
  hello: z.object({
    type: z.literal('hello'),
    version: countSchema,
    capabilities: capabilitiesSchema,
    name: nameSchema,
    instance: randomIdSchema,
  }),
  join: z.object({
    type: z.literal('join'),
    room: roomIdSchema,
    role: roleSchema,
    resume: resumePointSchema.nullable(),
  }),
  leave: z.object({ type: z.literal('leave'), room: roomIdSchema }),
  'send-message': z.object({
    type: z.literal('send-message'),
    room: roomIdSchema,
    id: randomIdSchema,
    text: z.string(),
  }),
  /** The message that was refused for now will not come again: the later ones need not wait. [SM5] */
  'withdraw-message': z.object({
    type: z.literal('withdraw-message'),
    room: roomIdSchema,
    id: randomIdSchema,
  }),
  rename: z.object({ type: z.literal('rename'), room: roomIdSchema, name: nameSchema }),
  'list-members': z.object({
    type: z.literal('list-members'),
    room: roomIdSchema,
    after: randomIdSchema.nullable(),
  }),
  /** The newest facts below `before` and from `from` on, as many as fit into a page. [HI1] */
  'read-history': z.object({
    type: z.literal('read-history'),
    room: roomIdSchema,
    before: countSchema.min(1),
    from: countSchema.min(1),
  }),
  /** With `reply` the host answers with a heartbeat of its own. [HB3] */
  heartbeat: z.object({ type: z.literal('heartbeat'), reply: z.boolean().optional() }),
  goodbye: z.object({
    type: z.literal('goodbye'),
    reason: errorCodeSchema,
    detail: errorDetailSchema.optional(),
  }),
}

export type Request = {
  readonly [K in keyof typeof schemas]: z.infer<(typeof schemas)[K]>
}[keyof typeof schemas]
type RequestType = Request['type']
export type RequestOf<T extends RequestType> = Extract<Request, { type: T }>

/** The requests that concern a room. */
export type RoomRequest = Extract<Request, { room: string }>

function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(schemas, type)
}

/**
 * Reads the body of a client's frame. Unknown keys are dropped. [VR2]
 *
 * Fails with `bad-utf8`, `bad-json`, `bad-request`, or with `unknown-request` (and its `request`) for a
 * type that a newer client may know: that one is refused, the others end the connection. [RQ2] [VR3]
 */
export function parseRequest(body: Uint8Array): Result<Request> {
  const json = parseJson(body, MAX_REQUEST_VALUES)
  if (!json.ok) return json
  const type = typeIn(json.value)
  if (type === null) return failed('bad-request')
  if (!isRequestType(type)) return failed('unknown-request', { request: type })
  const parsed = schemas[type].safeParse(json.value)
  return parsed.success ? succeeded(parsed.data) : failed('bad-request', { request: type })
}
