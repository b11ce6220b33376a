import { beforeAll, expect, test } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinBy, joinJson, serveJson, type Terminal } from '../testing/terminal.ts'

beforeAll(ensurePrograms, 120_000)

/** Resolves with the exit code of a join whose input has ended. */
function exitOf(joined: Terminal): Promise<number | string> {
  joined.process.stdin.end()
  return joined.exit()
}

test('[TR6] an invite takes the place of no key that is pinned', async () => {
  const profile = temporaryFolder()
  const first = await serveJson(temporaryFolder())
  expect(await exitOf(joinJson(first.port, 'Ada', profile))).toBe(0)
  first.host.process.kill('SIGTERM')
  await first.host.exit()
  const place = ['--port', String(first.port), '--invite-uses', '2']
  const { listening, port } = await serveJson(temporaryFolder(), ...place)

  expect(await exitOf(joinBy(listening['invite'], 'Ada', profile))).toBe(0)
  const byAddress = joinBy(`127.0.0.1:${port}`, 'Ada', profile)

  expect(await exitOf(byAddress)).toBe(1)
  expect(byAddress.named('error')).toMatchObject([{ code: 'host-changed' }])
  expect(await exitOf(joinBy(listening['invite'], 'Ada', profile))).toBe(0)
})

test('[TR5] a known host at a new address is not joined without --trust-new', async () => {
  const { port } = await serveJson(temporaryFolder())
  const profile = temporaryFolder()
  expect(await exitOf(joinJson(port, 'Ada', profile))).toBe(0)

  const elsewhere = joinBy(`localhost:${port}`, 'Ada', profile)

  expect(await exitOf(elsewhere)).toBe(1)
  expect(elsewhere.named('error')).toMatchObject([{ code: 'host-elsewhere' }])
  expect(elsewhere.stderr).toContain(`that you know from 127.0.0.1:${port}`)
  expect(await exitOf(joinBy(`localhost:${port}`, 'Ada', profile, '--trust-new'))).toBe(0)
  expect(await exitOf(joinBy(`localhost:${port}`, 'Ada', profile))).toBe(0)
})
