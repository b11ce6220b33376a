// What a copy stores as JSON, read back. What does not fit its form was damaged on the disk.

import * as z from 'zod'
import { isErrorCode, type ChatError, type ErrorCode } from '../../../shared/error.ts'
import { toChatError } from '../../../shared/protocol/answer.ts'
import { typeIn } from '../../../shared/protocol/json.ts'
import {
  damagedFactSchema,
  historyDamagedSchema,
  memberRenamedSchema,
  memberSchema,
  messageSchema,
  rulingSchemas,
  unknownFactSchema,
  type DurableFact,
  type Member,
} from '../../../shared/protocol/schema.ts'
import type { Range } from '../../../shared/session/copy.ts'

/** A stored value is not what was written. */
export class DamagedValueError extends Error {}

const factSchemas = [
  messageSchema,
  memberRenamedSchema,
  ...Object.values(rulingSchemas),
  historyDamagedSchema,
  damagedFactSchema,
] as const

const KNOWN_TYPES: ReadonlySet<string> = new Set(factSchemas.map(({ shape }) => shape.type.value))

/** What a newer version has kept has no meaning here, but its place. */
const newerFactSchema = z
  .custom<object>((value) => !KNOWN_TYPES.has(typeIn(value) ?? ''))
  .pipe(unknownFactSchema)

const factSchema = z.union([z.discriminatedUnion('type', [...factSchemas]), newerFactSchema])

const heldSchema = z
  .array(z.tuple([z.number().int(), z.number().int()]))
  .transform((pairs) => pairs.map(([from, to]): Range => ({ from, to })))

const ownTextSchema = z.object({ text: z.string(), queuedAt: z.number() })

/** Why a message failed is told for the person's sake: what cannot be read costs no message. */
const failureSchema = z
  .object({
    code: z.string().transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal-error')),
    detail: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .transform(toChatError)
  .catch({ code: 'internal-error' })

/** Throws DamagedValueError, as the others here do. */
export function readFact(json: string): DurableFact {
  return read(factSchema, json)
}

export function readMember(json: string): Member {
  return read(memberSchema, json)
}

export function readHeld(json: string): readonly Range[] {
  return read(heldSchema, json)
}

export function writeHeld(held: readonly Range[]): string {
  return JSON.stringify(held.map(({ from, to }) => [from, to]))
}

export function readOwnText(json: string): Readonly<z.infer<typeof ownTextSchema>> {
  return read(ownTextSchema, json)
}

export function readFailure(json: string): ChatError {
  return read(failureSchema, json)
}

function read<T>(schema: z.ZodType<T>, json: string): T {
  const parsed = schema.safeParse(parse(json))
  if (!parsed.success) throw new DamagedValueError(parsed.error.message)
  return parsed.data
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new DamagedValueError('a stored value is not JSON')
  }
}
