import { describe, expect, it } from 'vitest'
import type { RulingFact } from '../protocol/schema.ts'
import { addRulings, isBanInForce, muteOf, NO_RULINGS } from './known-rulings.ts'
import { ME, message, OTHER, testId } from './session.fixture.ts'

function ruling<T extends RulingFact['type']>(sequence: number, type: T, until: number | null) {
  const place = { room: 'front', sequence, epoch: testId('epoch'), at: 1 }
  return { type, ...place, by: ME, member: OTHER, until }
}

const MUTE = ruling(2, 'member-muted', 50)
const UNMUTE = ruling(3, 'member-unmuted', null)
const BAN = ruling(4, 'member-banned', null)

describe('what a client knows of what was decided', () => {
  it('[MO4] a mute holds for its member until it ends or is lifted', () => {
    const muted = addRulings(NO_RULINGS, [MUTE])

    expect([muteOf(muted, OTHER.id, 49), muteOf(muted, OTHER.id, 50)]).toEqual([MUTE, null])
    expect(muteOf(muted, ME.id, 1)).toBe(null)
    expect(muteOf(addRulings(muted, [UNMUTE]), OTHER.id, 1)).toBe(null)
  })

  it('[RU1] an older page does not bring back what was lifted since', () => {
    const lifted = addRulings(NO_RULINGS, [UNMUTE])

    expect(muteOf(addRulings(lifted, [MUTE]), OTHER.id, 1)).toBe(null)
  })

  it('[MO3] of several bans the last one counts, until it is lifted or over', () => {
    const short = ruling(5, 'member-banned', 50)
    const twice = addRulings(NO_RULINGS, [BAN, short])

    expect([isBanInForce(twice, BAN, 1), isBanInForce(twice, short, 49)]).toEqual([false, true])
    expect(isBanInForce(twice, short, 50)).toBe(false)
    const lifted = addRulings(twice, [ruling(6, 'member-unbanned', null)])
    expect(isBanInForce(lifted, short, 1)).toBe(false)
  })

  it('what decides nothing changes nothing', () => {
    const known = addRulings(NO_RULINGS, [BAN])

    expect(addRulings(known, [message(7)])).toBe(known)
  })
})
