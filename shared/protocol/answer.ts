// What a host says to a client: answers to one connection, and facts that a whole room receives. [AN1]

import * as z from 'zod'
import { isDetailOf, type ChatError } from '../error.ts'
import { failed, succeeded, type Result } from '../result.ts'
import { parseJson, typeIn } from './json.ts'
import { MAX_ANSWER_VALUES } from './limits.ts'
import { capabilitiesSchema } from './request.ts'
import {
  countSchema,
  damagedFactSchema,
  durationSchema,
  entrySchema,
  toldCodeSchema,
  errorDetailSchema,
  historyDamagedSchema,
  memberRenamedSchema,
  memberSchema,
  messageSchema,
  randomIdSchema,
  roomIdSchema,
  rulingSchemas,
  toldNameSchema,
  unknownFactSchema,
  type UnknownFact,
} from './schema.ts'

const roomSchema = z.object({ id: roomIdSchema, name: toldNameSchema })

const PRESENCE_CHANGES: ReadonlySet<string> = new Set(['member-joined', 'member-left'])

const presenceChangeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('member-joined'), member: memberSchema }),
  z.object({ type: z.literal('member-left'), member: memberSchema, reason: toldCodeSchema }),
])

/** Changes of a kind that only newer hosts know are passed over. [VR5] */
const presenceChangesSchema = z
  .array(z.looseObject({ type: z.string() }))
  .transform((changes) => changes.filter(({ type }) => PRESENCE_CHANGES.has(type)))
  .pipe(z.array(presenceChangeSchema))

const memberPage = {
  members: z.array(memberSchema),
  /** The member after whom the next page begins; null on the last page. */
  next: randomIdSchema.nullable(),
  /** Everybody in the room, on this page or not. */
  count: countSchema,
}

const schemas = {
  /** What the client has to prove. Follows the hello. [AU1] */
  challenge: z.object({
    type: z.literal('challenge'),
    /** Chosen for this connection. */
    nonce: randomIdSchema,
    entry: entrySchema,
    /** With which the password is hashed; null unless the entry is by password. */
    salt: randomIdSchema.nullable(),
  }),
  welcome: z.object({
    type: z.literal('welcome'),
    version: countSchema,
    capabilities: capabilitiesSchema,
    /** Who this connection speaks as, in all rooms of the host. */
    member: randomIdSchema,
    /** The rooms one can join, the front room first. */
    rooms: z.array(roomSchema).min(1),
    heartbeatMs: durationSchema.min(1),
    silenceMs: durationSchema.min(1),
    maxTextBytes: countSchema.min(1),
  }),
  joined: z.object({
    type: z.literal('joined'),
    room: roomIdSchema,
    you: memberSchema,
    ...memberPage,
    /** The room's last sequence number at the moment of joining. */
    sequence: countSchema,
    /** The facts `from`..`sequence` follow this answer; `sequence` + 1 when there are none. */
    from: countSchema.min(1),
    /** The first fact that this member may read. */
    first: countSchema.min(1),
    /** Whether the resume point was good: `diverged` when the host has no such fact. [JN7] */
    history: z.enum(['new', 'continued', 'diverged']),
  }),
  /** Who is here, after a time in which changes were not told. [SR3] */
  snapshot: z.object({
    type: z.literal('snapshot'),
    room: roomIdSchema,
    ...memberPage,
    sequence: countSchema,
  }),
  /** The facts `from`..`to` follow this answer; `from` is `to` + 1 when there are none. [HI1] */
  history: z.object({
    type: z.literal('history'),
    room: roomIdSchema,
    from: countSchema.min(1),
    to: countSchema,
    first: countSchema.min(1),
  }),
  members: z.object({ type: z.literal('members'), room: roomIdSchema, ...memberPage }),
  message: messageSchema,
  'member-renamed': memberRenamedSchema,
  ...rulingSchemas,
  'history-damaged': historyDamagedSchema,
  'damaged-fact': damagedFactSchema,
  presence: z.object({
    type: z.literal('presence'),
    room: roomIdSchema,
    changes: presenceChangesSchema,
    count: countSchema,
  }),
  refusal: z.object({
    type: z.literal('refusal'),
    request: z.string().max(64),
    room: roomIdSchema.optional(),
    /** The refused message. */
    id: randomIdSchema.optional(),
    code: toldCodeSchema,
    /** Milliseconds after which the same request may succeed; without it, it will not. */
    retryAfterMs: durationSchema.optional(),
    detail: errorDetailSchema.optional(),
  }),
  heartbeat: z.object({ type: z.literal('heartbeat') }),
  goodbye: z.object({
    type: z.literal('goodbye'),
    reason: toldCodeSchema,
    detail: errorDetailSchema.optional(),
    /** Not to come back, whatever the reason means. [GB5] */
    final: z.boolean().optional(),
  }),
}

const FACT_TYPES: ReadonlySet<string> = new Set([
  'message',
  'member-renamed',
  ...Object.keys(rulingSchemas),
  'history-damaged',
  'damaged-fact',
])

/** Something a newer host says that is not a durable fact: it is passed over. [VR3] */
interface UnknownAnswer {
  readonly type: 'unknown-answer'
}

export type Answer =
  | { readonly [K in keyof typeof schemas]: z.infer<(typeof schemas)[K]> }[keyof typeof schemas]
  | UnknownFact
  | UnknownAnswer
export type AnswerOf<T extends Answer['type']> = Extract<Answer, { type: T }>
export type PresenceChange = Readonly<z.infer<typeof presenceChangeSchema>>
export type RoomInfo = Readonly<z.infer<typeof roomSchema>>

function isKnownType(type: string): type is keyof typeof schemas {
  return Object.hasOwn(schemas, type)
}

/**
 * Reads the body of a host's frame. A durable fact that cannot be understood, but has its place, is an unknown one [VR4].
 * Fails with `bad-utf8`, `bad-json` or `bad-request`. [AN3]
 */
export function parseAnswer(body: Uint8Array): Result<Answer> {
  const json = parseJson(body, MAX_ANSWER_VALUES)
  if (!json.ok) return json
  const type = typeIn(json.value)
  if (type === null) return failed('bad-request')
  if (!isKnownType(type)) return succeeded(parseUnknown(json.value))
  const parsed = schemas[type].safeParse(json.value)
  if (parsed.success) return succeeded(parsed.data)
  // One bad fact must not close its room for ever: whoever comes back is told it again.
  const place = FACT_TYPES.has(type) ? parseUnknown(json.value) : null
  return place?.type === 'unknown-fact'
    ? succeeded(place)
    : failed('bad-request', { request: type })
}

function parseUnknown(value: unknown): UnknownFact | UnknownAnswer {
  const fact = unknownFactSchema.safeParse(value)
  return fact.success ? fact.data : { type: 'unknown-answer' }
}

/**
 * The reason of a goodbye or refusal as an error of ours, with those values that are told with such a code: what else
 * a peer sends along means nothing here. [GB2]
 */
export function toChatError({
  code,
  detail,
}: {
  readonly code: ChatError['code']
  readonly detail?: ChatError['detail'] | undefined
}): ChatError {
  const known = Object.entries(detail ?? {}).filter(([key]) => isDetailOf(code, key))
  return known.length > 0 ? { code, detail: Object.fromEntries(known) } : { code }
}
