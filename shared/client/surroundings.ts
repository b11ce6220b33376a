// What the client's loop needs of the world around it: a line to the host, its own copy, time and chance.

import type { ChatError } from '../error.ts'
import type { AnswerOf } from '../protocol/answer.ts'
import type { Request, RequestOf } from '../protocol/request.ts'
import type { Result } from '../result.ts'
import type { CopyStore } from '../session/copy.ts'

/** The line to one host: at most one connection at a time. Nothing here throws or calls back at once. */
export interface Line {
  /** Dials and secures; `secured` or `lose` of the loop follows. */
  readonly dial: () => void
  readonly say: (request: Request) => void
  /** Beats and counts silence as the host does from here on. Milliseconds. */
  readonly keepAlive: (heartbeatMs: number, silenceMs: number) => void
  /** Gives up as `timed-out` unless something is heard within these milliseconds. */
  readonly expectAnswer: (withinMs: number) => void
  /** Ends whatever is there, with a goodbye if anything was said. Tells nothing. */
  readonly hangUp: (reason: ChatError) => void
  /** Ends a connection that does not work, and tells the loop that it is lost. */
  readonly giveUp: (reason: ChatError) => void
}

/** What is to be proven on one connection. */
export interface ProofTask {
  readonly clientNonce: string
  readonly challenge: AnswerOf<'challenge'>
}

export interface ClientSurroundings {
  readonly line: Line
  readonly copies: CopyStore
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** In [0, 1). */
  readonly random: () => number
  /** 128 random bits as an id. [ID1] */
  readonly newId: () => string
  /** The hash of a frame's body, as in a resume point. */
  readonly hashOf: (body: Uint8Array) => string
  /** Calls back after what has arrived by now was read. */
  readonly soon: (act: () => void) => void
  /** Calls `deadline` of the loop at this moment, and not at any that was set before; null for never. */
  readonly setDeadline: (at: number | null) => void
  /** Something went wrong that no person can be asked about. */
  readonly onTrouble: (error: ChatError) => void
  /** Proves what a host asks for, over the connection that is up. May take a second, and fails as one who cannot. */
  readonly prove: (task: ProofTask) => Promise<Result<RequestOf<'prove'>>>
}
