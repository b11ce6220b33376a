import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ensurePrograms, terminalPath } from '../testing/built-program.ts'
import { RawClient } from '../testing/raw-client.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, serveJson, Terminal } from '../testing/terminal.ts'
import { until } from '../testing/until.ts'
import { portOf } from '../testing/port-of.ts'

beforeAll(ensurePrograms, 120_000)

describe('serve', () => {
  test('tells where it listens, who comes and goes, and what is said', async () => {
    const { host, listening, port } = await serveJson(temporaryFolder(), '--name', 'Blue room')
    expect(Object.keys(listening)).toEqual([
      'event',
      'address',
      'port',
      'fingerprint',
      'invite',
      'ownerInvite',
    ])
    expect(listening).toMatchObject({ address: '127.0.0.1', invite: null })
    expect(listening['fingerprint']).toMatch(/^([a-z2-7]{4}-){12}[a-z2-7]{4}$/)

    const ada = joinJson(port, 'Ada', temporaryFolder())
    ada.type('hello')
    expect(await host.event({ event: 'message' })).toMatchObject({
      author: 'Ada',
      text: 'hello',
      sequence: 1,
    })
    ada.process.stdin.end()
    expect(await ada.exit()).toBe(0)
    expect(await host.event({ event: 'member-left' })).toMatchObject({
      member: { name: 'Ada', role: 'member' },
    })
    expect(host.named('member-joined')).toHaveLength(1)
    expect(ada.named('joined')).toMatchObject([{ room: 'Blue room', sequence: 0 }])
  })

  test('--quiet tells how the server is, and nothing of what people do and say', async () => {
    const { host, port } = await serveJson(temporaryFolder(), '--quiet')
    const ada = joinJson(port, 'Ada', temporaryFolder())
    ada.type('a secret')
    ada.process.stdin.end()
    expect(await ada.exit()).toBe(0)
    expect(ada.named('acknowledged')).toHaveLength(1)
    host.process.kill('SIGTERM')
    expect(await host.exit()).toBe(0)
    expect(host.events.map(({ event }) => event)).toEqual(['listening', 'stopped'])
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '[GB1] says goodbye on %s, also twice, and exits 0',
    async (signal) => {
      const data = temporaryFolder()
      const { host, port } = await serveJson(data)
      const ada = joinJson(port, 'Ada', temporaryFolder())
      await ada.event({ event: 'joined' })
      // Somebody who does not close makes the goodbyes take a while.
      const stuck = await RawClient.connect(port, { isReading: false, isHalfOpen: true })
      host.process.kill(signal)
      await ada.event({ event: 'connection', state: 'waiting', reason: 'host-stopped' })
      expect(stuck.isClosed).toBe(false)
      host.process.kill(signal)
      expect(await host.exit()).toBe(0)
      expect(host.events.at(-1)).toEqual({ event: 'stopped' })
      expect(host.stderr).toBe('')
      expect(existsSync(join(data, 'lock'))).toBe(false)
    },
  )

  test('keeps its fingerprint over a restart', async () => {
    const data = temporaryFolder()
    const first = await serveJson(data)
    first.host.process.kill('SIGTERM')
    await first.host.exit()
    const second = await serveJson(data)
    expect(second.listening['fingerprint']).toBe(first.listening['fingerprint'])
  })

  test('exits 1 and names the port when it is taken', async () => {
    const { port } = await serveJson(temporaryFolder())
    const second = new Terminal(
      'serve',
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--data',
      temporaryFolder(),
    )
    expect(await second.exit()).toBe(1)
    expect(second.stderr).toMatch(new RegExp(`^parley: [^\\n]*\\b${port}\\b[^\\n]*\\n$`))
  })

  test('exits 1 and names the folder when it is in use', async () => {
    const data = temporaryFolder()
    await serveJson(data)
    const second = new Terminal('serve', '--port', '0', '--data', data)
    expect(await second.exit()).toBe(1)
    expect(second.stderr).toContain(data)
    expect(second.stdout).toBe('')
  })

  test('ends without a noise when nobody reads its output any more', async () => {
    const { host, port } = await serveJson(temporaryFolder())
    host.process.stdout.destroy()
    const ada = joinJson(port, 'Ada', temporaryFolder())
    ada.type('anybody?')
    expect(await host.exit()).toBe(1)
    expect(host.stderr).toBe('')
  })
})

describe('join', () => {
  test('tells what happens, in order', async () => {
    const { port } = await serveJson(temporaryFolder())
    const ada = joinJson(port, 'Ada', temporaryFolder())
    await ada.event({ event: 'joined' })
    const bob = joinJson(port, 'Bob', temporaryFolder())
    await ada.event({ event: 'member-joined' })
    ada.type('', 'first', '', 'third')
    await until(() => expect(ada.named('acknowledged')).toHaveLength(2))
    bob.type('/quit', 'not said')
    expect(await bob.exit()).toBe(0)
    await ada.event({ event: 'member-left' })
    ada.process.stdin.end()
    expect(await ada.exit()).toBe(0)

    const [first, third] = ada.named('queued')
    expect([first?.['line'], third?.['line']]).toEqual([2, 4])
    const message = (id: unknown, sequence: number, text: string) => ({
      event: 'message',
      id,
      sequence,
      author: 'Ada',
      text,
      at: expect.any(Number) as unknown,
    })
    const member = expect.objectContaining({ name: 'Bob', role: 'member' }) as unknown
    const seen = ada.events.filter(({ event }) => event !== 'queued')
    expect(seen).toEqual([
      { event: 'connection', state: 'connecting', reason: null },
      { event: 'connection', state: 'connecting', reason: null },
      {
        event: 'joined',
        room: 'Parley',
        members: [expect.objectContaining({ name: 'Ada' })],
        sequence: 0,
      },
      { event: 'connection', state: 'online', reason: null },
      { event: 'member-joined', member },
      message(first?.['id'], 1, 'first'),
      { event: 'acknowledged', id: first?.['id'], sequence: 1 },
      message(third?.['id'], 2, 'third'),
      { event: 'acknowledged', id: third?.['id'], sequence: 2 },
      { event: 'member-left', member },
      { event: 'connection', state: 'ended', reason: 'leaving' },
    ])
    expect(bob.named('message').map(({ text }) => text)).not.toContain('not said')
  })

  test('prints what this profile has not printed yet, oldest first', async () => {
    const { port } = await serveJson(temporaryFolder())
    const profile = temporaryFolder()
    const run = async (...lines: readonly string[]): Promise<readonly unknown[]> => {
      const ada = joinJson(port, 'Ada', profile)
      ada.type(...lines)
      ada.process.stdin.end()
      expect(await ada.exit()).toBe(0)
      return ada.named('message').map(({ text }) => text)
    }
    expect(await run('one', 'two')).toEqual(['one', 'two'])
    const bob = joinJson(port, 'Bob', temporaryFolder())
    bob.type('three')
    bob.process.stdin.end()
    expect(await bob.exit()).toBe(0)
    expect(bob.named('message').map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    expect(await run('four')).toEqual(['three', 'four'])
    expect(await run()).toEqual([])
    // The same host by another name: its history is known by its key, so nothing is printed twice.
    const elsewhere = new Terminal(
      'join',
      `localhost:${port}`,
      '--json',
      '--trust-new',
      '--name',
      'Ada',
      '--profile',
      profile,
    )
    elsewhere.process.stdin.end()
    expect(await elsewhere.exit()).toBe(0)
    expect(elsewhere.named('message')).toEqual([])
  })

  test('exits 1 as undelivered when the host is gone and nobody waits for it', async () => {
    const { host, port } = await serveJson(temporaryFolder())
    const ada = joinJson(port, 'Ada', temporaryFolder())
    await ada.event({ event: 'joined' })
    host.process.kill('SIGKILL')
    await ada.event({ event: 'connection', state: 'waiting' })
    ada.type('lost?')
    await ada.event({ event: 'queued' })
    ada.process.kill('SIGINT')
    expect(await ada.exit()).toBe(1)
    expect(ada.stderr).toMatch(new RegExp(`^parley: 127.0.0.1:${port}: 1 message.*\\n$`))
    expect(ada.named('error')).toMatchObject([{ code: 'undelivered' }])
  })

  test('exits 0 at the end of the input when nothing waits, though the host is gone', async () => {
    const { host, port } = await serveJson(temporaryFolder())
    const ada = joinJson(port, 'Ada', temporaryFolder())
    await ada.event({ event: 'joined' })
    host.process.kill('SIGKILL')
    await ada.event({ event: 'connection', state: 'waiting' })
    ada.process.stdin.end()
    expect(await ada.exit()).toBe(0)
  })

  test('tells a viewer that it only reads', async () => {
    const { port } = await serveJson(temporaryFolder())
    const viewer = joinJson(port, 'Vic', temporaryFolder(), '--view')
    expect(await viewer.event({ event: 'joined' })).toMatchObject({ members: [{ role: 'viewer' }] })
    viewer.type('may I?')
    await viewer.event({ event: 'error', code: 'read-only' })
    expect(viewer.named('queued')).toEqual([])
  })

  test('prints lines for people without --json, and no text looks like two messages', async () => {
    const { port } = await serveJson(temporaryFolder())
    const ada = new Terminal(
      'join',
      `127.0.0.1:${port}`,
      '--name',
      'Ada',
      '--profile',
      temporaryFolder(),
      '--trust-new',
    )
    ada.type('hello')
    ada.process.stdin.end()
    expect(await ada.exit()).toBe(0)
    expect(ada.stdout).toMatch(/\* You are in Parley with Ada\.\n\[[^\]]+\] Ada: hello\n$/)
  })

  test('ends without a noise when nobody reads its output any more', async () => {
    const { port } = await serveJson(temporaryFolder())
    const ada = joinJson(port, 'Ada', temporaryFolder())
    await ada.event({ event: 'joined' })
    ada.process.stdout.destroy()
    ada.type('anybody?')
    expect(await ada.exit()).toBe(1)
    expect(ada.stderr).toBe('')
  })
})

describe('join exits 1, with one sentence that names the address', () => {
  test('when nothing listens there', async () => {
    const server = createServer()
    await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
    const port = portOf(server)
    await new Promise((settle) => server.close(settle))
    const ada = joinJson(port, 'Ada', temporaryFolder())
    expect(await ada.exit()).toBe(1)
    expect(ada.stderr).toMatch(new RegExp(`^parley: 127.0.0.1:${port}: [^\\n]+\\n$`))
    expect(ada.named('error')).toMatchObject([{ code: 'connection-refused' }])
  })

  test('when the host is new and nobody said that it may be', async () => {
    const { port, listening } = await serveJson(temporaryFolder())
    const ada = new Terminal(
      'join',
      `127.0.0.1:${port}`,
      '--json',
      '--name',
      'Ada',
      '--profile',
      temporaryFolder(),
    )
    expect(await ada.exit()).toBe(1)
    expect(ada.stderr).toContain(`127.0.0.1:${port}`)
    expect(ada.stderr).toContain(String(listening['fingerprint']))
    expect(ada.events.at(-1)).toMatchObject({ event: 'error', code: 'host-unknown' })
  })

  test('[TR1] when the fingerprint is not the one that was given, also with --trust-new', async () => {
    const { host, port, listening } = await serveJson(temporaryFolder())
    const wrong = joinJson(port, 'Ada', temporaryFolder(), '--trust', 'a'.repeat(52))
    expect(await wrong.exit()).toBe(1)
    expect(wrong.named('error')).toMatchObject([{ code: 'host-changed' }])
    const right = new Terminal(
      'join',
      `127.0.0.1:${port}`,
      '--json',
      '--name',
      'Ada',
      '--profile',
      temporaryFolder(),
      '--trust',
      String(listening['fingerprint']),
    )
    right.process.stdin.end()
    expect(await right.exit()).toBe(0)
    expect(host.named('member-joined')).toHaveLength(1)
  })

  test('[TR1] when a known host has changed, also with --trust-new', async () => {
    const { host, port } = await serveJson(temporaryFolder())
    const profile = temporaryFolder()
    const first = joinJson(port, 'Ada', profile)
    first.process.stdin.end()
    expect(await first.exit()).toBe(0)
    host.process.kill('SIGTERM')
    await host.exit()
    const other = new Terminal(
      'serve',
      '--json',
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--data',
      temporaryFolder(),
    )
    await other.event({ event: 'listening' })
    const second = joinJson(port, 'Ada', profile)
    expect(await second.exit()).toBe(1)
    expect(second.named('error')).toMatchObject([{ code: 'host-changed' }])
  })

  test('when the profile is in use', async () => {
    const { port } = await serveJson(temporaryFolder())
    const profile = temporaryFolder()
    await joinJson(port, 'Ada', profile).event({ event: 'joined' })
    const second = joinJson(port, 'Ada', profile)
    expect(await second.exit()).toBe(1)
    expect(second.stderr).toContain(profile)
  })

  test('when the name is taken', async () => {
    const { port } = await serveJson(temporaryFolder())
    await joinJson(port, 'Ada', temporaryFolder()).event({ event: 'joined' })
    const second = joinJson(port, 'ada', temporaryFolder())
    expect(await second.exit()).toBe(1)
    expect(second.named('error')).toMatchObject([{ code: 'name-taken' }])
  })
})

describe('wrong usage exits 2 and shows the usage', () => {
  test.each(
    [[], ['dance'], ['join', '127.0.0.1'], ['serve', '--classic', '--entry', 'password']].map(
      (args) => ({ args }),
    ),
  )('$args', ({ args }) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [terminalPath, ...args], {
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^parley: .+\n\nUsage:\n/)
  })

  test('but help and version are not wrong', () => {
    for (const args of [['--help'], ['--version']]) {
      const { status, stderr } = spawnSync(process.execPath, [terminalPath, ...args], {
        encoding: 'utf8',
      })
      expect([status, stderr]).toEqual([0, ''])
    }
  })
})

test('a program that is killed in the middle leaves a folder that can be used again', async () => {
  const data = temporaryFolder()
  const { host } = await serveJson(data)
  host.process.kill('SIGKILL')
  await host.exit()
  expect(existsSync(join(data, 'lock'))).toBe(true)
  const again = await serveJson(data)
  onTestFinished(() => void again.host.process.kill('SIGKILL'))
})
