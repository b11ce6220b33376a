// What is not stored of who may not speak any more, however far it has come.

import { beforeEach, describe, expect, it } from 'vitest'
import type { Request } from '../protocol/request.ts'
import { rename, ROOM, say, testId } from '../room/host.fixture.ts'
import { TestLoop, type TestMember } from './loop.fixture.ts'

const OWNER = testId('MOwner')
const ANN = { id: testId('MAnn'), name: 'Ann' }

const mute: Request = { type: 'mute-member', room: ROOM, member: ANN.id, durationMs: null }
const ban: Request = { type: 'ban-member', room: ROOM, member: ANN.id, durationMs: null }

let test: TestLoop
let owner: TestMember
let ann: TestMember

beforeEach(async () => {
  test = new TestLoop({}, 'all', OWNER)
  owner = await test.seat('Owner')
  ann = await test.seat('Ann')
  owner.outlet.heard()
})

/** The types of all facts that are stored. */
function stored(): readonly unknown[] {
  return test.history.memory.facts.map(({ frame }) => {
    const fact = JSON.parse(new TextDecoder().decode(frame.subarray(4))) as { type: string }
    return fact.type
  })
}

describe('a mute', () => {
  it('[MO4] [SM4] refuses for good what waits to be stored, in its order', async () => {
    test.say(ann, say(1))
    test.say(owner, mute)
    test.say(ann, say(2), rename('Anna'), say(3))
    test.say(owner, say(4))
    await test.turn()

    expect(stored()).toEqual(['message', 'member-muted', 'message'])
    expect(ann.outlet.heard().filter((each) => each.includes('refusal'))).toEqual([
      'refusal muted',
      'refusal muted',
      'refusal muted',
    ])
    expect(test.loop.host.rooms.get(ROOM)?.seats.get(ANN.id)).toMatchObject({
      naming: null,
      member: { name: 'Ann' },
    })
  })

  it('[MO4] frees the name that was about to be taken', async () => {
    test.say(owner, mute)
    test.say(ann, rename('Anna'))
    await test.turn()
    const bob = await test.seat('Bob')
    test.say(bob, rename('Anna'))
    await test.turn()

    expect(bob.outlet.heard()).toContain('#2')
  })

  it('[MO4] leaves alone what a moderator has decided, and what others have said', async () => {
    test.say(owner, {
      type: 'change-role',
      room: ROOM,
      member: ANN.id,
      role: 'moderator',
    })
    await test.turn()
    test.say(owner, mute)
    test.say(ann, { type: 'lock-room', room: ROOM }, say(1))
    test.say(owner, say(2))
    await test.turn()

    expect(stored()).toEqual(['role-changed', 'member-muted', 'room-locked', 'message'])
  })
})

describe('a ban', () => {
  it('[MO2] stores nothing of what waits, and frees the name that was about to be taken', async () => {
    test.say(owner, ban)
    test.say(ann, say(1), rename('Anna'))
    await test.turn()
    const bob = await test.seat('Bob')
    test.say(bob, rename('Anna'))
    await test.turn()

    expect(stored()).toEqual(['member-banned', 'member-renamed'])
    expect(ann.outlet.heard().join()).not.toMatch(/refusal/)
  })
})

describe('a ruling that the disk has kept although its commit failed', () => {
  it.each([
    ['mute', 'member-muted'],
    ['ban', 'member-banned'],
  ] as const)('[ST2] [MO2] [MO4] stops what waits before it is stored: %s', async (kind, type) => {
    test.history.isFailing = true
    test.say(owner, kind === 'mute' ? mute : ban)
    await test.turn()
    test.history.isFailing = false
    const by = { id: OWNER, name: 'Owner' }
    test.history.memory.keepUntold([{ type, member: ANN, until: null, by }], test.now)
    test.loop.resumeStoring()
    test.say(ann, say(1))
    await test.turn()

    expect(stored()).toEqual([type])
    expect(ann.outlet.heard().join()).not.toMatch(/#2/)
  })
})
