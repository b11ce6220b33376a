// `parley serve --classic` and what `parley join` shows of those who come that way.

import { spawn, spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { ensurePrograms, terminalPath } from '../testing/built-program.ts'
import { ClassicSocket } from '../testing/classic-socket.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, PrintingProcess, serveJson, Terminal } from '../testing/terminal.ts'
import { until } from '../testing/until.ts'

beforeAll(ensurePrograms, 120_000)

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const { host, port } = await serveJson(temporaryFolder())
  host.process.kill('SIGTERM')
  await host.exit()
  return port
}

test('[UV1] a telnet talks with `join` over a further port, and bears its mark', async () => {
  const further = await freePort()
  const args = ['--classic', '--also-listen', String(further)]
  const { listening, host, port } = await serveJson(temporaryFolder(), ...args)
  expect(listening).toMatchObject({ alsoListening: [further], classic: true })
  const ada = joinJson(port, 'Ada', temporaryFolder())
  await ada.event({ event: 'joined' })
  const telnet = await ClassicSocket.connect(further, '/name tom\r\nhello\r\n')

  const message = { event: 'message', author: 'tom', text: 'hello', unverified: true }
  await ada.event(message)
  await host.event(message)
  await until(() =>
    expect(ada.named('member-joined')).toMatchObject([
      { member: { name: 'tom', unverified: true } },
    ]),
  )
  ada.type('hello tom')
  await telnet.hears('Ada: hello tom')
  const own = await ada.event({ event: 'message', text: 'hello tom' })
  expect(Object.keys(own)).not.toContain('unverified')
})

test('without --classic nothing says that there is such a thing', async () => {
  const { listening } = await serveJson(temporaryFolder())

  expect(Object.keys(listening)).not.toContain('classic')
  expect(Object.keys(listening)).not.toContain('alsoListening')
})

test('for people: it is said that they are let in, and who is not verified', async () => {
  const data = temporaryFolder()
  const args = ['serve', '--bind', '127.0.0.1', '--port', '0', '--data', data, '--classic']
  const host = new Terminal(...args)
  await until(() => expect(host.stdout).toContain('Telnet and classic programs are let in'))
  const port = Number(/port (\d+)/.exec(host.stdout)?.[1])
  await ClassicSocket.connect(port, 'name:bob')

  await until(() => expect(host.stdout).toContain('* bob (not verified) joined.'))
})

test('[UV2] --classic with another entry exits 2 and says why', () => {
  const args = [terminalPath, 'serve', '--classic', '--entry', 'invite-only']
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })

  expect(status).toBe(2)
  expect(stderr.split('\n')[0]).toBe(
    'parley: --classic needs --entry open, not invite-only: classic programs can prove neither a password nor an invite.',
  )
})

test('a further port that is taken exits 1 and names it', async () => {
  const { port } = await serveJson(temporaryFolder())
  const place = ['--bind', '127.0.0.1', '--port', '0', '--data', temporaryFolder()]
  const second = new Terminal('serve', '--json', ...place, '--also-listen', String(port))

  expect(await second.exit()).toBe(1)
  expect(second.stderr).toContain(`Port ${port} is in use by another program`)
  expect(second.stdout).toBe('')
})

// Where everybody may open low ports there is nothing to be told.
const firstFree = spawnSync('cat', ['/proc/sys/net/ipv4/ip_unprivileged_port_start'], {
  encoding: 'utf8',
}).stdout

test.runIf(process.platform === 'linux' && Number(firstFree) > 399)(
  'a low port that the system keeps exits 1, and says why and what to do',
  async () => {
    const data = temporaryFolder()
    chmodSync(data, 0o777)
    const place = ['--bind', '127.0.0.1', '--port', '0', '--data', `${data}/room`]
    const args = [terminalPath, 'serve', ...place, '--classic', '--also-listen', '399']
    // The administrator may open every port: somebody else asks then.
    const who = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const host = new PrintingProcess(spawn(process.execPath, args, who))

    expect(await host.exit()).toBe(1)
    expect(host.stderr).toContain('The system keeps port 399 for its administrator')
    expect(host.stderr).toContain('ip_unprivileged_port_start=399')
  },
)
