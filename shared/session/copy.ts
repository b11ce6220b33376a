// What a client keeps of a room on its own disk, and the port behind which it is kept. The copy is read while
// the host is away; the outbox in it survives whatever happens to the application.

import type { RoomInfo } from '../protocol/answer.ts'
import type { ResumePoint } from '../protocol/request.ts'
import type { Author, DurableFact, Member } from '../protocol/schema.ts'
import type { Result } from '../result.ts'
import type { PendingMessage } from './view.ts'

/** A fact with what proves that it is the host's. */
export interface CopiedFact {
  readonly epoch: string
  /** The hash of its body, as in a resume point. */
  readonly hash: string
  readonly fact: DurableFact
}

/** Sequence numbers, both included, without a gap between them. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Which room of which host: the fingerprint in canonical form, and the id of the room. */
export interface CopyKey {
  readonly host: string
  readonly room: string
}

/** A room as the last run of this installation left it. */
export interface CopiedRoom {
  readonly room: RoomInfo
  /** Oneself in it; null when it was never joined. */
  readonly you: Member | null
  /** What is held, ascending and apart from each other. */
  readonly held: readonly Range[]
  /** The last fact of the last range; null when nothing is held. */
  readonly resume: ResumePoint | null
  /** The newest facts of the last range, oldest first. */
  readonly newest: readonly CopiedFact[]
  /** In the order in which they were written. */
  readonly outbox: readonly PendingMessage[]
}

/** A fact that a search found. */
export interface FoundMessage {
  readonly sequence: number
  readonly id: string
  readonly author: Author
  readonly at: number
  readonly text: string
}

/**
 * The copies of one profile. Calls are performed in the order in which they were made; what resolves is on
 * the disk. Nothing throws: what fails is `copy-unavailable` with `path` and `cause`, has changed nothing, and
 * may succeed later. A copy that turns out to be damaged is put aside as a file and begun anew with the same
 * outbox: from then on a room has its description and outbox, and nothing is held.
 */
export interface CopyStore {
  /** The room as it was left, with at most so many of its newest facts; null when there is no copy. */
  readonly open: (key: CopyKey, newest: number) => Promise<Result<CopiedRoom | null>>
  /**
   * Remembers what the room is called and who one is in it; makes the copy when there is none. What makes a
   * copy before this (`queue`, `keep`) names the room by its id and leaves `you` null.
   */
  readonly describe: (key: CopyKey, room: RoomInfo, you: Member) => Promise<Result<void>>
  /**
   * Puts a message at the end of the outbox, before it is sent for the first time. One that is there under
   * the same id stays as it is, in its place. What was sent waits again when the room is opened.
   */
  readonly queue: (key: CopyKey, message: PendingMessage) => Promise<Result<void>>
  /** The message has failed for good, or (null) waits again, in its place. Nothing when it is not there. */
  readonly judge: (
    key: CopyKey,
    id: string,
    failure: Extract<PendingMessage['state'], { kind: 'failed' }>['reason'] | null,
  ) => Promise<Result<void>>
  /** Takes a message out of the outbox, if it is there. */
  readonly discard: (key: CopyKey, id: string) => Promise<Result<void>>
  /**
   * Keeps facts that follow each other, and what is held with them: `held` replaces what was held. Own
   * messages among them (of the member last described, under the same id) leave the outbox in the same
   * commit. Facts that are there already are left as they are, and still acknowledge.
   */
  readonly keep: (
    key: CopyKey,
    facts: readonly CopiedFact[],
    held: readonly Range[],
  ) => Promise<Result<void>>
  /** The newest facts below a number and from another one on, oldest first; none when nothing is kept. */
  readonly page: (
    key: CopyKey,
    query: { readonly before: number; readonly from: number; readonly facts: number },
  ) => Promise<Result<readonly CopiedFact[]>>
  /**
   * Messages that hold all the words, newest first; those of earlier histories of the host come last. Words
   * are found by how they begin, without regard to case and accents; in scripts without blanks wherever they
   * are. Takes whatever people type; where there is no word in it, nothing is found.
   */
  readonly search: (
    key: CopyKey,
    words: string,
    limit: number,
  ) => Promise<Result<readonly FoundMessage[]>>
  /**
   * The host has another history now: what is held is put aside, still to be searched, and nothing is held.
   * Facts that the host turns out to have still are found once.
   */
  readonly putAside: (key: CopyKey) => Promise<Result<void>>
  /** Everything is on the disk and no file is open any more. */
  readonly close: () => Promise<void>
}
