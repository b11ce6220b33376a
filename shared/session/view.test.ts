import { describe, expect, it } from 'vitest'
import { assertNever } from '../assert-never.ts'
import { MAX_LISTED_MEMBERS } from '../protocol/limits.ts'
import type { DurableFact, Member } from '../protocol/schema.ts'
import { ME, message, OTHER, renamed, testId } from './session.fixture.ts'
import { isLocked } from './known-rulings.ts'
import type { Older } from './timeline.ts'
import { applySessionEvent, EMPTY_VIEW, type SessionEvent, type SessionView } from './view.ts'

const CID: Member = { id: testId('cid'), name: 'Cid', role: 'viewer' }

function joinedWith(members: readonly Member[], sequence = 0): SessionEvent {
  const room = { id: 'front', name: 'Front' }
  return { type: 'room-joined', room, you: ME, members, count: members.length, sequence }
}

function came(...members: Member[]): SessionEvent {
  const changes = members.map((member) => ({ type: 'member-joined', member }) as const)
  return { type: 'presence-changed', changes, count: members.length, at: 5 }
}

function went(...members: Member[]): SessionEvent {
  const changes = members.map(
    (member) => ({ type: 'member-left', member, reason: 'leaving' }) as const,
  )
  return { type: 'presence-changed', changes, count: 0, at: 6 }
}

function view(...events: SessionEvent[]): SessionView {
  return events.reduce((state, event) => applySessionEvent(state, event), EMPTY_VIEW)
}

function facts(...list: DurableFact[]): SessionEvent {
  return { type: 'facts-received', facts: list }
}

function older(state: Older, ...list: DurableFact[]): SessionEvent {
  return { type: 'older-read', facts: list, older: state }
}

const ROOM = { id: 'front', name: 'Front' }

function copied(you: Member | null, state: Older, ...list: DurableFact[]): SessionEvent {
  return { type: 'copy-opened', room: ROOM, you, facts: list, older: state }
}

function timeline({ timeline: entries }: SessionView): string[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case 'message':
        return `#${entry.message.sequence} ${entry.message.text}`
      case 'renamed':
        return `${entry.fact.previous} is ${entry.fact.name}`
      case 'joined':
      case 'left':
        return `${entry.member.name} ${entry.kind}`
      case 'away':
        return `away ${entry.count}`
      case 'ruling':
      case 'history-damaged':
      case 'unreadable':
        return `#${entry.fact.sequence} ${entry.fact.type}`
      case 'diverged':
        return entry.kind
      default:
        return assertNever(entry)
    }
  })
}

function names({ members }: SessionView): string[] {
  return members.map(({ name }) => name)
}

function roleChanged(sequence: number, member: Member, role: Member['role']): DurableFact {
  const place = { room: ROOM.id, sequence, epoch: testId('epoch'), at: 1 }
  return { type: 'role-changed', ...place, member, role, by: OTHER }
}

function lock(sequence: number, type: 'room-locked' | 'room-unlocked'): DurableFact {
  return { type, room: ROOM.id, sequence, epoch: testId('epoch'), at: 1, by: OTHER }
}

describe('applySessionEvent', () => {
  it('[RU2] shows the roles that members have now, and the ruling as a line', () => {
    const joined = joinedWith([ME, OTHER])
    const state = view(joined, {
      type: 'facts-received',
      facts: [roleChanged(1, OTHER, 'owner'), roleChanged(2, ME, 'moderator')],
    })

    expect(state.members.map(({ role }) => role)).toEqual(['moderator', 'owner'])
    expect(state.joined?.you.role).toBe('moderator')
    expect(timeline(state)).toEqual(['#1 role-changed', '#2 role-changed'])
  })

  it('[RU1] knows the lock from the copy, from older pages and from what is said, the newest last', () => {
    const open = [lock(1, 'room-locked'), lock(3, 'room-unlocked')]

    expect(isLocked(view(copied(ME, 'none', lock(1, 'room-locked'))).rulings)).toBe(true)
    expect(isLocked(view(facts(...open)).rulings)).toBe(false)
    expect(isLocked(view(facts(message(4)), older('none', lock(2, 'room-locked'))).rulings)).toBe(
      true,
    )
    expect(isLocked(view(facts(...open), older('none', lock(2, 'room-locked'))).rulings)).toBe(
      false,
    )
  })

  it('[RU1] forgets what another history had decided', () => {
    const restart = { type: 'history-restarted', at: 9, older: 'none' } as const
    const locked = facts(lock(1, 'room-locked'))

    expect(isLocked(view(locked, { ...restart, reason: 'gap' }).rulings)).toBe(true)
    expect(isLocked(view(locked, { ...restart, reason: 'diverged' }).rulings)).toBe(false)
  })

  it('[RU2] leaves a role alone that was changed before the snapshot', () => {
    const joined = { ...joinedWith([ME, OTHER]), sequence: 2 }
    const facts = [roleChanged(2, OTHER, 'viewer')]

    const state = view(joined, { type: 'facts-received', facts })

    expect(state.members.map(({ role }) => role)).toEqual([ME.role, OTHER.role])
  })

  it('[JN2] takes the snapshot as the list of members', () => {
    const state = view(joinedWith([ME, OTHER]), joinedWith([ME, CID]))

    expect([names(state), state.memberCount, state.joined?.room.name]).toEqual([
      ['Ann', 'Cid'],
      2,
      'Front',
    ])
  })

  it('[JN6] adds the pages of the list, nobody twice', () => {
    const state = view(joinedWith([ME, OTHER]), {
      type: 'members-listed',
      members: [OTHER, CID],
      count: 3,
    })

    expect([names(state), state.memberCount]).toEqual([['Ann', 'Bob', 'Cid'], 3])
  })

  it('[JN6] lists no more members than a client holds, however many a host tells of', () => {
    const crowd = Array.from({ length: MAX_LISTED_MEMBERS + 100 }, (_, index): Member => {
      return { id: testId(index), name: `member ${index}`, role: 'member' }
    })
    const half = crowd.length / 2
    const listed = { type: 'members-listed', members: crowd.slice(0, half), count: 3 } as const

    const state = view(joinedWith([ME]), listed, came(...crowd.slice(half)))

    expect(state.members).toHaveLength(MAX_LISTED_MEMBERS)
    expect(view(joinedWith([ME]), listed, came(OTHER)).members.at(-1)).toEqual(OTHER)
  })

  it('[PR1] tells who came and who went, but not oneself', () => {
    const state = view(joinedWith([ME]), came(ME, OTHER), went(OTHER), came(CID))

    expect([names(state), timeline(state)]).toEqual([
      ['Ann', 'Cid'],
      ['Bob joined', 'Bob left', 'Cid joined'],
    ])
  })

  it('[PR1] says nothing of somebody who was listed already, or never', () => {
    const state = view(joinedWith([ME, OTHER]), came(OTHER), went(CID))

    expect([names(state), timeline(state)]).toEqual([['Ann', 'Bob'], []])
  })

  it('[PR2] keeps the count when changes are not told by name', () => {
    const state = view(joinedWith([ME]), {
      type: 'presence-changed',
      changes: [],
      count: 1_500,
      at: 1,
    })

    expect([names(state), state.memberCount]).toEqual([['Ann'], 1_500])
  })

  it('[NM5] follows renames, of others and of oneself', () => {
    const state = view(joinedWith([ME, OTHER]), {
      type: 'facts-received',
      facts: [renamed(1, 'Anna'), renamed(2, 'Bo', OTHER), renamed(3, 'Anne')],
    })

    expect([names(state), state.joined?.you.name, timeline(state)]).toEqual([
      ['Anne', 'Bo'],
      'Anne',
      ['Ann is Anna', 'Bob is Bo', 'Ann is Anne'],
    ])
  })

  it('[NM5] shows renames of the past and leaves the names of now', () => {
    const state = view(joinedWith([ME, OTHER], 2), {
      type: 'facts-received',
      facts: [renamed(1, 'Old', OTHER), renamed(2, 'Older')],
    })

    expect([names(state), state.joined?.you.name, timeline(state)]).toEqual([
      ['Ann', 'Bob'],
      'Ann',
      ['Bob is Old', 'Ann is Older'],
    ])
  })

  it('[DF2] shows facts in their order, and the moment of being away', () => {
    const state = view(
      joinedWith([ME]),
      facts(message(1)),
      { type: 'was-away', at: 3, after: 1, count: 2 },
      facts(message(2), message(3)),
    )

    expect([timeline(state), state.entriesAdded]).toEqual([
      ['#1 text 1', 'away 2', '#2 text 2', '#3 text 3'],
      4,
    ])
  })

  it('shows what its copy holds before the host has been met', () => {
    const state = view(copied(ME, 'there', message(7), renamed(8, 'Anna')))

    expect(state).toMatchObject({
      joined: { room: ROOM, you: ME, sequence: 8 },
      older: 'there',
      members: [],
      connection: { kind: 'connecting' },
    })
    expect(timeline(state)).toEqual(['#7 text 7', 'Ann is Anna'])
  })

  it('knows no room from the copy of one that was never joined', () => {
    const state = view(copied(null, 'none'))

    expect([state.joined, timeline(state), state.older]).toEqual([null, [], 'none'])
  })

  it('[NM5] leaves the names of now when facts of before its copy ended come again', () => {
    const anna = { ...ME, name: 'Anna' }
    const state = view(copied(anna, 'none', renamed(1, 'Anna')), facts(renamed(1, 'Old')))

    expect(state.joined?.you.name).toBe('Anna')
  })

  it('puts older facts before the first one, as nothing new', () => {
    const state = view(
      facts(message(5)),
      older('coming'),
      older('there', message(3), message(4)),
      older('too-many', message(1), message(2)),
    )

    expect([timeline(state).map((line) => line.slice(0, 2)), state.older]).toEqual([
      ['#1', '#2', '#3', '#4', '#5'],
      'too-many',
    ])
    expect(state.entriesAdded).toBe(1)
  })

  it('[NM5] takes no names from older facts', () => {
    const state = view(
      joinedWith([ME, OTHER], 0),
      facts(message(2)),
      older('none', renamed(1, 'Bo', OTHER)),
    )

    expect(names(state)).toEqual(['Ann', 'Bob'])
  })

  it('begins anew after a gap, under the line that tells what was missed', () => {
    const state = view(
      joinedWith([ME, OTHER]),
      facts(message(1)),
      { type: 'history-restarted', at: 2, reason: 'gap', older: 'there' },
      { type: 'was-away', at: 2, after: 1, count: 900 },
      facts(message(901)),
    )

    expect([timeline(state), state.older, names(state)]).toEqual([
      ['away 900', '#901 text 901'],
      'there',
      ['Ann', 'Bob'],
    ])
  })

  it('begins anew when the host has another history, and says so', () => {
    const state = view(
      facts(message(1)),
      { type: 'history-restarted', at: 2, reason: 'diverged', older: 'none' },
      facts(message(1, 'other')),
    )

    expect([timeline(state), state.older]).toEqual([['diverged', '#1 text other'], 'none'])
  })

  it('replaces the list of who is here after a time in which changes were not told', () => {
    const state = view(
      joinedWith([ME, OTHER], 1),
      { type: 'members-refreshed', members: [ME, CID], count: 2, sequence: 4 },
      facts(renamed(3, 'Old'), renamed(5, 'New')),
    )

    expect([names(state), state.memberCount, state.joined?.sequence]).toEqual([
      ['New', 'Cid'],
      2,
      4,
    ])
  })

  it('[DF5] [DF6] [VR4] [B24] shows in their place the facts that cannot be read', () => {
    const place = { room: 'front', epoch: testId('epoch'), at: 1 }
    const state = view(
      facts(
        { type: 'damaged-fact', ...place, sequence: 1 },
        { type: 'history-damaged', ...place, sequence: 2, missing: 3 },
        { type: 'unknown-fact', ...place, sequence: 3 },
      ),
    )

    expect(timeline(state)).toEqual(['#1 damaged-fact', '#2 history-damaged', '#3 unknown-fact'])
  })

  it('takes connection and outbox as they are told', () => {
    const pending = [
      { id: testId('a'), text: 'a', queuedAt: 1, state: { kind: 'waiting' } },
    ] as const
    const hold = { reason: { code: 'rate-limited' }, retryAt: 100 } as const
    const state = view(
      { type: 'connection-changed', connection: { kind: 'online' } },
      { type: 'outbox-changed', pending, hold },
    )

    const { connection } = state
    expect({ connection, pending: state.pending, hold: state.hold }).toEqual({
      connection: { kind: 'online' },
      pending,
      hold,
    })
  })

  it('changes nothing in the view it was given', () => {
    const before = view(joinedWith([ME, OTHER]))
    const copy: unknown = JSON.parse(JSON.stringify(before))
    applySessionEvent(before, went(OTHER))

    expect(before).toEqual(copy)
  })
})
