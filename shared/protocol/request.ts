// What a client says to a host. Requests are imperative; each names its room. [RQ1]

import * as z from 'zod'
import { failed, succeeded, type Result } from '../result.ts'
import { parseJson, typeIn } from './json.ts'
import { MAX_CAPABILITIES, MAX_REQUEST_VALUES } from './limits.ts'
import { MAX_MEASURE_MS } from './ruling.ts'
import {
  countSchema,
  errorDetailSchema,
  nameSchema,
  passwordProofSchema,
  profileKeySchema,
  randomIdSchema,
  roleSchema,
  roomIdSchema,
  signatureSchema,
  standingRoleSchema,
  toldCodeSchema,
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

/** A decision about a member. [MO1] */
function aboutMember<T extends string>(type: z.ZodLiteral<T>) {
  return z.object({ type, room: roomIdSchema, member: randomIdSchema })
}

/** How long a ban or a mute lasts; null: until it is lifted. */
const measureSchema = z.number().int().min(0).max(MAX_MEASURE_MS).nullable()

const schemas = {
  hello: z.object({
    type: z.literal('hello'),
    version: countSchema,
    capabilities: capabilitiesSchema,
    name: nameSchema,
    instance: randomIdSchema,
    /** Who this is, for ever. Proven by `prove`. */
    key: profileKeySchema,
    /** Chosen for this connection. */
    nonce: randomIdSchema,
  }),
  /** The answer to `challenge`: everything is proven for this connection only. [AU1] */
  prove: z.object({
    type: z.literal('prove'),
    /** Of the key in the hello, over `proofText`. */
    signature: signatureSchema,
    /** Of the room's password, over the same text; null when it is not known or not asked for. */
    password: passwordProofSchema.nullable(),
    /** The token of an invite. */
    invite: randomIdSchema.nullable(),
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
  'change-role': z.object({
    type: z.literal('change-role'),
    room: roomIdSchema,
    member: randomIdSchema,
    role: standingRoleSchema,
  }),
  'kick-member': aboutMember(z.literal('kick-member')),
  /** `durationMs`: null until it is lifted. [MO2] `address`: also whoever is new at the same address. [MO6] */
  'ban-member': aboutMember(z.literal('ban-member')).extend({
    durationMs: measureSchema,
    address: z.boolean().optional(),
  }),
  'unban-member': aboutMember(z.literal('unban-member')),
  'mute-member': aboutMember(z.literal('mute-member')).extend({ durationMs: measureSchema }),
  'unmute-member': aboutMember(z.literal('unmute-member')),
  'lock-room': z.object({ type: z.literal('lock-room'), room: roomIdSchema }),
  'unlock-room': z.object({ type: z.literal('unlock-room'), room: roomIdSchema }),
  /** With `reply` the host answers with a heartbeat of its own. [HB3] */
  heartbeat: z.object({ type: z.literal('heartbeat'), reply: z.boolean().optional() }),
  goodbye: z.object({
    type: z.literal('goodbye'),
    reason: toldCodeSchema,
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
