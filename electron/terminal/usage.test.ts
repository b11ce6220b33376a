import { describe, expect, test } from 'vitest'
import { limitsWith } from '../../shared/protocol/limits.ts'
import { parseCommand } from './usage.ts'

const parse = (line: string) => parseCommand(line === '' ? [] : line.split(' '), '::')

const SERVE = {
  command: 'serve',
  name: 'Parley',
  port: 7465,
  bind: '::',
  data: null,
  history: 'all',
  limits: limitsWith(),
  quiet: false,
  json: false,
}
const JOIN = {
  command: 'join',
  address: { address: 'host', port: 7465 },
  name: 'Ada',
  role: 'member',
  profile: null,
  trust: null,
  trustNew: false,
  json: false,
}
const KEY = `${'abcd'.repeat(12)}efga`

describe('understands', () => {
  test.each([
    ['serve', SERVE],
    ['serve --name Blue', { ...SERVE, name: 'Blue' }],
    ['serve --port 0', { ...SERVE, port: 0 }],
    ['serve --port 65535', { ...SERVE, port: 65_535 }],
    ['serve --bind 127.0.0.1', { ...SERVE, bind: '127.0.0.1' }],
    ['serve --data some/folder', { ...SERVE, data: 'some/folder' }],
    ['serve --entry open', SERVE],
    [
      'serve --limit text-bytes=10 --limit hello-ms=20',
      { ...SERVE, limits: limitsWith({ 'text-bytes': 10, 'hello-ms': 20 }) },
    ],
    ['serve --history from-joining', { ...SERVE, history: 'from-joining' }],
    ['serve --json', { ...SERVE, json: true }],
    ['serve --quiet', { ...SERVE, quiet: true }],
    ['join host --name Ada', JOIN],
    ['join --name Ada host', JOIN],
    ['join host:99 --name Ada', { ...JOIN, address: { address: 'host', port: 99 } }],
    ['join [::1]:99 --name Ada', { ...JOIN, address: { address: '::1', port: 99 } }],
    ['join ::1 --name Ada', { ...JOIN, address: { address: '::1', port: 7465 } }],
    ['join host --name Ada --view', { ...JOIN, role: 'viewer' }],
    ['join host --name Ada --profile some/folder', { ...JOIN, profile: 'some/folder' }],
    [`join host --name Ada --trust ${KEY.toUpperCase()}`, { ...JOIN, trust: KEY }],
    ['join host --name Ada --trust-new', { ...JOIN, trustNew: true }],
    [`join host --name Ada --trust ${KEY} --trust-new`, { ...JOIN, trust: KEY, trustNew: true }],
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
  ])('%j', (line, problem) => {
    expect(parse(line)).toEqual({
      command: 'wrong',
      problem: expect.stringMatching(problem) as unknown,
    })
  })
})

describe('says that this version does not have', () => {
  test.each([
    ['serve --entry password', '--entry password'],
    ['serve --entry invite-only', '--entry invite-only'],
    ['serve --password-file f', '--password-file'],
    ['serve --invite-uses 3', '--invite-uses'],
    ['serve --classic', '--classic'],
    ['serve --also-listen 5000 --also-listen 5001', '--also-listen'],
    ['join host --name Ada --password-file f', '--password-file'],
    ['join parley://host/invite --name Ada', 'invite'],
  ])('%s', (line, option) => {
    const parsed = parse(line)
    expect(parsed).toMatchObject({ command: 'wrong' })
    const problem = parsed.command === 'wrong' ? parsed.problem : ''
    expect(problem).toContain('not in this version')
    expect(problem).toContain(option)
  })
})
