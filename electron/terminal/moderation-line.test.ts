import { describe, expect, test } from 'vitest'
import { parseModeration } from './moderation-line.ts'

/** What a line asks about a member `m`, and the name. */
function asked(line: string) {
  const parsed = parseModeration(line)
  if (parsed?.kind !== 'member') return parsed
  return [parsed.name, parsed.ask('m')]
}

describe('a line that decides', () => {
  test.each([
    ['/kick Bob', ['Bob', { type: 'kick-member', member: 'm' }]],
    ['/kick  Bob   Ross ', ['Bob Ross', { type: 'kick-member', member: 'm' }]],
    ['/ban Bob', ['Bob', { type: 'ban-member', member: 'm', durationMs: null, address: false }]],
    [
      '/ban Bob --for 2h --address',
      ['Bob', { type: 'ban-member', member: 'm', durationMs: 7_200_000, address: true }],
    ],
    [
      '/ban Bob --address --for 30m',
      ['Bob', { type: 'ban-member', member: 'm', durationMs: 1_800_000, address: true }],
    ],
    ['/unban Bob', ['Bob', { type: 'unban-member', member: 'm' }]],
    ['/mute Bob', ['Bob', { type: 'mute-member', member: 'm', durationMs: null }]],
    ['/mute Bob --for 7d', ['Bob', { type: 'mute-member', member: 'm', durationMs: 604_800_000 }]],
    ['/unmute Bob', ['Bob', { type: 'unmute-member', member: 'm' }]],
    ['/kick', ['', { type: 'kick-member', member: 'm' }]],
  ])('%s', (line, expected) => {
    expect(asked(line)).toEqual(expected)
  })

  test.each([
    ['/lock', { kind: 'room', asked: { type: 'lock-room' } }],
    [' /unlock ', { kind: 'room', asked: { type: 'unlock-room' } }],
  ])('%s', (line, expected) => {
    expect(parseModeration(line)).toEqual(expected)
  })

  test.each(['0m', '30', '30s', 'm', '-1h', '1e3m', '999999d', '9999999m', '1.5h'])(
    'a time that is none belongs to the name: %s',
    (time) => {
      expect(asked(`/mute Bob --for ${time}`)).toEqual([
        `Bob --for ${time}`,
        { type: 'mute-member', member: 'm', durationMs: null },
      ])
    },
  )
})

test.each([
  'hello',
  '/kicked Bob',
  '/lock the door',
  '//ban Bob',
  'so /ban Bob',
  '/role Bob owner',
  '',
])('is a message: %j', (line) => {
  expect(parseModeration(line)).toBeNull()
})
