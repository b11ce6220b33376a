import { beforeAll, describe, expect, test } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinBy, joinJson, serveJson, type Terminal } from '../testing/terminal.ts'

beforeAll(ensurePrograms, 120_000)

/** Resolves with what became of a join whose input has ended: nothing, or why it was refused. */
async function outcomeOf(joined: Terminal): Promise<unknown> {
  joined.process.stdin.end()
  const code = await joined.exit()
  const [error] = joined.named('error')
  expect(code).toBe(error ? 1 : 0)
  return error ? error['code'] : null
}

/** Another fingerprint of the right form in a link. */
function tampered(invite: unknown): string {
  return String(invite).replace(/#[a-z2-7]{52}/, `#${'a'.repeat(52)}`)
}

describe('a room by invite only', () => {
  test('[EN1] [IV5] admits as many as the invite says, and nobody without one', async () => {
    const entry = ['--entry', 'invite-only', '--invite-uses', '2']
    const { listening, port } = await serveJson(temporaryFolder(), ...entry)
    const { invite } = listening
    expect(invite).toMatch(
      new RegExp(`^parley://127\\.0\\.0\\.1:${port}/#[a-z2-7]{52}\\.[A-Za-z0-9_-]{22}$`),
    )
    expect(await outcomeOf(joinJson(port, 'Nobody', temporaryFolder()))).toBe('invite-required')
    expect(await outcomeOf(joinBy(invite, 'Ada', temporaryFolder()))).toBeNull()
    expect(await outcomeOf(joinBy(invite, 'Bob', temporaryFolder()))).toBeNull()
    const third = joinBy(invite, 'Cy', temporaryFolder())
    expect(await outcomeOf(third)).toBe('invite-used')
    expect(third.stderr).toMatch(
      new RegExp(`^parley: 127.0.0.1:${port}: This invite was used.*\\n$`),
    )
  })

  test('makes an invite for one when it is not told for how many', async () => {
    const { listening } = await serveJson(temporaryFolder(), '--entry', 'invite-only')
    const { invite } = listening
    expect(await outcomeOf(joinBy(invite, 'Ada', temporaryFolder()))).toBeNull()
    expect(await outcomeOf(joinBy(invite, 'Bob', temporaryFolder()))).toBe('invite-used')
  })

  test('[IV6] takes back by address who was admitted, also after a restart, and refuses the old invite to others', async () => {
    const [data, profile] = [temporaryFolder(), temporaryFolder()]
    const first = await serveJson(data, '--entry', 'invite-only')
    const { invite } = first.listening
    expect(await outcomeOf(joinBy(invite, 'Ada', profile))).toBeNull()
    first.host.process.kill('SIGTERM')
    expect(await first.host.exit()).toBe(0)

    const again = await serveJson(data, '--entry', 'invite-only', '--port', String(first.port))
    // The host was remembered with its key: nothing has to be trusted anew.
    expect(await outcomeOf(joinBy(`127.0.0.1:${again.port}`, 'Ada', profile))).toBeNull()
    expect(await outcomeOf(joinBy(invite, 'Bob', temporaryFolder()))).toBe('invite-used')
  })
})

describe('an invite', () => {
  test('[EN1] stands in for the password', async () => {
    const entry = ['--entry', 'password', '--invite-uses', '1']
    const { listening } = await serveJson(temporaryFolder(), ...entry)
    expect(await outcomeOf(joinBy(listening['invite'], 'Ada', temporaryFolder()))).toBeNull()
  })

  test('[TR1] with another key says nothing to the host, also with --trust-new', async () => {
    const { host, listening, port } = await serveJson(temporaryFolder(), '--entry', 'invite-only')
    const { invite } = listening
    const wrong = joinBy(tampered(invite), 'Ada', temporaryFolder(), '--trust-new')
    expect(await outcomeOf(wrong)).toBe('host-changed')
    expect(wrong.stderr).toContain(`127.0.0.1:${port}`)
    expect(host.named('member-joined')).toEqual([])
    // The token was not used up either.
    expect(await outcomeOf(joinBy(invite, 'Ada', temporaryFolder()))).toBeNull()
    expect(host.named('member-joined')).toHaveLength(1)
  })

  // Elsewhere the loopback has one address only.
  test.runIf(process.platform === 'linux')(
    '[IV1] is tried at one address after the other',
    async () => {
      const host = await serveJson(temporaryFolder(), '--invite-uses', '1')
      const other = await serveJson(
        temporaryFolder(),
        '--bind',
        '127.0.0.2',
        '--port',
        String(host.port),
      )
      const invite = String(host.listening['invite'])
      const elsewhere = invite.replace('127.0.0.1', '127.0.0.3,127.0.0.2,127.0.0.1')
      const profile = temporaryFolder()
      expect(await outcomeOf(joinBy(elsewhere, 'Ada', profile))).toBeNull()
      expect(other.host.named('member-joined')).toEqual([])
      // Only the address that had the right key is remembered.
      expect(await outcomeOf(joinBy(`127.0.0.1:${host.port}`, 'Ada', profile))).toBeNull()
      expect(await outcomeOf(joinBy(`127.0.0.2:${host.port}`, 'Ada', profile))).toBe('host-unknown')
    },
  )

  test('[TR1] exits 1 as host-changed when only others answer, and names the addresses', async () => {
    const { host, listening, port } = await serveJson(temporaryFolder(), '--invite-uses', '1')
    const places = tampered(listening['invite']).replace('127.0.0.1', '127.0.0.3,127.0.0.1')
    const wrong = joinBy(places, 'Ada', temporaryFolder())
    expect(await outcomeOf(wrong)).toBe('host-changed')
    expect(wrong.stderr).toContain(`127.0.0.3:${port}, 127.0.0.1:${port}: `)
    expect(wrong.events.map(({ event, state }) => state ?? event)).toEqual([
      'connecting',
      'ended',
      'error',
    ])
    expect(host.named('member-joined')).toEqual([])
  })

  test('is not remembered as a host when it admits nobody', async () => {
    const { listening, port } = await serveJson(temporaryFolder(), '--entry', 'invite-only')
    const unknown = String(listening['invite']).replace(
      /\.[A-Za-z0-9_-]{22}$/,
      `.${'A'.repeat(22)}`,
    )
    const profile = temporaryFolder()
    expect(await outcomeOf(joinBy(unknown, 'Ada', profile))).toBe('invite-unknown')
    expect(await outcomeOf(joinBy(`127.0.0.1:${port}`, 'Ada', profile))).toBe('host-unknown')
  })
})

describe('the invite of the owner', () => {
  test('makes an owner once, and is not made again when there is one', async () => {
    const data = temporaryFolder()
    const { host, listening } = await serveJson(data, '--entry', 'invite-only')
    const { ownerInvite } = listening
    const ada = joinBy(ownerInvite, 'Ada', temporaryFolder())
    await ada.event({ event: 'ruling', type: 'role-changed', member: 'Ada', role: 'owner' })
    expect(await outcomeOf(ada)).toBeNull()
    expect(await outcomeOf(joinBy(ownerInvite, 'Bob', temporaryFolder()))).toBe('invite-used')
    host.process.kill('SIGTERM')
    expect(await host.exit()).toBe(0)
    const again = await serveJson(data)
    expect(again.listening).toMatchObject({ ownerInvite: null })
  })

  test('is made anew by each start, and the unused one of before is revoked', async () => {
    const data = temporaryFolder()
    const first = await serveJson(data)
    first.host.process.kill('SIGTERM')
    await first.host.exit()
    const port = ['--port', String(first.port), '--entry', 'invite-only']
    const second = await serveJson(data, ...port)
    const [before, now] = [first, second].map(({ listening }) => listening['ownerInvite'])
    expect(now).not.toBe(before)
    expect(await outcomeOf(joinBy(before, 'Ada', temporaryFolder()))).toBe('invite-revoked')
    expect(await outcomeOf(joinBy(now, 'Ada', temporaryFolder()))).toBeNull()
  })

  test('does not come into a log that others read', async () => {
    const { listening } = await serveJson(temporaryFolder(), '--quiet', '--invite-uses', '1')
    expect(listening).toMatchObject({ ownerInvite: null, invite: expect.any(String) as unknown })
  })
})
