import { describe, expect, it } from 'vitest'
import type { RulingFact } from './protocol/schema.ts'
import { rulingSentence, toRulingOutput } from './ruling-sentence.ts'

const place = { room: 'front', sequence: 3, epoch: 'epoch', at: 0 }
const by = { id: 'bob', name: 'Bob' }
const member = { id: 'ann', name: 'Ann' }
const until = Date.UTC(2031, 5, 15, 12)

const RULINGS: readonly (readonly [string, RulingFact])[] = [
  ['Bob made Ann a moderator.', { type: 'role-changed', ...place, member, role: 'moderator', by }],
  ['Bob made Ann an owner.', { type: 'role-changed', ...place, member, role: 'owner', by }],
  ['Bob removed Ann from the room.', { type: 'member-kicked', ...place, member, by }],
  ['Bob banned Ann.', { type: 'member-banned', ...place, member, until: null, by }],
  ['Bob lifted the ban of Ann.', { type: 'member-unbanned', ...place, member, by }],
  ['Bob muted Ann.', { type: 'member-muted', ...place, member, until: null, by }],
  ['Bob unmuted Ann.', { type: 'member-unmuted', ...place, member, by }],
  ['Bob locked the room: nobody new can join.', { type: 'room-locked', ...place, by }],
  ['Bob unlocked the room.', { type: 'room-unlocked', ...place, by }],
]

describe('a ruling in words', () => {
  it.each(RULINGS)('reads: %s', (sentence, fact) => {
    expect(rulingSentence(toRulingOutput(fact))).toBe(sentence)
  })

  it('tells until when', () => {
    const banned: RulingFact = { type: 'member-banned', ...place, member, until, by }
    const muted: RulingFact = { ...banned, type: 'member-muted' }

    expect(rulingSentence(toRulingOutput(banned))).toMatch(/^Bob banned Ann until .*2031.*\.$/)
    expect(rulingSentence(toRulingOutput(muted))).toMatch(/^Bob muted Ann until .*2031.*\.$/)
  })

  it('is an object with names for scripts', () => {
    const banned: RulingFact = { type: 'member-banned', ...place, member, until: null, by }
    const changed: RulingFact = { type: 'role-changed', ...place, member, role: 'viewer', by }
    const locked: RulingFact = { type: 'room-locked', ...place, by }

    expect([banned, changed, locked].map(toRulingOutput)).toEqual([
      { type: 'member-banned', member: 'Ann', by: 'Bob', until: null },
      { type: 'role-changed', member: 'Ann', by: 'Bob', role: 'viewer' },
      { type: 'room-locked', by: 'Bob' },
    ])
  })
})
