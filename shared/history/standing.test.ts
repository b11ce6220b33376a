import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StandingRole } from '../protocol/schema.ts'
import { factText } from './fact-text.ts'
import {
  applyRuling,
  fromStored,
  NO_STANDING,
  readRuling,
  toStored,
  type Ruling,
  type Standing,
} from './standing.ts'

const EPOCH = 'epoch-----------------'
const NOW = 1_800_000_000_000

function author(name: string) {
  return { id: name.padEnd(22, '-'), name }
}

const [ann, bob, owner] = [author('Ann'), author('Bob'), author('Ölaf "O"')]

function after(...rulings: readonly Ruling[]): Standing {
  return rulings.reduce(applyRuling, NO_STANDING)
}

const person = fc.constantFrom(ann, bob)
const by = fc.constant({ ...owner, id: 'owner'.padEnd(22, '-') })
const until = fc.option(fc.integer({ min: 0, max: 8.64e15 }))
const role = fc.constantFrom<StandingRole>('owner', 'moderator', 'member', 'viewer')
const ruling: fc.Arbitrary<Ruling> = fc.oneof(
  fc.record({ type: fc.constant('role-changed' as const), member: person, role, by }),
  fc.record({ type: fc.constant('member-kicked' as const), member: person, by }),
  fc.record({
    type: fc.constantFrom('member-banned' as const, 'member-muted' as const),
    member: person,
    until,
    by,
  }),
  fc.record({
    type: fc.constantFrom('member-unbanned' as const, 'member-unmuted' as const),
    member: person,
    by,
  }),
  fc.record({ type: fc.constantFrom('room-locked' as const, 'room-unlocked' as const), by }),
)

describe('[RU1] what a room has decided', () => {
  it('[RU2] has the last role of each member', () => {
    const standing = after(
      { type: 'role-changed', member: ann, role: 'moderator', by: owner },
      { type: 'role-changed', member: bob, role: 'viewer', by: owner },
      { type: 'role-changed', member: ann, role: 'owner', by: owner },
      { type: 'role-changed', member: bob, role: 'member', by: ann },
    )

    const roles = new Map([
      [ann.id, 'owner'],
      [bob.id, 'member'],
    ])
    expect(standing).toEqual({ ...NO_STANDING, roles })
  })

  it('[RU3] is not changed by a kick', () => {
    const before = after({ type: 'role-changed', member: ann, role: 'viewer', by: owner })

    expect(applyRuling(before, { type: 'member-kicked', member: ann, by: owner })).toBe(before)
  })

  it('[RU4] has who is banned, until when and by which name, until the ban is lifted', () => {
    const banned = after(
      { type: 'member-banned', member: ann, until: null, by: owner },
      { type: 'member-banned', member: bob, until: NOW, by: owner },
      { type: 'member-banned', member: ann, until: 7, by: owner },
    )
    const lifted = applyRuling(banned, { type: 'member-unbanned', member: bob, by: owner })

    expect([...banned.bans]).toEqual([
      [ann.id, { name: 'Ann', until: 7 }],
      [bob.id, { name: 'Bob', until: NOW }],
    ])
    expect(lifted).toEqual({
      ...NO_STANDING,
      bans: new Map([[ann.id, { name: 'Ann', until: 7 }]]),
    })
  })

  it('[RU5] has who is muted apart from who is banned', () => {
    const muted = after(
      { type: 'member-muted', member: ann, until: NOW, by: owner },
      { type: 'member-banned', member: ann, until: null, by: owner },
      { type: 'member-unbanned', member: ann, by: owner },
    )
    const lifted = applyRuling(muted, { type: 'member-unmuted', member: ann, by: owner })

    expect(muted).toEqual({
      ...NO_STANDING,
      mutes: new Map([[ann.id, { name: 'Ann', until: NOW }]]),
    })
    expect(lifted).toEqual(NO_STANDING)
  })

  it('[RU6] has whether the room is locked', () => {
    const locked = after({ type: 'room-locked', by: owner })

    expect(locked.isLocked).toBe(true)
    expect(applyRuling(locked, { type: 'room-unlocked', by: owner })).toEqual(NO_STANDING)
  })

  it('changes no value that somebody else has', () => {
    const before = after({ type: 'member-banned', member: ann, until: null, by: owner })
    const text = toStored(before)

    applyRuling(before, { type: 'member-unbanned', member: ann, by: owner })
    applyRuling(before, { type: 'member-banned', member: bob, until: null, by: owner })

    expect(toStored(before)).toBe(text)
    expect(NO_STANDING.bans.size).toBe(0)
  })

  it('is the same after it was stored', () => {
    fc.assert(
      fc.property(fc.array(ruling, { maxLength: 20 }), (rulings) => {
        const standing = after(...rulings)
        expect(fromStored(toStored(standing))).toEqual(standing)
      }),
    )
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a part', '{"roles":[],"bans":[],"mutes":[]}'],
    ['an unknown role', `{"roles":[["${ann.id}","king"]],"bans":[],"mutes":[],"isLocked":false}`],
    ['an id that is none', '{"roles":[["ann","owner"]],"bans":[],"mutes":[],"isLocked":false}'],
    [
      'a ban without an end',
      `{"roles":[],"bans":[["${ann.id}",{"name":"Ann"}]],"mutes":[],"isLocked":true}`,
    ],
    ['a lock that is a number', '{"roles":[],"bans":[],"mutes":[],"isLocked":1}'],
  ])('is not read from %s', (_, text) => {
    expect(fromStored(text)).toBeNull()
  })
})

describe('a ruling in the body of a fact', () => {
  const place = { room: 'front', sequence: 3, epoch: EPOCH, at: NOW }
  const encode = (text: string) => new TextEncoder().encode(text)

  it('is read as it was written', () => {
    fc.assert(
      fc.property(ruling, (made) => {
        expect(readRuling(encode(factText(made, place)))).toEqual({ ...made, ...place })
      }),
    )
  })

  it('is not found in anything else', () => {
    const text = '{"type":"room-locked"}'
    const bodies = [
      factText({ type: 'message', id: ann.id, author: ann, text }, place),
      factText({ type: 'damaged-fact' }, place),
      '{"type":"room-locked","room":"front"}',
      '{"type":"constructor"}',
      '',
    ]

    expect(bodies.map((body) => readRuling(encode(body)))).toEqual(bodies.map(() => null))
  })
})
