// THE process contract: what the window may ask of main, and what main tells the window.
// Preload, handlers and the window's bridge are derived from it. Argument schemas: arguments.ts.

import type { ChatError } from '../error.ts'
import type { OpenedLink } from '../invite/opened-link.ts'
import type { Result } from '../result.ts'
import type { DurableFact, Entry, Role } from '../protocol/schema.ts'
import { keysOf } from '../record.ts'
import type { FoundMessage } from '../session/copy.ts'
import type { RulingAsked } from '../protocol/moderation.ts'
import type { SessionEvent, SessionView } from '../session/view.ts'

/** Who can reach a hosted room: programs on this machine only, or everybody on its networks. */
export type Reach = 'this-machine' | 'this-network'

/** What somebody who joins later can read: everything, or what was said from the first joining on. */
export type HistoryChoice = 'all' | 'from-joining'

/** Further ports of one host: a few programs have one that cannot be changed. */
export const MAX_FURTHER_PORTS = 8

export interface HostOptions {
  readonly roomName: string
  readonly name: string
  readonly port: number
  readonly reach: Reach
  readonly history: HistoryChoice
  readonly entry: Entry
  /** Whether telnet and classic programs are let in. Counts where the entry is open only. [UV2] */
  readonly classic: boolean
  /** Ports besides `port`, at most MAX_FURTHER_PORTS. */
  readonly furtherPorts: readonly number[]
  /** As typed, for an entry by password; null: the one that this computer remembers of the room. */
  readonly password: string | null
}

export interface JoinOptions {
  /** As typed: a name or address, perhaps with a port (see parseHostAddress), or an invite (parseInvite). */
  readonly address: string
  /** Used when the address names no port. */
  readonly port: number
  readonly name: string
  readonly role: Role
  /** The fingerprint that the person has just agreed to trust, after `host-unknown` or `host-elsewhere`. */
  readonly trust: string | null
  /** As typed, after `password-required` or `bad-password`; null: the remembered one, if there is one. */
  readonly password: string | null
  /** Whether a typed password that was right is kept on this computer. */
  readonly remembersPassword: boolean
}

/** A room that was hosted or joined before, newest first on the start screen. */
export type RecentRoom =
  | {
      readonly kind: 'hosted'
      readonly key: string
      readonly roomName: string
      readonly port: number
      readonly reach: Reach
      readonly history: HistoryChoice
      readonly entry: Entry
      readonly classic: boolean
      readonly furtherPorts: readonly number[]
      readonly at: number
    }
  | {
      readonly kind: 'joined'
      readonly key: string
      readonly roomName: string
      readonly address: string
      readonly port: number
      readonly role: Role
      /** Whether it can be opened and read while the host is away. */
      readonly hasCopy: boolean
      readonly at: number
    }

/** What the start screen and the dialogs are filled in with. */
export interface StartInfo {
  /** The name used last; empty at the first start. */
  readonly name: string
  readonly recent: readonly RecentRoom[]
  readonly defaultPort: number
  /** Of this application; `-development` at its end marks a build that is not a release. */
  readonly version: string
}

/** An address of this machine that others can use. */
export interface OfferedAddress {
  readonly address: string
  /** The network interface it belongs to, as the system calls it. */
  readonly network: string
  readonly kind: 'network' | 'vpn' | 'virtual' | 'this-machine'
}

/** The room that this application hosts. */
export interface HostedRoom {
  readonly roomName: string
  readonly port: number
  readonly reach: Reach
  /** Best first. */
  readonly addresses: readonly OfferedAddress[]
  readonly fingerprint: string
  readonly fingerprintWords: readonly string[]
  /** Whether the system's keyring seals the host's key; otherwise only the mode of its file protects it. */
  readonly isKeySealed: boolean
  readonly history: HistoryChoice
  readonly entry: Entry
  readonly classic: boolean
  readonly furtherPorts: readonly number[]
  /** An invite without a token, that says where the host is and which key it has; null without a network. */
  readonly link: string | null
  /** Why messages cannot be stored now (`disk-full`, `disk-failing`); null while they can. */
  readonly storageProblem: ChatError | null
  /** What this start found missing (`history-damaged`); null when all was there or the host has seen it. */
  readonly damage: ChatError | null
  /** The host's own session. */
  readonly session: string
}

/** What an invite is to be good for. */
export interface InviteWish {
  /** How many members it lets in; see MAX_INVITE_USES. */
  readonly uses: number
  /** Milliseconds; null: for ever. */
  readonly validMs: number | null
}

/** How many members one invite can let in at most: as many as a host takes. */
export const MAX_INVITE_USES = 2_048

/** An invite that was made in this room. Its link was shown once, and is kept nowhere. */
export interface HostedInvite {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970; null: never. */
  readonly expiresAt: number | null
  readonly uses: number
  readonly used: number
  readonly isRevoked: boolean
}

/** A room open in the window. */
export interface OpenSession {
  readonly session: string
  readonly address: string
  readonly port: number
  readonly role: Role
  readonly isHost: boolean
  readonly maxTextBytes: number
  readonly view: SessionView
}

/** What the window may ask: name -> signature. Each answer arrives as a promise. */
export interface Requests {
  /** Events are held back until the window asks this; the answer is the state they continue. */
  'window-ready': () => {
    readonly sessions: readonly OpenSession[]
    readonly hosted: HostedRoom | null
    /** The link that was opened since the window could last show one; told once. */
    readonly link: OpenedLink | null
  }
  'get-start': () => StartInfo
  'forget-recent': (key: string) => void
  'host-room': (options: HostOptions) => Result<HostedRoom>
  'stop-hosting': () => Result<void>
  /** The password of the hosted room, for the host alone. Fails with `not-hosting`, also when it has none. */
  'read-room-password': () => Result<string>
  /** Makes an invite and tells its link, this once. Fails with `no-network`, or as the history does. */
  'make-invite': (wish: InviteWish) => Result<{ readonly id: string; readonly link: string }>
  /** Nobody new comes in by it any more. */
  'revoke-invite': (id: string) => Result<void>
  /** Newest first. */
  'list-invites': () => Result<readonly HostedInvite[]>
  /**
   * Answers when the room is joined or the attempt has failed. `host-unknown` and `host-elsewhere` ask for `trust`,
   * `password-required` and `bad-password` for `password`.
   */
  'join-room': (options: JoinOptions) => Result<{ readonly session: string }>
  /**
   * Opens a room that was joined before: at once from this computer's copy when there is one, while the host
   * is being reached. Otherwise as `join-room` with what is remembered.
   */
  'open-recent': (key: string) => Result<{ readonly session: string }>
  /** Ends the attempt under way: its `join-room` answers `leaving`. */
  'cancel-join': () => void
  /** Forgets the remembered fingerprint of an address, so that the next join asks anew. */
  'forget-host': (address: string, port: number) => Result<void>
  'leave-room': (session: string) => Result<void>
  /** Reads what comes before the timeline; told by `older-read`. Nothing while that is under way. */
  'read-older': (session: string) => Result<void>
  /** Messages in this computer's copy that hold all the words, newest first, at most 50. */
  'search-messages': (session: string, words: string) => Result<readonly FoundMessage[]>
  /** What was said around a message that a search found: about 10 facts, oldest first. */
  'read-around': (session: string, sequence: number) => Result<readonly DurableFact[]>
  /**
   * Answers when the text is in the outbox on this computer's disk: only then the composer clears. Its state
   * is told by `outbox-changed`. Fails for a text that cannot be sent, or with `copy-unavailable`.
   */
  'send-message': (session: string, text: string) => Result<{ readonly id: string }>
  'retry-message': (session: string, id: string) => Result<void>
  'discard-message': (session: string, id: string) => Result<void>
  rename: (session: string, name: string) => Result<void>
  /** Decides about a member or the room. Answers when it is decided, or with the host's refusal. */
  rule: (session: string, asked: RulingAsked) => Result<void>
  'reconnect-now': (session: string) => Result<void>
  'copy-text': (text: string) => void
  /** Opens a link of the web in the browser, after the person has agreed. Fails with `bad-link`, `link-not-opened`. */
  'open-link': (url: string) => Result<void>
  'network-changed': () => void
  /** The host has read that history was lost. */
  'dismiss-damage': () => void
  'answer-close': (shouldClose: boolean) => void
}

/** What main tells the window: name -> payload. */
export interface Events {
  'session-opened': OpenSession
  'session-events': { readonly session: string; readonly events: readonly SessionEvent[] }
  'session-closed': { readonly session: string }
  'hosting-changed': { readonly hosted: HostedRoom | null; readonly reason: ChatError | null }
  /** The window was asked to close while it hosts. `answer-close` decides. */
  'close-asked': { readonly people: number }
  /** Somebody opened a `parley:` link. It fills in the join dialog and does nothing else. */
  'link-opened': OpenedLink
}

export type RequestName = keyof Requests
export type EventName = keyof Events

/** The names at run time: adding a request without listing it here does not compile. */
export const REQUEST_NAMES = keysOf<RequestName>({
  'window-ready': true,
  'get-start': true,
  'forget-recent': true,
  'host-room': true,
  'stop-hosting': true,
  'read-room-password': true,
  'make-invite': true,
  'revoke-invite': true,
  'list-invites': true,
  'join-room': true,
  'open-recent': true,
  'cancel-join': true,
  'forget-host': true,
  'leave-room': true,
  'read-older': true,
  'search-messages': true,
  'read-around': true,
  'send-message': true,
  'retry-message': true,
  'discard-message': true,
  rename: true,
  rule: true,
  'reconnect-now': true,
  'copy-text': true,
  'open-link': true,
  'network-changed': true,
  'dismiss-damage': true,
  'answer-close': true,
})

export const EVENT_NAMES = keysOf<EventName>({
  'session-opened': true,
  'session-events': true,
  'session-closed': true,
  'hosting-changed': true,
  'close-asked': true,
  'link-opened': true,
})

/** The window's side: one function per request. */
export type RequestApi = {
  readonly [N in RequestName]: (
    ...parameters: Parameters<Requests[N]>
  ) => Promise<ReturnType<Requests[N]>>
}

/** Main's side: one handler per request. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    ...parameters: Parameters<Requests[N]>
  ) => ReturnType<Requests[N]> | Promise<ReturnType<Requests[N]>>
}

/** What preload puts into the page as `window.parley`. */
export interface Bridge {
  readonly requests: RequestApi
  /** Calls `listener` for each event of that name. Returns a function that ends this. */
  readonly on: <N extends EventName>(name: N, listener: (payload: Events[N]) => void) => () => void
}

/** The channel of a request, on both sides. */
export function requestChannel(name: RequestName): string {
  return `request:${name}`
}

/** The channel of an event, on both sides. */
export function eventChannel(name: EventName): string {
  return `event:${name}`
}
