// What a person typed after `parley` -> what to do, or what is wrong with it.

import { parseArgs } from 'node:util'
import { parseHostAddress, type HostAddress } from '../../shared/address/host-address.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import { parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'
import { looksLikeInvite, parseInvite } from '../../shared/invite/invite.ts'
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
  /** What it takes to get in. */
  readonly entry: (typeof ENTRIES)[number]
  /** Where the password is; null: one is made when the entry asks for it. */
  readonly passwordFile: string | null
  /** How many members the invite made at the start admits; null: none is made. */
  readonly inviteUses: number | null
  /** What somebody who joins later can read. */
  readonly history: 'all' | 'from-joining'
  /** Whether telnet and classic programs are let in. Only where the entry is open. */
  readonly classic: boolean
  /** Ports besides `port`, each once. */
  readonly alsoListen: readonly number[]
  readonly limits: Limits
  /** Prints how the server is, not what people do and say: for logs that others read. */
  readonly quiet: boolean
  readonly json: boolean
}

/** The host to join, by an address or by an invite. */
export interface JoinTarget {
  /** Where it may be, best first. Never empty. */
  readonly addresses: readonly HostAddress[]
  /** The key that its invite names, in canonical form; null without an invite. */
  readonly fingerprint: string | null
  /** What lets somebody in; null without an invite, or with one that only says who the host is. */
  readonly token: string | null
}

export interface JoinCommand {
  readonly command: 'join'
  readonly target: JoinTarget
  readonly name: string
  readonly role: Role
  readonly profile: string | null
  /** The only fingerprint that will do, in canonical form; null if none was given. */
  readonly trust: string | null
  /** Whether a host is trusted that is new. Never overrides `trust`, an invite or a known host. */
  readonly trustNew: boolean
  /** Where the room's password is; null: none is known. */
  readonly passwordFile: string | null
  readonly json: boolean
}

export type Command =
  | ServeCommand
  | JoinCommand
  | { readonly command: 'help' }
  | { readonly command: 'version' }
  | { readonly command: 'wrong'; readonly problem: string }

export const USAGE = `Usage:
  parley serve [--name NAME] [--port N] [--bind ADDRESS] [--data DIR]
               [--entry open|password|invite-only] [--password-file FILE] [--invite-uses N]
               [--history all|from-joining] [--classic] [--also-listen PORT]…
               [--limit NAME=VALUE]… [--quiet] [--json]
  parley join ADDRESS[:PORT]|INVITE --name NAME [--view] [--profile DIR]
              [--trust FINGERPRINT | --trust-new] [--password-file FILE] [--json]

serve hosts a room until it is stopped by Ctrl-C. Port 0 takes a free one. The password is the first
line of FILE, which means --entry password; without a file one is made and printed. --invite-uses
makes an invite for N members, good for a day. --classic lets in telnet and classic chat programs,
unencrypted and unverified; some need a port of their own: --also-listen 6000. --quiet does not
print what people do and say, nor the owner's invite.
join sends each line of its input as a message. /quit leaves.
`

const ENTRIES = ['open', 'password', 'invite-only'] as const

/** Members whom one invite admits at most: as many as a host takes. */
const MAX_INVITE_USES = 2_048

const SERVE_OPTIONS = {
  name: { type: 'string' },
  port: { type: 'string' },
  bind: { type: 'string' },
  data: { type: 'string' },
  entry: { type: 'string' },
  'password-file': { type: 'string' },
  'invite-uses': { type: 'string' },
  history: { type: 'string' },
  classic: { type: 'boolean' },
  'also-listen': { type: 'string', multiple: true },
  limit: { type: 'string', multiple: true },
  quiet: { type: 'boolean' },
  json: { type: 'boolean' },
} as const

const JOIN_OPTIONS = {
  name: { type: 'string' },
  view: { type: 'boolean' },
  profile: { type: 'string' },
  trust: { type: 'string' },
  'trust-new': { type: 'boolean' },
  'password-file': { type: 'string' },
  json: { type: 'boolean' },
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
  const passwordFile = values['password-file'] ?? null
  const entry = entryOf(values.entry, passwordFile)
  const port = portOf(values.port)
  return {
    command: 'serve',
    name: nameOf(normalizeRoomName(values.name ?? DEFAULT_ROOM_NAME)),
    port,
    bind: values.bind ?? everyAddress,
    data: values.data ?? null,
    entry,
    passwordFile,
    inviteUses: inviteUsesOf(values['invite-uses'], entry),
    history: historyOf(values.history),
    classic: classicOf(values.classic, entry),
    alsoListen: alsoListenOf(values['also-listen'] ?? [], port),
    limits: limitsOf(values.limit ?? []),
    quiet: values.quiet ?? false,
    json: values.json ?? false,
  }
}

function parseJoin(args: string[]): JoinCommand {
  const { values, positionals } = parseArgs({ args, options: JOIN_OPTIONS, allowPositionals: true })
  const target = targetOf(positionals)
  if (values.name === undefined) throw new WrongUsage('Say who you are with --name NAME.')
  return {
    command: 'join',
    target,
    name: nameOf(normalizeName(values.name)),
    role: values.view ? 'viewer' : 'member',
    profile: values.profile ?? null,
    trust: values.trust === undefined ? null : trustOf(values.trust, target),
    trustNew: values['trust-new'] ?? false,
    passwordFile: values['password-file'] ?? null,
    json: values.json ?? false,
  }
}

/** What comes without a key can prove neither a password nor an invite. [UV2] */
function classicOf(isAsked = false, entry: ServeCommand['entry']): boolean {
  if (!isAsked || entry === 'open') return isAsked
  throw new WrongUsage(
    `--classic needs --entry open, not ${entry}: classic programs can prove neither a password nor an invite.`,
  )
}

/** Each port once. */
function alsoListenOf(texts: readonly string[], port: number): readonly number[] {
  const ports = texts.map((text) => {
    if (isPort(text) && Number(text) > 0) return Number(text)
    throw new WrongUsage(`--also-listen ${text}: ${sentence('bad-port', {})}`)
  })
  return [...new Set(ports)].filter((other) => other !== port)
}

function nameOf(name: Result<string>): string {
  if (name.ok) return name.value
  throw new WrongUsage(`--name: ${describeError(name.error)}`)
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT
  if (isPort(text)) return Number(text)
  throw new WrongUsage(`--port ${text}: ${sentence('bad-port', {})}`)
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}

function entryOf(text: string | undefined, passwordFile: string | null): ServeCommand['entry'] {
  const entry = ENTRIES.find((each) => each === text)
  if (text !== undefined && !entry) {
    throw new WrongUsage(`--entry is open, password or invite-only, not ${text}.`)
  }
  if (passwordFile === null) return entry ?? 'open'
  if ((entry ?? 'password') === 'password') return 'password'
  throw new WrongUsage(`--password-file means entry by password, not --entry ${entry}.`)
}

/** Without an invite nobody could come in where they come by invite only. */
function inviteUsesOf(text: string | undefined, entry: ServeCommand['entry']): number | null {
  if (text === undefined) return entry === 'invite-only' ? 1 : null
  const isNumber = /^\d{1,4}$/.test(text)
  if (isNumber && Number(text) >= 1 && Number(text) <= MAX_INVITE_USES) return Number(text)
  throw new WrongUsage(`--invite-uses is a number from 1 to ${MAX_INVITE_USES}, not ${text}.`)
}

function targetOf([text, ...others]: readonly string[]): JoinTarget {
  if (text === undefined) throw new WrongUsage('Say which address or invite to join.')
  if (others.length > 0) throw new WrongUsage(`Say one address, not also ${others.join(' ')}.`)
  if (looksLikeInvite(text)) return invitedTo(text)
  const address = parseHostAddress(text, DEFAULT_PORT)
  if (!address.ok) throw new WrongUsage(`${text}: ${describeError(address.error)}`)
  return { addresses: [address.value], fingerprint: null, token: null }
}

/** What is wrong with an invite is said without it: it is a secret. */
function invitedTo(text: string): JoinTarget {
  const invite = parseInvite(text)
  if (!invite.ok) throw new WrongUsage(describeError(invite.error))
  const { addresses, port, fingerprint, token } = invite.value
  return { addresses: addresses.map((address) => ({ address, port })), fingerprint, token }
}

function historyOf(text: string | undefined): ServeCommand['history'] {
  if (text === undefined || text === 'all') return 'all'
  if (text === 'from-joining') return text
  throw new WrongUsage(`--history is all or from-joining, not ${text}.`)
}

function trustOf(text: string, target: JoinTarget): string {
  const fingerprint = parseFingerprint(text)
  if (!fingerprint.ok) throw new WrongUsage(`--trust ${text}: ${describeError(fingerprint.error)}`)
  const invited = target.fingerprint ?? fingerprint.value
  if (fingerprint.value === invited) return invited
  throw new WrongUsage('--trust names another fingerprint than the invite: ask for a new one.')
}

function limitsOf(settings: readonly string[]): Limits {
  const limits = parseLimitSettings(settings)
  if (limits.ok) return limits.value
  throw new WrongUsage(`--limit: ${describeError(limits.error)}`)
}

function sentence(code: ChatError['code'], detail: Record<string, string>): string {
  return describeError({ code, detail })
}
