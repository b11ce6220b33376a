// What a session is: its settings, where it stands, what comes in and what goes out. How it moves is in
// transitions.ts; `now` and `random` are arguments there.

import type { HostAddress } from '../address/host-address.ts'
import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import type { Answer, AnswerOf } from '../protocol/answer.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { RoomInfo } from '../protocol/answer.ts'
import type { RulingAsked } from '../protocol/moderation.ts'
import type { Request, ResumePoint } from '../protocol/request.ts'
import type { Member, Role } from '../protocol/schema.ts'
import { LATE_CAP_MS } from './backoff.ts'
import type { CopiedFact, CopiedRoom, Range } from './copy.ts'
import { isDue } from './due.ts'
import { NOT_LISTING, type Listing } from './listing.ts'
import * as Box from './outbox.ts'
import { NOT_READING, readingDeadline, type Reading } from './reading.ts'
import type { Trust } from './trust.ts'
import type { ConnectionState, SessionEvent } from './view.ts'

/** Milliseconds from a secured connection to the answer to hello and join. [HS6] */
export const INTRODUCTION_MS = 15_000

export interface SessionSettings {
  /** Where the host is, as the person gave it. */
  readonly address: HostAddress
  readonly name: string
  readonly role: Role
  /** The room to join; null for the front room of the host, whichever that is. */
  readonly room: string | null
  /**
   * Which missing facts are read behind what people see: those between what is held (`gaps`), or all that one
   * may read.
   */
  readonly fill: 'gaps' | 'everything'
  /** The id of this installation's profile: a later connection of it replaces an earlier one. */
  readonly instance: string
  /** The public half of the profile's key. */
  readonly key: string
  readonly trust: Trust
  /**
   * Keys of hosts that this installation is connected to. To them it says nothing: the session there would
   * be replaced. Ends with `already-open`. [TR4]
   */
  readonly openHosts: readonly string[]
}

/** Where the session stands. Each phase holds only what exists in it. */
export type Phase =
  | { readonly kind: 'dialing'; readonly attempt: number }
  | {
      readonly kind: 'greeting'
      readonly attempt: number
      readonly deadline: number
      /** Of the hello; null once the host has asked for proofs: it may do so once. */
      readonly nonce: string | null
    }
  /** The host is known, and this client's own copy of its room is being opened. */
  | {
      readonly kind: 'opening'
      readonly attempt: number
      readonly deadline: number
      readonly room: RoomInfo
    }
  | {
      readonly kind: 'joining'
      readonly attempt: number
      readonly deadline: number
      readonly room: RoomInfo
    }
  | {
      readonly kind: 'online'
      readonly room: string
      readonly attempt: number
      readonly since: number
      /** The room's last sequence number when this connection joined: facts up to it are of the past. */
      readonly joinedAt: number
      /** The number of the fact that comes next. */
      readonly next: number
    }
  | {
      readonly kind: 'waiting'
      readonly reason: ChatError
      readonly attempt: number
      readonly retryAt: number
    }
  | { readonly kind: 'ended'; readonly reason: ChatError }

export type PhaseOf<K extends Phase['kind']> = Extract<Phase, { kind: K }>

export interface Session {
  readonly settings: SessionSettings
  readonly phase: Phase
  readonly hasBeenOnline: boolean
  /** When the connection went away; null while it is there. */
  readonly outageSince: number | null
  /** Why it went away: what people want to know, however often coming back fails. */
  readonly outageReason: ChatError | null
  /** The room whose copy is open; null until the first welcome when it was not known before. */
  readonly room: RoomInfo | null
  /** The last fact that this client holds. */
  readonly resume: ResumePoint | null
  /** All facts that this client holds. */
  readonly held: readonly Range[]
  /** The first fact that one may read, as the host told. */
  readonly first: number
  /** The first fact of the timeline; null while it has none. */
  readonly shownFrom: number | null
  readonly reading: Reading
  readonly listing: Listing
  /** The member id that the host gave; null before the first welcome. */
  readonly member: string | null
  /** Bytes of UTF-8. The longest text that the host takes. */
  readonly maxTextBytes: number
  readonly outbox: Box.Outbox
  /**
   * Names asked for on this connection and not answered yet. Only the first was said: a refusal does not tell
   * which one it is about, and may come before an earlier one is stored.
   */
  readonly renames: readonly string[]
  /** What this client asked the room to decide and was not answered, oldest first. */
  readonly rulings: readonly RulingAsked['type'][]
  /** The room's last fact when this session joined it first; null before. */
  readonly firstJoinedAt: number | null
}

export type SessionInput =
  | { readonly type: 'start' }
  /** The TLS connection stands; nothing has been written. The fingerprint is in canonical form. */
  /** The line is secured; `nonce` is random, for this connection only. */
  | { readonly type: 'secured'; readonly fingerprint: string; readonly nonce: string }
  /** What the host says. `hash` is that of the frame's body, as in a resume point. */
  | { readonly type: 'answer'; readonly answer: Answer; readonly hash: string }
  /** The copy of a room was opened; null when there is none yet. */
  | { readonly type: 'copy-opened'; readonly room: RoomInfo; readonly copied: CopiedRoom | null }
  /** The copy cannot be used: without it nothing could be promised. */
  | { readonly type: 'copy-failed'; readonly error: ChatError }
  /** A page of the copy, oldest first: the facts directly below `before`. */
  | {
      readonly type: 'page-loaded'
      readonly before: number
      readonly facts: readonly CopiedFact[]
    }
  /** A person wants to read what is before the timeline, which begins with the fact `from`. */
  | { readonly type: 'read-older'; readonly from: number | null }
  /**
   * Dialing failed, or the connection is gone. Inputs MUST be of the connection dialed last: what an earlier
   * one still says or does after `hang-up` is dropped by the shell.
   */
  | { readonly type: 'lost'; readonly reason: ChatError }
  /** A deadline of nextDeadline has come. */
  | { readonly type: 'deadline' }
  /** The system woke up, the network changed, or a person does not want to wait. */
  | { readonly type: 'wake' }
  /** A message that is in the outbox of the copy, on the disk. */
  | { readonly type: 'send'; readonly id: string; readonly text: string }
  | { readonly type: 'retry'; readonly id: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'rule'; readonly asked: RulingAsked }
  | { readonly type: 'leave' }

export type SessionEffect =
  | { readonly type: 'dial' }
  | { readonly type: 'say'; readonly request: Request }
  /** Proves what the host asks for; what is said is a `prove` request. [AU1] */
  | {
      readonly type: 'prove'
      readonly clientNonce: string
      readonly challenge: AnswerOf<'challenge'>
    }
  /** Closes the connection, after a goodbye with the reason when anything was said on it. */
  | { readonly type: 'hang-up'; readonly reason: ChatError }
  /** The host was trusted: remember its key for this address. */
  | { readonly type: 'remember-host'; readonly fingerprint: string }
  | { readonly type: 'tell'; readonly event: SessionEvent }
  /** The host told how it keeps the connection alive: do the same. Milliseconds. */
  | { readonly type: 'keep-alive'; readonly heartbeatMs: number; readonly silenceMs: number }
  /** Gives the connection up as `timed-out` unless something is heard within these milliseconds. */
  | { readonly type: 'expect-answer'; readonly withinMs: number }
  /** Opens the copy of a room; `copy-opened` or `copy-failed` follows. */
  | { readonly type: 'open-copy'; readonly room: RoomInfo }
  /** Changes of the copy, to be made in this order. */
  | { readonly type: 'describe'; readonly room: RoomInfo; readonly you: Member }
  | { readonly type: 'put-aside' }
  | {
      readonly type: 'keep'
      readonly facts: readonly CopiedFact[]
      readonly held: readonly Range[]
    }
  | { readonly type: 'judge'; readonly id: string; readonly failure: ChatError | null }
  | { readonly type: 'forget'; readonly id: string }
  /** Reads a page of the copy; `page-loaded` follows. */
  | { readonly type: 'load-page'; readonly before: number; readonly from: number }
  /** A rename that was asked for is done, or refused. */
  | { readonly type: 'rename-settled'; readonly error: ChatError | null }
  /** A ruling that was asked for is made, or refused; `index` among those that were not answered before. */
  | { readonly type: 'ruling-settled'; readonly error: ChatError | null; readonly index: number }

export interface SessionStep {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

/** Time and chance of one step. `random` is in [0, 1). */
export interface Moment {
  readonly now: number
  readonly random: number
}

/** A session that has not begun and knows no room. */
export function createSession(settings: SessionSettings): Session {
  return {
    settings,
    phase: { kind: 'dialing', attempt: 1 },
    hasBeenOnline: false,
    outageSince: null,
    outageReason: null,
    room: null,
    resume: null,
    held: [],
    first: 1,
    shownFrom: null,
    reading: NOT_READING,
    listing: NOT_LISTING,
    member: null,
    maxTextBytes: LIMITS['text-bytes'].default,
    outbox: Box.EMPTY_OUTBOX,
    renames: [],
    rulings: [],
    firstJoinedAt: null,
  }
}

/** The session with what the last run of this installation left behind. */
export function withCopy(session: Session, copied: CopiedRoom): Session {
  const { room, you, held, resume, newest, outbox } = copied
  return {
    ...session,
    // Whoever was there once comes back by itself.
    hasBeenOnline: session.hasBeenOnline || you !== null,
    room,
    held,
    resume,
    member: session.member ?? you?.id ?? null,
    shownFrom: newest[0]?.fact.sequence ?? null,
    outbox: Box.restore(session.outbox, outbox),
  }
}

/** When the session wants a `deadline` input, in the milliseconds of `now`; null for never. */
export function nextDeadline(session: Session, now: number): number | null {
  switch (session.phase.kind) {
    case 'greeting':
    case 'opening':
    case 'joining':
      return orNow(session.phase.deadline, INTRODUCTION_MS, now)
    case 'waiting':
      return orNow(session.phase.retryAt, LATE_CAP_MS, now)
    case 'online':
      return earlier(Box.outboxDeadline(session.outbox, now), readingDeadline(session.reading, now))
    case 'dialing':
    case 'ended':
      return null
    default:
      return assertNever(session.phase)
  }
}

/** A moment that is due stays one: also when the clock has gone back since it was set. */
function orNow(at: number, longestMs: number, now: number): number {
  return isDue(at, longestMs, now) ? now : at
}

function earlier(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

/** The connection state that people are shown. */
export function connectionState(phase: Phase): ConnectionState {
  switch (phase.kind) {
    case 'dialing':
    case 'greeting':
    case 'opening':
    case 'joining':
      return { kind: 'connecting', attempt: phase.attempt }
    case 'online':
      return { kind: 'online' }
    case 'waiting':
    case 'ended':
      return phase
    default:
      return assertNever(phase)
  }
}
