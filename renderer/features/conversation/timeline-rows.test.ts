import { describe, expect, test } from 'vitest'
import type { Message } from '../../../shared/protocol/schema.ts'
import type { TimelineEntry } from '../../../shared/session/timeline.ts'
import type { PendingMessage } from '../../../shared/session/view.ts'
import { buildRows, type Row } from './timeline-rows.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const dayOf = (at: number) => Math.floor(at / DAY)
const room = { id: 'front', name: 'Workshop' }
const you = { id: 'you', name: 'Maria', role: 'member' as const }

function message(id: string, author: string, at: number, name = author): TimelineEntry {
  const fact: Message = {
    type: 'message',
    room: 'front',
    sequence: 1,
    epoch: 'epoch',
    id,
    author: { id: author, name },
    at,
    text: id,
  }
  return { kind: 'message', key: `e-${id}`, message: fact }
}

function came(
  kind: 'joined' | 'left',
  id: string,
  at: number,
  key = `${kind}-${id}`,
): TimelineEntry {
  const member = { id, name: id }
  return kind === 'joined'
    ? { kind, key, at, member }
    : { kind, key, at, member, reason: 'leaving' }
}

function rowsOf(
  timeline: readonly TimelineEntry[],
  pending: readonly PendingMessage[] = [],
): readonly Row[] {
  return buildRows({ timeline, pending, joined: { room, you, sequence: 0 } }, dayOf)
}

const kinds = (rows: readonly Row[]) => rows.map((row) => row.kind)

function locked(sequence: number, at: number): TimelineEntry {
  const by = { id: 'ann', name: 'Ann' }
  const place = { room: 'front', sequence, epoch: 'epoch', at }
  return { kind: 'ruling', key: `f${sequence}`, fact: { type: 'room-locked', ...place, by } }
}

describe('rows of the conversation', () => {
  test('who was removed or banned has not left as well', () => {
    const left = came('left', 'bob', 2)
    const removed = (reason: 'kicked' | 'banned') => ({ ...left, kind: 'left', reason }) as const
    const rows = (reason: 'kicked' | 'banned') =>
      rowsOf([came('joined', 'bob', 1), locked(2, 2), removed(reason) as TimelineEntry])

    expect(kinds(rows('kicked'))).toEqual(['day', 'presence', 'ruling'])
    expect(kinds(rows('banned'))).toEqual(['day', 'presence', 'ruling'])
    expect(kinds(rowsOf([came('joined', 'bob', 1), locked(2, 2), left]))).toEqual([
      'day',
      'presence',
      'ruling',
      'presence',
    ])
  })

  test('a ruling is a line of its own, of its own day', () => {
    const rows = rowsOf([message('a', 'ann', 0), locked(2, DAY), message('b', 'ann', DAY)])

    expect(kinds(rows)).toEqual(['day', 'message', 'day', 'ruling', 'message'])
    expect(rows[3]).toMatchObject({ fact: { type: 'room-locked', by: { name: 'Ann' } } })
  })

  test('a day separator stands before the first entry of each day', () => {
    const rows = rowsOf([
      message('a', 'ann', 0),
      message('b', 'ann', DAY - 1),
      message('c', 'ann', DAY),
    ])
    expect(kinds(rows)).toEqual(['day', 'message', 'message', 'day', 'message'])
  })

  test('messages of one author within five minutes form a group', () => {
    const rows = rowsOf([
      message('a', 'ann', 0),
      message('b', 'ann', 4 * MINUTE),
      message('c', 'ann', 9 * MINUTE),
      message('d', 'bob', 9 * MINUTE),
    ])
    const groups = rows.flatMap((row) =>
      row.kind === 'message' ? [[row.message.id, row.isFirst, row.isLast]] : [],
    )
    expect(groups).toEqual([
      ['a', true, false],
      ['b', false, true],
      ['c', true, true],
      ['d', true, true],
    ])
  })

  test('another name or a line in between ends a group', () => {
    const rows = rowsOf([
      message('a', 'ann', 0, 'Ann'),
      message('b', 'ann', 1, 'Anna'),
      came('joined', 'bob', 2),
      message('c', 'ann', 3, 'Anna'),
    ])
    expect(rows.flatMap((row) => (row.kind === 'message' ? [row.isFirst] : []))).toEqual([
      true,
      true,
      true,
    ])
  })

  test('comings and goings in a row become one line, until somebody speaks', () => {
    const rows = rowsOf([
      came('joined', 'ann', 0),
      came('left', 'bob', 1),
      message('a', 'ann', 2),
      came('joined', 'cid', 3),
    ])
    expect(kinds(rows)).toEqual(['day', 'presence', 'message', 'presence'])
  })

  test('a run of comings and goings does not reach into the next day', () => {
    const rows = rowsOf([came('joined', 'ann', 0), came('joined', 'bob', DAY)])
    expect(kinds(rows)).toEqual(['day', 'presence', 'day', 'presence'])
  })

  test('own messages are marked and keep their key when the host accepts them', () => {
    const pending: PendingMessage = { id: 'm1', text: 'hi', queuedAt: 0, state: { kind: 'sent' } }
    const before = rowsOf([], [pending]).at(-1)
    const after = rowsOf([message('m1', 'you', 0)]).at(-1)
    expect(before?.kind).toBe('pending')
    expect(after).toMatchObject({ kind: 'message', isOwn: true })
    expect(after?.key).toBe(before?.key)
  })

  test('a message that is accepted and still listed as pending shows once', () => {
    const pending: PendingMessage = { id: 'm1', text: 'hi', queuedAt: 0, state: { kind: 'sent' } }
    expect(kinds(rowsOf([message('m1', 'you', 0)], [pending]))).toEqual(['day', 'message'])
  })

  test('what the host has not accepted stands at the end', () => {
    const pending: PendingMessage = { id: 'm2', text: 'x', queuedAt: 0, state: { kind: 'waiting' } }
    expect(kinds(rowsOf([message('m1', 'ann', 0)], [pending]))).toEqual([
      'day',
      'message',
      'pending',
    ])
  })

  const away: TimelineEntry = { kind: 'away', key: 'e1', at: 3 * DAY, after: 1, count: 14 }

  test('an absence stands between what was read and what was missed, and makes no day', () => {
    const rows = rowsOf([message('a', 'ann', 0), away, message('b', 'ann', DAY)])
    expect(kinds(rows)).toEqual(['day', 'message', 'away', 'day', 'message'])
    expect(rows[2]).toMatchObject({ key: 'e1', count: 14 })
  })

  test('an absence ends a group', () => {
    const rows = rowsOf([message('a', 'ann', 0), away, message('b', 'ann', 1)])
    expect(rows.at(-1)).toMatchObject({ isFirst: true })
  })

  const place = { room: 'front', epoch: 'epoch', sequence: 2 }

  test('what is lost, damaged, unknown or another history has a line of its own', () => {
    const rows = rowsOf([
      {
        kind: 'history-damaged',
        key: 'f2',
        fact: { type: 'history-damaged', ...place, at: 0, missing: 3 },
      },
      { kind: 'unreadable', key: 'f3', fact: { type: 'damaged-fact', ...place, at: 0 } },
      { kind: 'unreadable', key: 'f4', fact: { type: 'unknown-fact', ...place, at: 0 } },
      { kind: 'diverged', key: 'e9', at: 0 },
    ])
    expect(rows.slice(1)).toEqual([
      { kind: 'history-damaged', key: 'f2', missing: 3 },
      { kind: 'unreadable', key: 'f3', cause: 'damaged' },
      { kind: 'unreadable', key: 'f4', cause: 'unknown' },
      { kind: 'diverged', key: 'e9' },
    ])
  })

  test('a fact of a newer kind, of which no time is known, makes no day', () => {
    const unknown: TimelineEntry = {
      kind: 'unreadable',
      key: 'f3',
      fact: { type: 'unknown-fact', ...place, at: 0 },
    }
    const rows = rowsOf([message('a', 'ann', 5 * DAY), unknown, message('b', 'ann', 5 * DAY)])
    expect(kinds(rows)).toEqual(['day', 'message', 'unreadable', 'message'])
  })
})
