import { describe, expect, test } from 'vitest'
import { limitsWith } from '../../shared/protocol/limits.ts'
import { parseCommand } from './usage.ts'

const parse = (line: string) => parseCommand(line === '' ? [] : line.split(' '), '::')

function target(address: string, port = 7465) {
  return { addresses: [{ address, port }], fingerprint: null, token: null }
}

const KEY = `${'abcd'.repeat(12)}efga`
const TOKEN = 'Zm9vYmFyYmF6cXV4Zm9vYg'
const INVITE = `parley://10.0.0.1,[fd00::1]:99/#${KEY}.${TOKEN}`
const INVITED = {
  addresses: [
    { address: '10.0.0.1', port: 99 },
    { address: 'fd00::1', port: 99 },
  ],
  fingerprint: KEY,
  token: TOKEN,
}
const SERVE = {
  command: 'serve',
  name: 'Parley',
  port: 7465,
  bind: '::',
  data: null,
  entry: 'open',
  passwordFile: null,
  inviteUses: null,
  history: 'all',
  classic: false,
  alsoListen: [],
  limits: limitsWith(),
  quiet: false,
  json: false,
}
const JOIN = {
  command: 'join',
  target: target('host'),
  name: 'Ada',
  role: 'member',
  profile: null,
  trust: null,
  trustNew: false,
  passwordFile: null,
  json: false,
}

describe('understands', () => {
  test.each([
    ['serve', SERVE],
    ['serve --name Blue', { ...SERVE, name: 'Blue' }],
    ['serve --port 0', { ...SERVE, port: 0 }],
    ['serve --port 65535', { ...SERVE, port: 65_535 }],
    ['serve --bind 127.0.0.1', { ...SERVE, bind: '127.0.0.1' }],
    ['serve --data some/folder', { ...SERVE, data: 'some/folder' }],
    ['serve --entry open', SERVE],
    ['serve --entry password', { ...SERVE, entry: 'password' }],
    ['serve --entry invite-only', { ...SERVE, entry: 'invite-only', inviteUses: 1 }],
    [
      'serve --entry invite-only --invite-uses 3',
      { ...SERVE, entry: 'invite-only', inviteUses: 3 },
    ],
    ['serve --invite-uses 2048', { ...SERVE, inviteUses: 2_048 }],
    ['serve --password-file f', { ...SERVE, entry: 'password', passwordFile: 'f' }],
    [
      'serve --entry password --password-file f --invite-uses 1',
      { ...SERVE, entry: 'password', passwordFile: 'f', inviteUses: 1 },
    ],
    [
      'serve --limit text-bytes=10 --limit hello-ms=20',
      { ...SERVE, limits: limitsWith({ 'text-bytes': 10, 'hello-ms': 20 }) },
    ],
    ['serve --history from-joining', { ...SERVE, history: 'from-joining' }],
    ['serve --json', { ...SERVE, json: true }],
    ['serve --quiet', { ...SERVE, quiet: true }],
    ['join host --name Ada', JOIN],
    ['join --name Ada host', JOIN],
    ['join host:99 --name Ada', { ...JOIN, target: target('host', 99) }],
    ['join [::1]:99 --name Ada', { ...JOIN, target: target('::1', 99) }],
    ['join ::1 --name Ada', { ...JOIN, target: target('::1') }],
    ['join host --name Ada --view', { ...JOIN, role: 'viewer' }],
    ['join host --name Ada --profile some/folder', { ...JOIN, profile: 'some/folder' }],
    [`join host --name Ada --trust ${KEY.toUpperCase()}`, { ...JOIN, trust: KEY }],
    ['join host --name Ada --trust-new', { ...JOIN, trustNew: true }],
    [`join host --name Ada --trust ${KEY} --trust-new`, { ...JOIN, trust: KEY, trustNew: true }],
    ['join host --name Ada --password-file f', { ...JOIN, passwordFile: 'f' }],
    [`join ${INVITE} --name Ada`, { ...JOIN, target: INVITED }],
    [`join <${INVITE}>, --name Ada`, { ...JOIN, target: INVITED }],
    [
      `join parley://10.0.0.1,[fd00::1]:99/#${KEY} --name Ada`,
      { ...JOIN, target: { ...INVITED, token: null } },
    ],
    [`join ${INVITE} --name Ada --trust ${KEY}`, { ...JOIN, target: INVITED, trust: KEY }],
    ['join parley:99 --name Ada', { ...JOIN, target: target('parley', 99) }],
    ['join host --name Ada --json', { ...JOIN, json: true }],
    ['--help', { command: 'help' }],
    ['-h', { command: 'help' }],
    ['serve --help', { command: 'help' }],
    ['join -h', { command: 'help' }],
    ['--version', { command: 'version' }],
  ])('%s', (line, command) => {
    expect(parse(line)).toEqual(command)
  })
})

describe('says what is wrong with', () => {
  test.each([
    ['', /serve or join/],
    ['dance', /dance/],
    ['serve now', /now/],
    ['serve --nonsense', /--nonsense/],
    ['serve --port', /--port/],
    ['serve --port -1', /--port/],
    ['serve --port 65536', /65536/],
    ['serve --port 7465x', /7465x/],
    ['serve --name \u0007', /--name/],
    ['serve --entry anyhow', /anyhow/],
    ['serve --entry open --password-file f', /--password-file .* --entry open/],
    ['serve --entry invite-only --password-file f', /--password-file .* --entry invite-only/],
    ['serve --invite-uses 0', /--invite-uses .* 2048, not 0/],
    ['serve --invite-uses 2049', /--invite-uses .* not 2049/],
    ['serve --invite-uses 1.5', /--invite-uses .* not 1.5/],
    ['serve --invite-uses', /--invite-uses/],
    ['serve --limit text-bytes', /text-bytes/],
    ['serve --limit text-bytes=0', /text-bytes/],
    ['serve --limit nothing=1', /nothing/],
    ['join', /address/],
    ['join host', /--name/],
    ['join host other --name Ada', /other/],
    ['join ho|st --name Ada', /ho\|st/],
    ['join host:0 --name Ada', /host:0/],
    [`join host --name ${'x'.repeat(33)}`, /--name/],
    ['join host --name Ada --trust short', /--trust short/],
    ['join host --name Ada --port 1', /--port/],
    ['join host --name Ada --password-file', /--password-file/],
    [`join ${INVITE}`, /--name/],
    [`join ${INVITE} --name Ada --trust ${'a'.repeat(52)}`, /--trust .* the invite/],
  ])('%j', (line, problem) => {
    expect(parse(line)).toEqual({
      command: 'wrong',
      problem: expect.stringMatching(problem) as unknown,
    })
  })
})

test('does not repeat an invite that is wrong', () => {
  const wrong = INVITE.slice(0, -1)
  const problem = expect.not.stringContaining(TOKEN.slice(0, 8)) as unknown
  expect(parse(`join ${wrong} --name Ada`)).toEqual({ command: 'wrong', problem })
  expect(parse(`join ${wrong} --name Ada`)).toMatchObject({
    problem: expect.stringContaining('not an invite') as unknown,
  })
})

describe('classic programs', () => {
  test('are let in where they are asked for only', () => {
    expect(parse('serve')).toMatchObject({ classic: false, alsoListen: [] })
    expect(parse('serve --classic')).toMatchObject({ classic: true })
    expect(parse('serve --classic --entry open')).toMatchObject({ classic: true })
  })

  test.each(['serve --classic --entry password', 'serve --classic --entry invite-only'])(
    '[UV2] not by %s',
    (line) => {
      expect(parse(line)).toMatchObject({
        command: 'wrong',
        problem: expect.stringMatching(/^--classic needs --entry open, not \S+: /) as unknown,
      })
    },
  )

  test('find further ports, each once', () => {
    const line = 'serve --port 6000 --also-listen 6000 --also-listen 1000 --also-listen 1000'

    expect(parse(line)).toMatchObject({ port: 6000, alsoListen: [1000] })
  })

  test.each(['0', '65536', 'x', '-1'])('not on port %s', (port) => {
    expect(parse(`serve --also-listen=${port}`)).toMatchObject({
      command: 'wrong',
      problem: expect.stringContaining(`--also-listen ${port}: `) as unknown,
    })
  })
})
