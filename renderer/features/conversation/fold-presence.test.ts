import { expect, test } from 'vitest'
import type { ErrorCode } from '../../../shared/error.ts'
import { foldPresence, type PresenceEntry } from './fold-presence.ts'

const joined = (name: string): PresenceEntry => ({
  kind: 'joined',
  key: `j${name}`,
  at: 1,
  member: { id: name, name },
})
const left = (name: string, reason: ErrorCode = 'leaving'): PresenceEntry => ({
  kind: 'left',
  key: `l${name}`,
  at: 2,
  member: { id: name, name },
  reason,
})

function outcomes(run: readonly PresenceEntry[]) {
  const { at: _at, ...lists } = foldPresence(run)
  return Object.fromEntries(
    Object.entries(lists)
      .map(([outcome, people]) => [outcome, people.map(({ name }) => name).join(' ')])
      .filter(([, names]) => names !== ''),
  ) as unknown
}

test('those who joined and those who left are told apart', () => {
  expect(outcomes([joined('Ann'), left('Bob'), joined('Cid')])).toEqual({
    joined: 'Ann Cid',
    left: 'Bob',
  })
})

test('who lost the connection did not leave', () => {
  expect(outcomes([left('Ann', 'timed-out'), left('Bob', 'connection-lost')])).toEqual({
    lost: 'Ann Bob',
  })
})

test('who comes and goes several times is told once, by what it amounts to', () => {
  expect(outcomes([joined('Ann'), left('Ann'), joined('Ann'), left('Ann')])).toEqual({
    visited: 'Ann',
  })
  expect(outcomes([left('Bob', 'timed-out'), joined('Bob')])).toEqual({ returned: 'Bob' })
  expect(outcomes([joined('Cid'), left('Cid'), joined('Cid')])).toEqual({ joined: 'Cid' })
})

test('the time is that of the last entry', () => {
  expect(foldPresence([joined('Ann'), left('Bob')]).at).toBe(2)
})
