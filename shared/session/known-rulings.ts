// What a client knows of a room's standing: of each thing that can be decided, the ruling that came last.
// The order in which facts are read does not matter: older pages never undo what is newer. [RU1]

import { assertNever } from '../assert-never.ts'
import { foldName } from '../protocol/name.ts'
import { isInForce, isRuling } from '../protocol/ruling.ts'
import type { DurableFact, RulingFact } from '../protocol/schema.ts'

type MuteFact = Extract<RulingFact, { type: 'member-muted' }>
type BanFact = Extract<RulingFact, { type: 'member-banned' }>

/** The last ruling of each subject that was read. */
export type KnownRulings = Readonly<Record<string, RulingFact>>

/** Nothing was read that was decided. */
export const NO_RULINGS: KnownRulings = {}

/** With what these facts decide; the number of a fact says which is newer. */
export function addRulings(known: KnownRulings, facts: readonly DurableFact[]): KnownRulings {
  const rulings = facts.filter(isRuling)
  if (rulings.length === 0) return known
  const all: Record<string, RulingFact> = { ...known }
  for (const fact of rulings) {
    const subject = subjectOf(fact)
    if (subject === null) continue
    const before = all[subject]
    if (!before || before.sequence < fact.sequence) all[subject] = fact
  }
  return all
}

/** Whether nobody new can come in, as far as was read. */
export function isLocked(known: KnownRulings): boolean {
  return known['lock']?.type === 'room-locked'
}

/** The ruling by which a member may not write at `now`, as far as was read. */
export function muteOf(known: KnownRulings, member: string, now: number): MuteFact | null {
  const last = known[`mute ${member}`]
  return last?.type === 'member-muted' && isInForce(last, now) ? last : null
}

/** Whether a ban is the one that keeps its member out at `now`: neither lifted nor over nor another since. */
export function isBanInForce(known: KnownRulings, ban: BanFact, now: number): boolean {
  return known[`ban ${ban.member.id}`]?.sequence === ban.sequence && isInForce(ban, now)
}

/** The id of a member about whom something was decided under this name; null when nothing was read of one. */
export function ruledMember(known: KnownRulings, name: string): string | null {
  const key = foldName(name)
  for (const fact of Object.values(known)) {
    if ('member' in fact && foldName(fact.member.name) === key) return fact.member.id
  }
  return null
}

function subjectOf(fact: RulingFact): string | null {
  switch (fact.type) {
    case 'room-locked':
    case 'room-unlocked':
      return 'lock'
    case 'member-muted':
    case 'member-unmuted':
      return `mute ${fact.member.id}`
    case 'member-banned':
    case 'member-unbanned':
      return `ban ${fact.member.id}`
    // What members are is told by the list of members; a kick is over when it is done.
    case 'role-changed':
    case 'member-kicked':
      return null
    default:
      return assertNever(fact)
  }
}
