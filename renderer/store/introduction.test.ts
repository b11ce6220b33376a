import { expect, test } from 'vitest'
import { succeeded } from '../../shared/result.ts'
import { begun, FakeMain, hosted } from './main.fixture.ts'
import { ownName } from './selectors.ts'

const NOBODY = { name: '', recent: [], defaultPort: 7465, version: '1.2.3' }

test('a profile without a name is asked for it, and one with a name is not', async () => {
  const first = await begun(new FakeMain({ 'get-start': () => Promise.resolve(NOBODY) }))
  const later = await begun(new FakeMain())

  expect(first.get().introduction).toBe('')
  expect(later.get().introduction).toBeNull()
  expect(ownName(later.get())).toBe('Maria')
})

test('what was typed fills in the dialogs and stays while no room was entered', async () => {
  const main = new FakeMain({
    'get-start': () => Promise.resolve(NOBODY),
    'host-room': () => Promise.resolve(succeeded(hosted)),
  })
  const { get, actions } = await begun(main)
  actions.introduce('Ann')
  actions.showStart()
  await Promise.resolve()
  expect(ownName(get())).toBe('Ann')

  await actions.host({
    roomName: 'x',
    name: 'Annette',
    port: 7465,
    reach: 'this-machine',
    history: 'all',
    entry: 'open',
    password: null,
    classic: false,
    furtherPorts: [],
  })

  expect(get().introduction).toBeNull()
  expect(ownName(get())).toBe('Annette')
})
