// What a person typed after `parley` -> what to do, or what is wrong with it.

import { parseArgs } from 'node:util'
import { parseHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { parseLimitSettings } from '../../shared/protocol/limit-settings.ts'
import { DEFAULT_PORT, type Limits } from '../../shared/protocol/limits.ts'
import { normalizeName, normalizeRoomName } from '../../shared/protocol/name.ts'
import type { Role } from '../../shared/protocol/schema.ts'
import type { Result } from '../../shared/result.ts'

export interface ServeCommand {
  readonly command: 'serve'
  readonly name: string
  readonly port: number
  readonly bind: string
  readonly data: string | null
  /** What somebody who joins later can read. */
  readonly history: 'all' | 'from-joining'
  readonly limits: Limits
  /** Prints how the server is, not what people do and say: for logs that others read. */
  readonly quiet: boolean
  readonly json: boolean
}

export interface JoinCommand {
  readonly command: 'join'
  readonly address: HostAddress
  readonly name: string
  readonly role: Role
  readonly profile: string | null
  /** The only fingerprint that will do, in canonical form; null if none was given. */
  readonly trust: string | null
  /** Whether a host is trusted that is new. Never overrides `trust` or a known host. */
  readonly trustNew: boolean
  readonly json: boolean
}

export type Command =
  | ServeCommand
  | JoinCommand
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'wrong'; readonly problem: string }

export const USAGE = `Usage:
  parley serve [--name NAME] [--port N] [--bind ADDRESS] [--data DIR] [--entry open]
               [--history all|from-joining] [--limit NAME=VALUE]… [--quiet] [--json]
  parley join ADDRESS[:PORT] --name NAME [--view] [--profile DIR]
              [--trust FINGERPRINT | --trust-new] [--json]

serve hosts a room until it is stopped by Ctrl-C. Port 0 takes a free one. --quiet does not print
what people do and say.
join sends each line of its input as a message. /quit leaves.
`

/** Options that the design foresees and this version does not have. */
const SERVE_LATER = {
  'password-file': { type: 'string' },
  'invite-uses': { type: 'string' },
  classic: { type: 'boolean' },
  'also-listen': { type: 'string', multiple: true },
} as const
const JOIN_LATER = { 'password-file': { type: 'string' } } as const

const SERVE_OPTIONS = {
  name: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  data: { type: 'string' },
  entry: { type: 'string' },
  history: { type: 'string' },
  limit: { type: 'string', multiple: true },
  quiet: { type: 'boolean' },
  json: { type: 'boolean' },
  ...SERVE_LATER,
} as const

const JOIN_OPTIONS = {
  name: { type: 'string' },
  view: { type: 'boolean' },
  profile: { type: 'string' },
  trust: { type: 'string' },
  'trust-new': { type: 'boolean' },
  json: { type: 'boolean' },
  ...JOIN_LATER,
} as const

const DEFAULT_ROOM_NAME = 'Parley'

/** Problems are thrown inside this file only, so that each check is one line. */
class WrongUsage extends Error {}

/** Reads the arguments after the program's name. */
export function parseCommand(argv: readonly string[], everyAddress: string): Command {
  const [word = '', ...rest] = argv
  if (asksForHelp(word, rest)) return { command: 'help' }
  try {
    switch (word) {
      case 'serve':
        return parseServe(rest, everyAddress)
      case 'join':
        return parseJoin(rest)
      case '--version':
        return { command: 'version' }
      default:
        return {
          command: 'wrong',
          problem: word ? `There is no command ${word}.` : 'Say serve or join.',
        }
    }
  } catch (error) {
    return { command: 'wrong', problem: error instanceof Error ? error.message : String(error) }
  }
}

/** In place of a command or among its options. */
function asksForHelp(word: string, args: readonly string[]): boolean {
  const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h'
  const end = args.indexOf('--')
  const isCommand = word === 'serve' || word === 'join'
  return isHelp(word) || (isCommand && (end === -1 ? args : args.slice(0, end)).some(isHelp))
}

function parseServe(args: string[], everyAddress: string): ServeCommand {
  const { values } = parseArgs({ args, options: SERVE_OPTIONS })
  rejectLater(values, Object.keys(SERVE_LATER))
  if (values.entry === 'password' || values.entry === 'invite-only') {
    throw new WrongUsage(sentence('not-in-this-version', { option: `--entry ${values.entry}` }))
  }
  if (values.entry !== undefined && values.entry !== 'open') {
    throw new WrongUsage(`--entry is open, not ${values.entry}.`)
  }
  return {
    command: 'serve',
    name: nameOf(normalizeRoomName(values.name ?? DEFAULT_ROOM_NAME)),
    port: portOf(values.port),
    bind: values.bind ?? everyAddress,
    data: values.data ?? null,
    history: historyOf(values.history),
    limits: limitsOf(values.limit ?? []),
    quiet: values.quiet ?? false,
    json: values.json ?? false,
  }
}

function parseJoin(args: string[]): JoinCommand {
  const { values, positionals } = parseArgs({ args, options: JOIN_OPTIONS, allowPositionals: true })
  rejectLater(values, Object.keys(JOIN_LATER))
  const [target, ...others] = positionals
  if (target === undefined) throw new WrongUsage('Say which address to join.')
  if (others.length > 0) throw new WrongUsage(`Say one address, not also ${others.join(' ')}.`)
  if (target.startsWith('parley:')) {
    throw new WrongUsage(sentence('not-in-this-version', { option: 'Joining by invite' }))
  }
  const address = parseHostAddress(target, DEFAULT_PORT)
  if (!address.ok) throw new WrongUsage(`${target}: ${describeError(address.error)}`)
  if (values.name === undefined) throw new WrongUsage('Say who you are with --name NAME.')
  return {
    command: 'join',
    address: address.value,
    name: nameOf(normalizeName(values.name)),
    role: values.view ? 'viewer' : 'member',
    profile: values.profile ?? null,
    trust: values.trust === undefined ? null : fingerprintOf(values.trust),
    trustNew: values['trust-new'] ?? false,
    json: values.json ?? false,
  }
}

function rejectLater(values: Readonly<Record<string, unknown>>, later: readonly string[]): void {
  for (const option of later) {
    if (values[option] !== undefined) {
      throw new WrongUsage(sentence('not-in-this-version', { option: `--${option}` }))
    }
  }
}

function nameOf(name: Result<string>): string {
  if (name.ok) return name.value
  throw new WrongUsage(`--name: ${describeError(name.error)}`)
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new WrongUsage(`--port ${text}: ${sentence('bad-port', {})}`)
}

function historyOf(text: string | undefined): ServeCommand['history'] {
  if (text === undefined || text === 'all') return 'all'
  if (text === 'from-joining') return text
  throw new WrongUsage(`--history is all or from-joining, not ${text}.`)
}

function fingerprintOf(text: string): string {
  const fingerprint = parseFingerprint(text)
  if (fingerprint.ok) return fingerprint.value
  throw new WrongUsage(`--trust ${text}: ${describeError(fingerprint.error)}`)
}

function limitsOf(settings: readonly string[]): Limits {
  const limits = parseLimitSettings(settings)
  if (limits.ok) return limits.value
  throw new WrongUsage(`--limit: ${describeError(limits.error)}`)
}

function sentence(code: ChatError['code'], detail: Record<string, string>): string {
  return describeError({ code, detail })
}
