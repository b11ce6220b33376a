import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hostRoom, messages, say } from './fixtures/actions.ts'
import { expect, test } from './fixtures/chat-app.ts'

const MIB = 2 ** 20

test('the disk of the host is full: nothing is shown as said, and it goes on by itself', async ({
  start,
  freePort,
}) => {
  test.skip(process.getuid?.() !== 0, 'only root can make a small disk')
  const disk = mkdtempSync(join(tmpdir(), 'parley-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=700', 'tmpfs', disk])
  try {
    const { page, process: main } = await start({ profile: join(disk, 'profile') })
    await hostRoom(page, { name: 'Ann', room: 'Workshop', port: await freePort() })
    await say(page, 'while there was room')
    await expect(page.locator('article[data-state="stored"]')).toHaveCount(1)
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 40 * MIB))
    // The host looks at most once a second: what comes before that may still be stored.
    let said = 1
    await expect(async () => {
      await say(page, `while there was none ${said++}`)
      await expect(page.locator('article[data-state="waiting"]')).toHaveCount(1, { timeout: 500 })
    }).toPass()
    await expect(page.getByRole('alert').filter({ hasText: 'MiB are free' })).toBeVisible()
    rmSync(join(disk, 'ballast'))

    await expect(page.locator('article[data-state="stored"]')).toHaveCount(said, {
      timeout: 20_000,
    })
    await expect(messages(page)).toContainText(`while there was none ${said - 1}`)
    await expect(page.getByRole('alert').filter({ hasText: 'MiB are free' })).toHaveCount(0)
    const ended = new Promise((settle) => {
      main.once('exit', settle)
    })
    main.stderr?.on('data', (bytes: Buffer) => {
      if (bytes.includes('Waiting for the debugger to disconnect')) main.kill('SIGKILL')
    })
    main.kill('SIGTERM')
    await ended
  } finally {
    execFileSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
})
