// What who runs the room decides, and takes back.

import type { Standing } from '../history/standing.ts'
import type { RulingAsked } from '../protocol/moderation.ts'
import type { Fault } from './faults.fixture.ts'
import { ROOM } from './host.fixture.ts'
import type { Stage } from './stage.fixture.ts'

type RulingFault = Extract<Fault, 'kick' | 'ban' | 'mute' | 'lock' | 'lift'>

/** Milliseconds of the longest measure that ends by itself. */
const MAX_MEASURE_MS = 60_000

export const rulingFaults: Readonly<Record<RulingFault, (stage: Stage) => void>> = {
  kick: (stage) => rule(stage, 'kick', { type: 'kick-member', member: otherOf(stage) }),
  ban: (stage) => {
    const durationMs = durationOf(stage)
    const address = stage.chance.happens(0.2)
    rule(stage, 'ban', { type: 'ban-member', member: otherOf(stage), durationMs, address })
  },
  mute: (stage) => {
    const durationMs = durationOf(stage)
    rule(stage, 'mute', { type: 'mute-member', member: otherOf(stage), durationMs })
  },
  lock: (stage) => rule(stage, 'lock', { type: 'lock-room' }),
  lift: (stage) => {
    const [asked] = measuresOf(stage)
    if (asked) rule(stage, 'lift', asked)
  },
}

/** What has been decided and not taken back, as what takes it back. */
export function measuresOf({ host }: Stage): readonly RulingAsked[] {
  const standing: Standing | undefined = host.run?.loop.host.rooms.get(ROOM.id)?.standing
  if (!standing) return []
  return [
    ...[...standing.bans.keys()].map((member) => ({ type: 'unban-member', member }) as const),
    ...[...standing.mutes.keys()].map((member) => ({ type: 'unmute-member', member }) as const),
    ...(standing.isLocked ? [{ type: 'unlock-room' } as const] : []),
  ]
}

function rule(stage: Stage, fault: RulingFault, asked: RulingAsked): void {
  const { chance, owner, twin, faults } = stage
  const from = twin?.loop && chance.happens(0.3) ? twin : owner
  from.rule(asked, () => faults.strike(fault))
}

function otherOf({ chance, clients }: Stage): string {
  return chance.pick(clients.slice(1)).member
}

function durationOf({ chance }: Stage): number | null {
  return chance.happens(0.4) ? null : chance.spread(200, MAX_MEASURE_MS)
}
