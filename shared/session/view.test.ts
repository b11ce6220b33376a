import { describe, expect, it } from 'vitest'
import type { Member } from '../protocol/schema.ts'
import { ME, message, OTHER, renamed, testId } from './session.fixture.ts'
import {
  applySessionEvent,
  EMPTY_VIEW,
  MAX_TIMELINE_ENTRIES,
  type SessionEvent,
  type SessionView,
} from './view.ts'

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

function timeline({ timeline: entries }: SessionView): string[] {
  return entries.map((entry) => {
    if (entry.kind === 'message') return `#${entry.message.sequence} ${entry.message.text}`
    if (entry.kind === 'renamed') return `${entry.fact.previous} is ${entry.fact.name}`
    if (entry.kind === 'away') return `away ${entry.caughtUp} ${entry.missed}`
    return `${entry.member.name} ${entry.kind}`
  })
}

function names({ members }: SessionView): string[] {
  return members.map(({ name }) => name)
}

describe('applySessionEvent', () => {
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
      { type: 'facts-received', facts: [message(1)] },
      { type: 'was-away', at: 3, caughtUp: 1, missed: 4 },
      { type: 'facts-received', facts: [message(6)] },
    )

    expect(timeline(state)).toEqual(['#1 text 1', 'away 1 4', '#6 text 6'])
  })

  it('keeps the last entries, each under a key of its own', () => {
    const facts = Array.from({ length: MAX_TIMELINE_ENTRIES - 1 }, (_, index) => message(index + 1))
    const more = [message(MAX_TIMELINE_ENTRIES), message(MAX_TIMELINE_ENTRIES + 1)]
    const state = view({ type: 'facts-received', facts }, { type: 'facts-received', facts: more })

    expect({
      length: state.timeline.length,
      first: timeline(state)[0],
      keys: new Set(state.timeline.map(({ key }) => key)).size,
      lastKey: state.timeline.at(-1)?.key,
    }).toEqual({
      length: MAX_TIMELINE_ENTRIES,
      first: '#2 text 2',
      keys: MAX_TIMELINE_ENTRIES,
      lastKey: `e${MAX_TIMELINE_ENTRIES}`,
    })
  })

  it('takes connection and outbox as they are told', () => {
    const pending = [
      { id: testId('a'), text: 'a', queuedAt: 1, state: { kind: 'waiting' } },
    ] as const
    const state = view(
      { type: 'connection-changed', connection: { kind: 'online' } },
      { type: 'outbox-changed', pending },
    )

    expect([state.connection, state.pending]).toEqual([{ kind: 'online' }, pending])
  })

  it('changes nothing in the view it was given', () => {
    const before = view(joinedWith([ME, OTHER]))
    const copy: unknown = JSON.parse(JSON.stringify(before))
    applySessionEvent(before, went(OTHER))

    expect(before).toEqual(copy)
  })
})
