// What the terminal commands print: objects for programs, lines for people, problems on stderr.

import { assertNever } from '../../shared/assert-never.ts'
import { describeError, type ChatError, type ErrorCode } from '../../shared/error.ts'
import type { Author, Member, Message } from '../../shared/protocol/schema.ts'
import type { TurnedAwayReason } from '../server/server-options.ts'
import { rulingSentence, type RulingOutput } from '../../shared/ruling-sentence.ts'

/** One line of `--json`. Its keys are stable: scripts depend on them. */
type OutputEvent =
  | {
      readonly event: 'listening'
      readonly address: string
      readonly port: number
      /** Only when there are further ports. */
      readonly alsoListening?: readonly number[]
      /** Only when they are let in. */
      readonly classic?: true
      readonly fingerprint: string
      /** As links. They are secrets, as the password is. */
      readonly invite: string | null
      readonly ownerInvite: string | null
      /** Only when it was made by this start: what somebody else chose is not shown. */
      readonly password?: string
    }
  | { readonly event: 'stopped' }
  | {
      readonly event: 'connection'
      readonly state: 'connecting' | 'online' | 'waiting' | 'ended'
      readonly reason: ErrorCode | null
    }
  | {
      readonly event: 'joined'
      readonly room: string
      readonly members: readonly Member[]
      readonly sequence: number
    }
  | ({ readonly event: 'message' } & MessageOutput)
  | { readonly event: 'queued'; readonly line: number; readonly id: string }
  | { readonly event: 'acknowledged'; readonly id: string; readonly sequence: number }
  | { readonly event: 'member-joined' | 'member-left'; readonly member: Author }
  | { readonly event: 'member-renamed'; readonly name: string; readonly previous: string }
  | ({ readonly event: 'ruling' } & RulingOutput)
  | { readonly event: 'away'; readonly count: number }
  /** Messages can be stored again, after an `error` that said why they could not. */
  | { readonly event: 'storage-available' }
  /** A host closed a connection of a stranger; told of each address once a minute at most. */
  | { readonly event: 'turned-away'; readonly address: string; readonly reason: TurnedAwayReason }
  | { readonly event: 'error'; readonly code: ErrorCode; readonly message: string }

interface MessageOutput {
  readonly id: string
  readonly sequence: number
  readonly author: string
  /** There when nobody has proven to be the author. [UV1] */
  readonly unverified?: true
  readonly text: string
  /** Milliseconds since 1970 by the clock of the host. */
  readonly at: number
}

/** Prints one event in the form that was asked for. */
export type Print = (event: OutputEvent) => void

export function createPrinter(json: boolean): Print {
  return json
    ? (event) => write(JSON.stringify(event))
    : (event) => {
        const line = toLine(event)
        if (line !== null) write(line)
      }
}

export function toMessageOutput({ id, sequence, author, text, at }: Message): MessageOutput {
  const mark = author.unverified && { unverified: author.unverified }
  return { id, sequence, author: author.name, ...mark, text, at }
}

/** Says on stderr, in one sentence, why the program ends or what it could not do. */
export function complain(error: ChatError, about?: string): void {
  if (isUnread) return
  const sentence = describeError(error)
  process.stderr.write(`parley: ${about ? `${about}: ` : ''}${sentence}\n`)
}

/** As `complain`, about what is in a file; what could not be read names the file by itself. */
export function complainOfFile(error: ChatError, path: string | null): void {
  complain(error, error.code === 'file-unreadable' ? undefined : (path ?? undefined))
}

/** Says on stderr, in one sentence, what is taken all the same. */
export function warn(about: string, sentence: string): void {
  process.stderr.write(`parley: warning: ${about}: ${sentence}\n`)
}

let lines: string[] = []
let isUnread = false

/** Nobody reads the output any more: nothing is printed from now on, nor is anything complained about. */
export function stopPrinting(): void {
  isUnread = true
  lines = []
}

/** A write to a pipe blocks: the lines of a tick go out together, the last ones when the process exits. */
function write(line: string): void {
  if (isUnread) return
  if (lines.length === 0) setImmediate(flush)
  lines.push(line)
}

/** Writes out what was printed up to now, so that a question comes after it. */
export function flush(): void {
  if (lines.length === 0) return
  const text = `${lines.join('\n')}\n`
  lines = []
  process.stdout.write(text)
}

process.once('exit', flush)

/** The line for people; null for what they see otherwise. */
// One case for each event: a table would say the same in more words.
// oxlint-disable-next-line complexity
function toLine(event: OutputEvent): string | null {
  switch (event.event) {
    case 'listening':
      return listeningLines(event)
    case 'stopped':
      return 'Stopped.'
    case 'connection':
      return connectionLine(event.state, event.reason)
    case 'joined':
      return `* You are in ${event.room} with ${names(event.members)}.`
    case 'message':
      // Further lines are set in: no text may look like a message of somebody else.
      return `[${clock(event.at)}] ${marked(event.author, event)}: ${event.text.replaceAll('\n', '\n    ')}`
    case 'member-joined':
      return `* ${marked(event.member.name, event.member)} joined.`
    case 'member-left':
      return `* ${marked(event.member.name, event.member)} left.`
    case 'member-renamed':
      return `* ${event.previous} is now ${event.name}.`
    case 'ruling':
      return `* ${rulingSentence(event)}`
    case 'away':
      return `* ${event.count} messages while you were away.`
    case 'storage-available':
      return '* Messages can be stored again.'
    case 'turned-away':
      return `* A connection from ${event.address} was turned away (${event.reason}).`
    case 'error':
      return `! ${event.message}`
    case 'queued':
    case 'acknowledged':
      return null
    default:
      return assertNever(event)
  }
}

function listeningLines(event: Extract<OutputEvent, { event: 'listening' }>): string {
  const { address, port, alsoListening, classic, fingerprint, invite, ownerInvite, password } =
    event
  const ports = [port, ...(alsoListening ?? [])].join(', ')
  const lines = [
    `Listening on ${address} port ${ports}. Fingerprint: ${fingerprint}`,
    ...(classic ? [CLASSIC_LINE] : []),
  ]
  if (password !== undefined) lines.push(`Password: ${password}`)
  if (invite !== null) lines.push(`Invite: ${invite}`)
  if (ownerInvite !== null) lines.push(`Invite for the owner, good once: ${ownerInvite}`)
  return lines.join('\n')
}

const CLASSIC_LINE =
  'Telnet and classic programs are let in: what they say is not encrypted, and nobody proves who they are.'

/** The name, and that anybody could go by it. */
function marked(name: string, { unverified }: { readonly unverified?: true | undefined }): string {
  return unverified ? `${name} (not verified)` : name
}

function connectionLine(state: string, reason: ErrorCode | null): string | null {
  const why = reason === null ? '' : ` ${describeError({ code: reason })}`
  if (state === 'connecting') return '* Connecting…'
  return state === 'waiting' ? `* Waiting to connect again.${why}` : null
}

function names(members: readonly Member[]): string {
  const shown = members.slice(0, 20).map((member) => marked(member.name, member))
  return members.length > shown.length ? `${shown.join(', ')} and others` : shown.join(', ')
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
