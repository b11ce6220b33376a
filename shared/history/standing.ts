// What a room has decided about its members: roles, bans, mutes, the lock. It follows from the facts of the
// room alone; a store keeps it beside them so that a start need not read them all.

import * as z from 'zod'
import { assertNever } from '../assert-never.ts'
import { parseAnswer } from '../protocol/answer.ts'
import { isRuling } from '../protocol/ruling.ts'
import {
  endSchema,
  nameSchema,
  randomIdSchema,
  standingRoleSchema,
  type Author,
  type StandingRole,
} from '../protocol/schema.ts'

/** A measure against a member, and when it ends by itself. Whether it has ended is judged when it is used. */
interface Measure {
  /** The name that the member had. */
  readonly name: string
  /** Milliseconds since 1970; null: until it is lifted. */
  readonly until: number | null
}

export interface Standing {
  /** By member id. About who is not in it nothing was decided: he is what he joins as. */
  readonly roles: ReadonlyMap<string, StandingRole>
  readonly bans: ReadonlyMap<string, Measure>
  readonly mutes: ReadonlyMap<string, Measure>
  /** Whether nobody new may join. */
  readonly isLocked: boolean
}

export const NO_STANDING: Standing = {
  roles: new Map(),
  bans: new Map(),
  mutes: new Map(),
  isLocked: false,
}

/** A decision about a member or the room, by whom: stored and told to everybody as a fact. */
export type Ruling =
  | {
      readonly type: 'role-changed'
      readonly member: Author
      readonly role: StandingRole
      readonly by: Author
    }
  | { readonly type: 'member-kicked'; readonly member: Author; readonly by: Author }
  | {
      readonly type: 'member-banned' | 'member-muted'
      readonly member: Author
      /** Milliseconds since 1970; null: until it is lifted. */
      readonly until: number | null
      readonly by: Author
    }
  | {
      readonly type: 'member-unbanned' | 'member-unmuted'
      readonly member: Author
      readonly by: Author
    }
  | { readonly type: 'room-locked' | 'room-unlocked'; readonly by: Author }

/** What holds once a ruling is made. Rulings count in the order of their numbers. */
export function applyRuling(standing: Standing, ruling: Ruling): Standing {
  switch (ruling.type) {
    case 'role-changed': {
      const { member, role } = ruling
      // Also that somebody is a member: what an invite promised is not given twice.
      return { ...standing, roles: withEntry(standing.roles, member.id, role) }
    }
    case 'member-kicked':
      return standing
    case 'member-banned':
      return { ...standing, bans: withMeasure(standing.bans, ruling) }
    case 'member-unbanned':
      return { ...standing, bans: without(standing.bans, ruling.member.id) }
    case 'member-muted':
      return { ...standing, mutes: withMeasure(standing.mutes, ruling) }
    case 'member-unmuted':
      return { ...standing, mutes: without(standing.mutes, ruling.member.id) }
    case 'room-locked':
      return { ...standing, isLocked: true }
    case 'room-unlocked':
      return { ...standing, isLocked: false }
    default:
      return assertNever(ruling)
  }
}

/**
 * Milliseconds: a year. A measure that has ended is kept for so long: it tells a name, and facts of a clock that was
 * ahead must not lift what is in force by the right one.
 */
const ENDED_KEPT_MS = 365 * 86_400_000

/**
 * The standing without measures that ended long ago, both before the last fact, whose time is `at`, and by the clock:
 * nobody would miss them. Either may be of a clock that is years ahead. All in milliseconds since 1970.
 */
export function withoutEnded(standing: Standing, at: number, now: number): Standing {
  const since = Math.min(at, now) - ENDED_KEPT_MS
  const keep = (measures: ReadonlyMap<string, Measure>): ReadonlyMap<string, Measure> => {
    return new Map([...measures].filter(([, { until }]) => until === null || until >= since))
  }
  return { ...standing, bans: keep(standing.bans), mutes: keep(standing.mutes) }
}

function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T): ReadonlyMap<string, T> {
  return new Map(map).set(key, value)
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const left = new Map(map)
  return left.delete(key) ? left : map
}

function withMeasure(
  measures: ReadonlyMap<string, Measure>,
  { member, until }: { readonly member: Author; readonly until: number | null },
): ReadonlyMap<string, Measure> {
  return withEntry(measures, member.id, { name: member.name, until })
}

const decoder = new TextDecoder()

/** The ruling in a fact's body, or null: a body begins with its type, so all others cost next to nothing. */
export function readRuling(body: Uint8Array): Ruling | null {
  const [, type] = FACT_START.exec(decoder.decode(body.subarray(0, FACT_START_BYTES))) ?? []
  if (type === undefined || !isRuling({ type })) return null
  const fact = parseAnswer(body)
  return fact.ok && isRuling(fact.value) ? fact.value : null
}

/** Enough for the type of every ruling. */
const FACT_START_BYTES = 40
const FACT_START = /^\{"type":"([a-z-]+)"/

const measureSchema = z.object({ name: nameSchema, until: endSchema })

const storedSchema = z.object({
  roles: z.array(z.tuple([randomIdSchema, standingRoleSchema])),
  bans: z.array(z.tuple([randomIdSchema, measureSchema])),
  mutes: z.array(z.tuple([randomIdSchema, measureSchema])),
  isLocked: z.boolean(),
})

/** A standing as JSON. */
export function toStored({ roles, bans, mutes, isLocked }: Standing): string {
  return JSON.stringify({ roles: [...roles], bans: [...bans], mutes: [...mutes], isLocked })
}

/** The standing that was stored as this text; null when the text is none. */
export function fromStored(text: string): Standing | null {
  const stored = storedSchema.safeParse(parsed(text))
  if (!stored.success) return null
  const { roles, bans, mutes, isLocked } = stored.data
  return { roles: new Map(roles), bans: new Map(bans), mutes: new Map(mutes), isLocked }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // No JSON is no standing either.
  }
}
