import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ensurePrograms } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, serveJson, Terminal } from '../testing/terminal.ts'

const RIGHT = 'kitchen blue seven'

beforeAll(ensurePrograms, 120_000)

/** A file with this text. */
function file(text: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'password.txt')
  writeFileSync(path, text)
  return path
}

/** Joins with the password in a file, and leaves. Resolves with the exit code and the errors that were told. */
async function tryToJoin(port: number, profile: string, ...args: readonly string[]) {
  const joined = joinJson(port, 'Ada', profile, ...args)
  joined.process.stdin.end()
  const code = await joined.exit()
  return { code, errors: joined.named('error').map((event) => event['code']) }
}

describe('a room with a password', () => {
  test('[EN1] takes who knows it, and tells the others what is missing', async () => {
    const { host, listening, port } = await serveJson(
      temporaryFolder(),
      '--password-file',
      file(`${RIGHT}\nnot this\n`),
    )
    expect(listening).not.toHaveProperty('password')
    const profile = temporaryFolder()

    expect(await tryToJoin(port, profile)).toEqual({ code: 1, errors: ['password-required'] })
    const wrong = file('kitchen blue eight')
    expect(await tryToJoin(port, profile, '--password-file', wrong)).toEqual({
      code: 1,
      errors: ['bad-password'],
    })
    expect(host.named('member-joined')).toEqual([])
    const right = file(`  ${RIGHT} \r\n`)
    expect(await tryToJoin(port, profile, '--password-file', right)).toEqual({
      code: 0,
      errors: [],
    })
    expect(host.named('member-joined')).toHaveLength(1)
  })

  test('[EN3] takes no guess any more after too many, not even the right one', async () => {
    const { host, port } = await serveJson(
      temporaryFolder(),
      '--password-file',
      file(RIGHT),
      '--limit',
      'password-guesses=2',
    )
    const profile = temporaryFolder()
    const codes = []
    for (const guess of ['wrong number one', 'wrong number two', RIGHT]) {
      codes.push(...(await tryToJoin(port, profile, '--password-file', file(guess))).errors)
    }
    expect(codes).toEqual(['bad-password', 'bad-password', 'too-many-guesses'])
    expect(host.named('member-joined')).toEqual([])
  })

  test('[PW1] [PW2] makes six words when it is given none, and reads them as they are typed', async () => {
    const { host, listening, port } = await serveJson(temporaryFolder(), '--entry', 'password')
    const password = String(listening['password'])
    expect(password).toMatch(/^[a-z]+(-[a-z]+){5,}$/)
    const typed = file(password.toUpperCase().replaceAll('-', ' '))
    const joined = await tryToJoin(port, temporaryFolder(), '--password-file', typed)
    expect(joined).toEqual({ code: 0, errors: [] })
    expect(host.stdout.split(password)).toHaveLength(2)
  })

  test('shows people the password that was made', async () => {
    const data = temporaryFolder()
    const host = new Terminal('serve', '--port', '0', '--data', data, '--entry', 'password')
    await expect
      .poll(() => host.stdout, { timeout: 15_000 })
      .toMatch(/^Listening on [^\n]+\nPassword: [a-z-]+\nInvite for the owner[^\n]+\n$/)
  })

  test('[PW3] takes a weak one with a warning', async () => {
    const weak = file('password123')
    const { host } = await serveJson(temporaryFolder(), '--password-file', weak)
    expect(host.stderr).toMatch(
      /^parley: warning: [^\n]+ is among those that are tried first[^\n]+\n$/,
    )
    expect(host.stderr).toContain(weak)
    expect(host.stderr).not.toContain('password123')
  })
})

describe('exits 1 and names the file', () => {
  test.each([
    ['that is missing', () => join(temporaryFolder(), 'not-there'), /no such file/],
    ['that is empty', () => file(''), /empty/],
    ['whose first line is blank', () => file(' \nkitchen blue seven\n'), /empty/],
    ['with a password that is too short', () => file('abc\n'), /8 characters/],
    ['with a password that is too long', () => file('a long one '.repeat(50)), /128 characters/],
    ['with what is no text', () => file(Buffer.from([0xff, 0xfe, 0x41, 0x00])), /UTF-8/],
  ])('%s', async (_what, make, problem) => {
    const path = make()
    const data = temporaryFolder()
    const host = new Terminal('serve', '--port', '0', '--data', data, '--password-file', path)
    const guest = joinJson(9, 'Ada', temporaryFolder(), '--password-file', path)
    for (const command of [host, guest]) {
      expect(await command.exit()).toBe(1)
      expect(command.stderr).toMatch(/^parley: [^\n]+\n$/)
      expect(command.stderr).toContain(path)
      expect(command.stderr).toMatch(problem)
      expect(command.stdout).toBe('')
    }
  })
})
