import { beforeAll, expect, test } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinBy, joinJson, serveJson } from '../testing/terminal.ts'

beforeAll(ensurePrograms, 120_000)

test('[MO1] does not send a command of moderators as a message, whoever says it', async () => {
  const { port } = await serveJson(temporaryFolder())
  const bob = joinJson(port, 'Bob', temporaryFolder())
  await bob.event({ event: 'joined' })
  const ada = joinJson(port, 'Ada', temporaryFolder())
  await ada.event({ event: 'joined' })
  ada.type('/kick Nobody', '/kick Bob', '/quit')
  expect(await ada.exit()).toBe(0)
  expect(ada.named('error')).toMatchObject([{ code: 'unknown-member' }, { code: 'not-allowed' }])
  expect(ada.named('message')).toEqual([])
})

test('[MO2] an owner puts somebody out, who is told and cannot come back', async () => {
  const { host, port, listening } = await serveJson(temporaryFolder())
  const profile = temporaryFolder()
  const bob = joinJson(port, 'Bob', profile)
  await bob.event({ event: 'joined' })
  const ada = joinBy(listening['ownerInvite'], 'Ada', temporaryFolder())
  await ada.event({ event: 'ruling', type: 'role-changed' })
  ada.type('/ban bob')
  expect(await bob.exit()).toBe(1)
  expect(bob.stderr).toMatch(/banned/)
  await ada.event({ event: 'ruling', type: 'member-banned' })
  await host.event({ event: 'ruling', type: 'member-banned', member: 'Bob', by: 'Ada' })
  expect(host.named('ruling')).toEqual(ada.named('ruling'))

  const again = joinJson(port, 'Bob', profile)
  expect(await again.exit()).toBe(1)
  expect(again.stderr).toMatch(/banned/)
})

test('[MO3] [MO4] [MO5] an owner mutes, locks, bans for a time, and lifts each of them', async () => {
  const { port, listening } = await serveJson(temporaryFolder())
  const profile = temporaryFolder()
  const bob = joinJson(port, 'Bob', profile)
  await bob.event({ event: 'joined' })
  const ada = joinBy(listening['ownerInvite'], 'Ada', temporaryFolder())
  await ada.event({ event: 'ruling', type: 'role-changed' })
  ada.type('/mute bob --for 30m', '/lock', '/unmute Bob', '/unlock', '/ban Bob --for 2h')
  await ada.event({ event: 'ruling', type: 'member-banned' })
  expect(await bob.exit()).toBe(1)
  ada.type('/unban bob')
  await ada.event({ event: 'ruling', type: 'member-unbanned' })

  expect(ada.named('ruling').map(({ type, until }) => [type, typeof until])).toEqual([
    ['role-changed', 'undefined'],
    ['member-muted', 'number'],
    ['room-locked', 'undefined'],
    ['member-unmuted', 'undefined'],
    ['room-unlocked', 'undefined'],
    ['member-banned', 'number'],
    ['member-unbanned', 'undefined'],
  ])
  const again = joinJson(port, 'Bob', profile)
  await again.event({ event: 'joined' })
  expect(ada.named('message')).toEqual([])
})

test('[MO6] an owner bans with the address, which never is the one of the host itself', async () => {
  const { port, listening } = await serveJson(temporaryFolder())
  const bob = joinJson(port, 'Bob', temporaryFolder())
  await bob.event({ event: 'joined' })
  const ada = joinBy(listening['ownerInvite'], 'Ada', temporaryFolder())
  await ada.event({ event: 'ruling', type: 'role-changed' })
  ada.type('/ban bob --address')
  expect(await bob.exit()).toBe(1)
  await ada.event({ event: 'ruling', type: 'member-banned', member: 'Bob' })

  const eve = joinJson(port, 'Eve', temporaryFolder())
  await eve.event({ event: 'joined' })
  expect(ada.named('error')).toEqual([])
})
