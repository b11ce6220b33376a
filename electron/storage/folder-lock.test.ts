import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { lockFolder } from './folder-lock.ts'

/** A living process, and when the system says that it started. */
async function livingProcess() {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log("up")'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const pid = child.pid ?? 0
  const stat = existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const end = async (): Promise<void> => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { owner: `${pid} ${started}`, end }
}

test('a folder is locked once, and free again after the release', async () => {
  const path = join(temporaryFolder(), 'profile')
  const first = await lockFolder(path, 'profile-in-use')
  expect(await lockFolder(path, 'profile-in-use')).toEqual({
    ok: false,
    error: { code: 'profile-in-use', detail: { path } },
  })
  if (first.ok) await first.value.release()
  expect(await lockFolder(path, 'data-in-use')).toMatchObject({ ok: true })
  expect(readdirSync(path)).toEqual(['lock'])
})

test('a lock of a living process holds, and is taken over when it has died', async () => {
  const path = temporaryFolder()
  const { owner, end } = await livingProcess()
  writeFileSync(join(path, 'lock'), owner)
  expect(await lockFolder(path, 'data-in-use')).toMatchObject({ error: { code: 'data-in-use' } })
  await end()
  expect(await lockFolder(path, 'data-in-use')).toMatchObject({ ok: true })
  expect(readFileSync(join(path, 'lock'), 'utf8')).toMatch(new RegExp(`^${process.pid} `))
})

test.runIf(process.platform === 'linux')(
  'a process that only has the number of the dead owner does not hold the lock',
  async () => {
    const path = temporaryFolder()
    const { owner } = await livingProcess()
    writeFileSync(join(path, 'lock'), `${owner.split(' ')[0]} 1`)
    expect(await lockFolder(path, 'profile-in-use')).toMatchObject({ ok: true })
  },
)

test.each(['', 'nonsense', '-1 5', '0x10 3'])('a lock that says %j holds nothing', async (text) => {
  const path = temporaryFolder()
  writeFileSync(join(path, 'lock'), text)
  expect(await lockFolder(path, 'profile-in-use')).toMatchObject({ ok: true })
})

test('of many starts at the same time one gets the lock, also after a death', async () => {
  for (let round = 0; round < 60; round++) {
    const path = temporaryFolder()
    if (round % 2 === 1) writeFileSync(join(path, 'lock'), '99999999 1')
    const starts = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        // Not in step: each finds another moment of the others.
        for (let turn = 0; turn < (index * round) % 13; turn++) await setImmediate()
        return lockFolder(path, 'profile-in-use')
      }),
    )
    expect(starts.filter(({ ok }) => ok)).toHaveLength(1)
    const refusals = starts.flatMap((start) => (start.ok ? [] : [start.error.code]))
    expect(new Set(refusals)).toEqual(new Set(['profile-in-use']))
    expect(readdirSync(path)).toEqual(['lock'])
  }
})

test('a takeover that died in the middle does not lock the folder for ever', async () => {
  const path = temporaryFolder()
  writeFileSync(join(path, 'lock'), '99999999 1')
  writeFileSync(join(path, 'lock.takeover'), '99999998 1')
  expect(await lockFolder(path, 'profile-in-use')).toMatchObject({ ok: true })
})

test('a folder that cannot be made is named', async () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  const path = join(file, 'profile')
  expect(await lockFolder(path, 'profile-in-use')).toMatchObject({
    error: { code: 'folder-unwritable', detail: { path } },
  })
})
