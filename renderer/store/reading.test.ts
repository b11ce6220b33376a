import { describe, expect, test } from 'vitest'
import { failed, succeeded } from '../../shared/result.ts'
import type { Older } from '../../shared/session/timeline.ts'
import type { SessionEvent } from '../../shared/session/view.ts'
import { begun, FakeMain, facts, joined, opened, said, you } from './main.fixture.ts'

const room = { id: 'front', name: 'Workshop' }
const older = (state: Older): SessionEvent => ({ type: 'older-read', facts: [], older: state })
const copied = (...sequences: number[]): SessionEvent => ({
  type: 'copy-opened',
  room,
  you,
  facts: sequences.map((sequence) => said('ann', sequence)),
  older: 'there',
})

describe('older messages', () => {
  test('are asked for once until main has answered', async () => {
    let answer = () => {}
    const main = new FakeMain({
      'read-older': () =>
        new Promise((resolve) => {
          answer = () => resolve(succeeded(undefined))
        }),
    })
    const { actions } = await begun(main)
    main.tell('session-opened', opened('a', older('there')))
    const count = () => main.names().filter((name) => name === 'read-older').length

    const first = actions.readOlder('a')
    await actions.readOlder('a')
    expect(count()).toBe(1)
    answer()
    await first
    void actions.readOlder('a')

    expect(count()).toBe(2)
  })

  test.each<Older>(['none', 'coming', 'away', 'too-many'])(
    'are not asked for while they are %s',
    async (state) => {
      const main = new FakeMain()
      const { actions } = await begun(main)
      main.tell('session-opened', opened('a', older(state)))

      expect(await actions.readOlder('a')).toBe(null)

      expect(main.names()).not.toContain('read-older')
    },
  )

  test('that cannot be read are told with the reason, and can be asked for again', async () => {
    const main = new FakeMain({ 'read-older': () => Promise.resolve(failed('file-unreadable')) })
    const { actions } = await begun(main)
    main.tell('session-opened', opened('a', older('there')))

    expect(await actions.readOlder('a')).toEqual({ code: 'file-unreadable' })
    expect(await actions.readOlder('a')).toEqual({ code: 'file-unreadable' })
  })

  test('are not unread', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a', joined(9), facts(said('ann', 9))))
    actions.showStart()

    const page = [said('ann', 7), said('ann', 8)]
    main.tell('session-events', {
      session: 'a',
      events: [{ type: 'older-read', facts: page, older: 'there' }],
    })

    expect(get().rooms[0]?.unread).toBe(0)
  })
})

describe('what is news', () => {
  test('begins after the copy that was read before', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.showStart()

    main.tell('session-events', { session: 'a', events: [copied(1, 2)] })
    expect(get().rooms[0]?.unread).toBe(0)
    const missed = facts(said('ann', 3), said('ann', 4))
    main.tell('session-events', { session: 'a', events: [joined(4), missed] })

    expect(get().rooms[0]?.unread).toBe(2)
  })

  test('begins after the copy also when it came with the room', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a', copied(1, 2)))
    actions.showStart()

    main.tell('session-events', { session: 'a', events: [joined(3), facts(said('ann', 3))] })

    expect(get().rooms[0]?.unread).toBe(1)
  })

  test('is not what another history of the host had said before', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a', copied(7, 8)))
    actions.showStart()

    const restarted = {
      type: 'history-restarted',
      at: 0,
      reason: 'diverged',
      older: 'none',
    } as const
    main.tell('session-events', {
      session: 'a',
      events: [joined(2), restarted, facts(said('ann', 1), said('ann', 2))],
    })
    expect(get().rooms[0]?.unread).toBe(0)
    main.tell('session-events', { session: 'a', events: [facts(said('ann', 3))] })

    expect(get().rooms[0]?.unread).toBe(1)
  })
})

test('the place where one reads is kept for each room', async () => {
  const main = new FakeMain()
  const { get, actions } = await begun(main)
  main.tell('session-opened', opened('a'))
  main.tell('session-opened', opened('b'))

  actions.keepPlace('a', { key: 'f7', offset: 12 })

  expect(get().rooms.map(({ place }) => place)).toEqual([{ key: 'f7', offset: 12 }, null])
})

test('a message is pointed at each time it is asked for, until the room is left', async () => {
  const main = new FakeMain()
  const { get, actions } = await begun(main)
  main.tell('session-opened', opened('a'))

  actions.point('a', 'm1')
  const first = get().rooms[0]?.pointed
  actions.point('a', 'm1')
  expect(get().rooms[0]?.pointed).toEqual(first)
  expect(get().rooms[0]?.pointed).not.toBe(first)
  actions.keepPlace('a', null)

  expect(get().rooms[0]?.pointed).toBe(null)
})

test('search and surroundings are answered as main answers', async () => {
  const found = [
    { sequence: 3, id: 'm3', author: { id: 'ann', name: 'ann' }, at: 3, text: 'hi' },
  ] as const
  const main = new FakeMain({
    'search-messages': () => Promise.resolve(succeeded(found)),
    'read-around': () => Promise.resolve(succeeded([said('ann', 3)])),
  })
  const { actions } = await begun(main)

  expect(await actions.search('a', 'hi')).toEqual(succeeded(found))
  expect(await actions.readAround('a', 3)).toEqual(succeeded([said('ann', 3)]))
  expect(main.asked.slice(-2)).toEqual([
    ['search-messages', ['a', 'hi']],
    ['read-around', ['a', 3]],
  ])
})
