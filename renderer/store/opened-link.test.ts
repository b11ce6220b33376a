import { expect, test } from 'vitest'
import { failed, succeeded } from '../../shared/result.ts'
import { createChatStore } from './chat-store.ts'
import { begun, FakeMain, opened } from './main.fixture.ts'
import { ownName } from './selectors.ts'

const LINK = `parley://192.168.1.20:7465/#${'a'.repeat(52)}`

test('a link that was opened fills in the join dialog, in place of another dialog', async () => {
  const main = new FakeMain()
  const { get, actions } = await begun(main)
  actions.askToHost()

  main.tell('link-opened', succeeded(LINK))

  expect(get().dialog).toEqual({ kind: 'join', prefill: { address: LINK } })
  expect(main.asked.map(([name]) => name)).toEqual(['get-start', 'window-ready'])
})

test('a link that is no invite opens the dialog with the reason, and nothing else', async () => {
  const main = new FakeMain()
  const { get } = await begun(main)

  main.tell('link-opened', failed('bad-invite'))

  expect(get().dialog).toEqual({ kind: 'join', prefill: { error: { code: 'bad-invite' } } })
})

test('a link of the start waits for the window, over the room that is open', async () => {
  const main = new FakeMain({
    'window-ready': () =>
      Promise.resolve({ sessions: [opened('a')], hosted: null, link: succeeded(LINK) }),
  })
  const { get } = await begun(main)

  expect(get().screen).toEqual({ kind: 'room', session: 'a' })
  expect(get().dialog).toEqual({ kind: 'join', prefill: { address: LINK } })
})

test('the name is known before a link opens the dialog that is filled in with it', async () => {
  const main = new FakeMain({
    'window-ready': () => Promise.resolve({ sessions: [], hosted: null, link: succeeded(LINK) }),
  })
  const store = createChatStore(main)
  const names: string[] = []
  store.state.subscribe((state) => {
    if (state.dialog.kind === 'join') names.push(ownName(state))
  })

  await store.actions.begin()

  expect(names).toEqual(['Maria'])
})
