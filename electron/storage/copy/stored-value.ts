// What a copy stores as JSON, read back. What does not fit its form was damaged on the disk.

import * as z from 'zod'
import type { ChatError } from '../../../shared/error.ts'
import { toChatError } from '../../../shared/protocol/answer.ts'
import {
  damagedFactSchema,
  errorCodeSchema,
  historyDamagedSchema,
  memberRenamedSchema,
  memberSchema,
  messageSchema,
  type DurableFact,
  type Member,
} from '../../../shared/protocol/schema.ts'
import type { Range } from '../../../shared/session/copy.ts'

/** A stored value is not what was written. */
export class DamagedValueError extends Error {}

const factSchema = z.discriminatedUnion('type', [
  messageSchema,
  memberRenamedSchema,
  historyDamagedSchema,
  damagedFactSchema,
  damagedFactSchema.extend({ type: z.literal('unknown-fact') }),
])

const heldSchema = z
  .array(z.tuple([z.number().int(), z.number().int()]))
  .transform((pairs) => pairs.map(([from, to]): Range => ({ from, to })))

const ownTextSchema = z.object({ text: z.string(), queuedAt: z.number() })

const failureSchema = z
  .object({
    code: errorCodeSchema,
    detail: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .transform(toChatError)

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
