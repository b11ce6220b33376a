import { describe, expect, test } from 'vitest'
import type { Requests } from '../../shared/ipc/contract.ts'
import { failed, succeeded } from '../../shared/result.ts'
import { begun, FakeMain, opened } from './main.fixture.ts'
import { shownRoom } from './selectors.ts'

type Sent = ReturnType<Requests['send-message']>

/** A main that answers `send-message` when the test says so. */
function slowMain() {
  const answers: ((answer: Sent) => void)[] = []
  const main = new FakeMain({
    'send-message': () => new Promise((resolve) => answers.push(resolve)),
  })
  const answer = (sent: Sent) => answers.shift()?.(sent)
  const texts = () =>
    main.asked.filter(([name]) => name === 'send-message').map(([, [, text]]) => text)
  return { main, answer, texts }
}

const disk = failed('copy-unavailable', { path: '/home/maria/parley', cause: 'no space' })

describe('drafts', () => {
  test('each room keeps its draft', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    main.tell('session-opened', opened('b'))

    actions.setDraft('a', 'for a')
    actions.setDraft('b', 'for b')

    expect(get().rooms.map(({ draft }) => draft)).toEqual(['for a', 'for b'])
  })

  test('the draft of an ended room moves on, what waits there goes out by itself', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    const pending = [{ id: 'p', text: 'unsent', queuedAt: 0, state: { kind: 'waiting' } }] as const
    main.tell('session-opened', opened('a', { type: 'outbox-changed', pending, hold: null }))
    actions.setDraft('a', 'half a sent')
    main.tell('session-opened', opened('b'))
    actions.setDraft('b', 'ence')

    await actions.replace('a')

    expect(shownRoom(get())).toMatchObject({ session: 'b', draft: 'half a sent\nence' })
    expect(main.asked).toContainEqual(['leave-room', ['a']])
  })

  test('a room does not take its own place', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'once')

    await actions.replace('a')

    expect(shownRoom(get())?.draft).toBe('once')
  })
})

describe('sending', () => {
  test('hands the draft over with line feeds', async () => {
    const main = new FakeMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'one\r\ntwo')

    await actions.sendDraft('a')

    expect(main.asked.at(-1)).toEqual(['send-message', ['a', 'one\ntwo']])
    expect(get().rooms[0]).toMatchObject({ draft: '', sending: [], refusal: null })
  })

  test('a text is kept until it is on the disk, and Enter twice does not send it twice', async () => {
    const { main, answer, texts } = slowMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'hello')

    const sent = actions.sendDraft('a')
    const again = actions.sendDraft('a')
    expect(get().rooms[0]).toMatchObject({ draft: '', sending: ['hello'] })
    answer(succeeded({ id: 'm' }))
    await Promise.all([sent, again])

    expect(texts()).toEqual(['hello'])
    expect(get().rooms[0]).toMatchObject({ draft: '', sending: [] })
  })

  test('what is sent while another text is on its way follows it, in order', async () => {
    const { main, answer, texts } = slowMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    for (const text of ['one', 'two']) {
      actions.setDraft('a', text)
      void actions.sendDraft('a')
    }
    actions.setDraft('a', 'thr')
    expect(texts()).toEqual(['one'])

    answer(succeeded({ id: 'm1' }))
    await expect.poll(texts).toEqual(['one', 'two'])
    answer(succeeded({ id: 'm2' }))
    await expect.poll(() => get().rooms[0]?.sending).toEqual([])

    expect(get().rooms[0]?.draft).toBe('thr')
  })

  test('a text that cannot be kept comes back with the reason, before what was typed since', async () => {
    const { main, answer, texts } = slowMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'first')
    const sending = actions.sendDraft('a')
    actions.setDraft('a', 'second')
    void actions.sendDraft('a')
    actions.setDraft('a', 'third')

    answer(disk)
    await sending

    expect(texts()).toEqual(['first'])
    expect(get().rooms[0]).toMatchObject({
      draft: 'first\nsecond\nthird',
      sending: [],
      refusal: disk.error,
    })
  })

  test('the reason goes when one writes on, and sending works again', async () => {
    const { main, answer, texts } = slowMain()
    const { get, actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', 'first')
    const refused = actions.sendDraft('a')
    answer(disk)
    await refused

    actions.setDraft('a', 'first!')
    expect(get().rooms[0]?.refusal).toBe(null)
    const sent = actions.sendDraft('a')
    answer(succeeded({ id: 'm' }))
    await sent

    expect(texts()).toEqual(['first', 'first!'])
  })

  test('nothing is sent when there is nothing to send', async () => {
    const { main, texts } = slowMain()
    const { actions } = await begun(main)
    main.tell('session-opened', opened('a'))
    actions.setDraft('a', ' \n')

    await actions.sendDraft('a')

    expect(texts()).toEqual([])
  })
})
