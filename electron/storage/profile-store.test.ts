import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { ProfileStore, type RecentEntry } from './profile-store.ts'

async function openProfile(folder: string): Promise<ProfileStore> {
  const opened = await ProfileStore.open(folder)
  if (!opened.ok) throw new Error(opened.error.code)
  return opened.value
}

const host = { address: 'Host.Example', port: 7465 }

function entry(key: string): RecentEntry {
  return {
    kind: 'hosted',
    key,
    roomName: key,
    port: 1,
    reach: 'this-machine',
    history: 'all',
    entry: 'open',
    classic: false,
    furtherPorts: [],
    at: 1,
  }
}

test('a new profile has an instance of its own and keeps it', async () => {
  const folder = temporaryFolder()
  const first = await openProfile(folder)
  expect(first.instance).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(first.instance).not.toBe((await openProfile(temporaryFolder())).instance)
  expect((await openProfile(folder)).instance).toBe(first.instance)
  expect(statSync(join(folder, 'profile.json')).mode & 0o077).toBe(0)
})

test('changes made at the same time are all there when the last has resolved', async () => {
  const folder = temporaryFolder()
  const profile = await openProfile(folder)
  const printed = { host: 'f'.repeat(52), room: 'front' }
  const results = await Promise.all([
    profile.setName('Ada'),
    profile.trustHost(host, 'f'.repeat(52)),
    profile.setPrintedUpTo(printed, 7),
    ...Array.from({ length: 20 }, (_, index) => profile.addRecent(entry(`room ${index}`))),
  ])
  expect(results.every(({ ok }) => ok)).toBe(true)

  const again = await openProfile(folder)
  expect(again.name).toBe('Ada')
  expect(again.knownFingerprint({ ...host, address: 'host.example' })).toBe('f'.repeat(52))
  expect(again.printedUpTo(printed)).toBe(7)
  expect(again.recent.map(({ key }) => key)).toEqual(
    Array.from({ length: 8 }, (_, index) => `room ${19 - index}`),
  )
})

test('each change is on disk when it resolves', async () => {
  const folder = temporaryFolder()
  const profile = await openProfile(folder)
  for (const name of ['Ada', 'Bob']) {
    await profile.setName(name)
    expect(readFileSync(join(folder, 'profile.json'), 'utf8')).toContain(`"${name}"`)
  }
})

test('a host that is forgotten is new, a room that is removed is gone', async () => {
  const profile = await openProfile(temporaryFolder())
  await profile.trustHost(host, 'f'.repeat(52))
  await profile.addRecent(entry('a'))
  await profile.addRecent(entry('b'))
  await profile.addRecent(entry('a'))
  expect(profile.recent.map(({ key }) => key)).toEqual(['a', 'b'])
  await profile.forgetHost(host)
  await profile.removeRecent('a')
  expect(profile.knownFingerprint(host)).toBeNull()
  expect(profile.knownHosts).toEqual([])
  expect(profile.recent.map(({ key }) => key)).toEqual(['b'])
})

test('a host is known by the room that was last joined there, or else by its address', async () => {
  const profile = await openProfile(temporaryFolder())
  const [harbor, mill] = ['f'.repeat(52), 'e'.repeat(52)]
  await profile.trustHost(host, mill)
  await profile.trustHost({ address: '10.0.0.1', port: 1 }, harbor)
  await profile.trustHost({ address: '10.0.0.2', port: 2 }, harbor)
  await profile.addRecent(entry('a'))
  const joined = { kind: 'joined', role: 'member', room: 'front', byInvite: false, at: 1 } as const
  const place = { address: '10.0.0.2', port: 2, key: 'b', roomName: 'Harbor' }
  await profile.addRecent({ ...joined, ...place, host: harbor })

  expect(profile.knownHosts[0]).toEqual({
    fingerprint: harbor,
    address: '10.0.0.2:2',
    roomName: 'Harbor',
  })
  expect(profile.knownHosts.find(({ fingerprint }) => fingerprint === mill)).toEqual({
    fingerprint: mill,
    address: 'host.example:7465',
    roomName: null,
  })
  await profile.forgetHost({ address: '10.0.0.1', port: 1 })
  await profile.forgetHost({ address: '10.0.0.2', port: 2 })
  expect(profile.knownHosts.map(({ fingerprint }) => fingerprint)).toEqual([mill])
})

test.each(['', '{', '[]', '{"version":1}', '{"version":99}'])(
  'a profile that reads %j is put aside and never deleted',
  async (text) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'profile.json'), text)
    const profile = await openProfile(folder)
    expect(profile.name).toBe('')
    const aside = readdirSync(folder).filter((name) => name.startsWith('profile.json.damaged-'))
    expect(aside.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([text])
  },
)

test('a folder that is not there is named', async () => {
  const path = join(temporaryFolder(), 'missing')
  expect(await ProfileStore.open(path)).toMatchObject({
    error: { code: 'folder-unwritable', detail: { path } },
  })
})
