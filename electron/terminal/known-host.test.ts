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
