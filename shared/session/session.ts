// What a session is: its settings, where it stands, what comes in and what goes out. How it moves is in
// transitions.ts; `now` and `random` are arguments there.

import type { HostAddress } from '../address/host-address.ts'
import { assertNever } from '../assert-never.ts'
import type { ChatError } from '../error.ts'
import type { Answer } from '../protocol/answer.ts'
import { LIMITS } from '../protocol/limits.ts'
import type { Request, ResumePoint } from '../protocol/request.ts'
import type { Role } from '../protocol/schema.ts'
import * as Box from './outbox.ts'
import type { Trust } from './trust.ts'
import type { ConnectionState, SessionEvent } from './view.ts'

export interface SessionSettings {
  /** Where the host is, as the person gave it. */
  readonly address: HostAddress
  readonly name: string
  readonly role: Role
  /** The id of this installation's profile: a later connection of it replaces an earlier one. */
  readonly instance: string
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
  | { readonly kind: 'greeting'; readonly attempt: number; readonly deadline: number }
  | {
      readonly kind: 'joining'
      readonly attempt: number
      readonly deadline: number
      readonly epoch: string
      readonly room: { readonly id: string; readonly name: string }
    }
  | {
      readonly kind: 'online'
      readonly room: string
      readonly attempt: number
      readonly since: number
      /** The room's last sequence number when this connection joined: facts up to it are of the past. */
      readonly joinedAt: number
    }
  | {
      readonly kind: 'waiting'
      readonly reason: ChatError
      readonly attempt: number
      readonly retryAt: number
    }
  | { readonly kind: 'ended'; readonly reason: ChatError }

export interface Session {
  readonly settings: SessionSettings
  readonly phase: Phase
  readonly hasBeenOnline: boolean
  /** When the connection went away; null while it is there. */
  readonly outageSince: number | null
  /** Why it went away: what people want to know, however often coming back fails. */
  readonly outageReason: ChatError | null
  /** Up to where this client has the room's facts. */
  readonly resume: ResumePoint | null
  /** The member id that the host gave; null before the first welcome. */
  readonly member: string | null
  /** Bytes of UTF-8. The longest text that the host takes. */
  readonly maxTextBytes: number
  readonly outbox: Box.Outbox
  /** Renames asked for on this connection and not answered yet. */
  readonly openRenames: number
}

export type SessionInput =
  | { readonly type: 'start' }
  /** The TLS connection stands; nothing has been written. The fingerprint is in canonical form. */
  | { readonly type: 'secured'; readonly fingerprint: string }
  | { readonly type: 'answer'; readonly answer: Answer }
  /**
   * Dialing failed, or the connection is gone. Inputs MUST be of the connection dialed last: what an earlier
   * one still says or does after `hang-up` is dropped by the shell.
   */
  | { readonly type: 'lost'; readonly reason: ChatError }
  /** A deadline of nextDeadline has come. */
  | { readonly type: 'deadline' }
  /** The system woke up, the network changed, or a person does not want to wait. */
  | { readonly type: 'wake' }
  | { readonly type: 'send'; readonly id: string; readonly text: string }
  | { readonly type: 'retry'; readonly id: string }
  | { readonly type: 'discard'; readonly id: string }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'leave' }

export type SessionEffect =
  | { readonly type: 'dial' }
  | { readonly type: 'say'; readonly request: Request }
  /** Closes the connection, after a goodbye with the reason when anything was said on it. */
  | { readonly type: 'hang-up'; readonly reason: ChatError }
  /** The host was trusted: remember its key for this address. */
  | { readonly type: 'remember-host'; readonly fingerprint: string }
  | { readonly type: 'tell'; readonly event: SessionEvent }
  /** The host told how it keeps the connection alive: do the same. Milliseconds. */
  | { readonly type: 'keep-alive'; readonly heartbeatMs: number; readonly silenceMs: number }
  /** Gives the connection up as `timed-out` unless something is heard within these milliseconds. */
  | { readonly type: 'expect-answer'; readonly withinMs: number }
  /** A rename that was asked for is done, or refused. */
  | { readonly type: 'rename-settled'; readonly error: ChatError | null }

export interface SessionStep {
  readonly session: Session
  readonly effects: readonly SessionEffect[]
}

/** Time and chance of one step. `random` is in [0, 1). */
export interface Moment {
  readonly now: number
  readonly random: number
}

export function createSession(
  settings: SessionSettings,
  resume: ResumePoint | null = null,
): Session {
  return {
    settings,
    phase: { kind: 'dialing', attempt: 1 },
    hasBeenOnline: false,
    outageSince: null,
    outageReason: null,
    resume,
    member: null,
    maxTextBytes: LIMITS['text-bytes'].default,
    outbox: Box.EMPTY_OUTBOX,
    openRenames: 0,
  }
}

/** When the session wants a `deadline` input, in the milliseconds of `now`; null for never. */
export function nextDeadline(session: Session, now: number): number | null {
  switch (session.phase.kind) {
    case 'greeting':
    case 'joining':
      return session.phase.deadline
    case 'waiting':
      return session.phase.retryAt
    case 'online':
      return Box.outboxDeadline(session.outbox, now)
    case 'dialing':
    case 'ended':
      return null
    default:
      return assertNever(session.phase)
  }
}

/** The connection state that people are shown. */
export function connectionState(phase: Phase): ConnectionState {
  switch (phase.kind) {
    case 'dialing':
    case 'greeting':
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
