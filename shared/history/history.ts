// What a host remembers: the port behind which facts are stored, whatever stores them. The store numbers what
// it is given, so that a message that comes twice takes no second number.

import type { Author } from '../protocol/schema.ts'
import type { Result } from '../result.ts'
import type { AddressBans, RulingDraft } from './address-bans.ts'
import type { KeptInvite, RememberedRegister } from './register.ts'
import type { Standing } from './standing.ts'

/** A fact that has no place in the order yet. */
export type Draft =
  | {
      readonly type: 'message'
      readonly id: string
      readonly author: Author
      readonly text: string
    }
  | {
      readonly type: 'member-renamed'
      readonly member: string
      readonly name: string
      readonly previous: string
      /** The name is nobody's: it is free again when the member leaves. [UV3] */
      readonly unverified?: true | undefined
    }
  | RulingDraft

/** A fact as it is stored and said: the same bytes to everybody, for ever. */
export interface StoredFact {
  readonly sequence: number
  /** The start of the host that numbered it. */
  readonly epoch: string
  /** The whole frame on the wire: 4 bytes of length and the JSON body. */
  readonly frame: Uint8Array
}

/** What became of a draft. */
export type Outcome =
  /** It is on the disk. `at` is the time in it: never before that of an earlier fact of the room. */
  | { readonly kind: 'stored'; readonly at: number; readonly fact: StoredFact }
  /** The same author stored the same content under the same id before: this fact. */
  | { readonly kind: 'repeated'; readonly fact: StoredFact }
  /** The same author stored other content under the same id. */
  | { readonly kind: 'conflict' }

/** What one commit did, in the order of the drafts. */
export interface Committed {
  readonly outcomes: readonly Outcome[]
  /**
   * Facts that an earlier commit stored before it failed, and that nobody was told: they have their numbers,
   * so the room is told them first. Their frames lead `frames`. Drafts that come again for them are
   * `repeated`. Almost always empty.
   */
  readonly earlier: readonly StoredFact[]
  /**
   * The frames of everything that nobody was told yet, one after the other, without a gap in the numbers:
   * what the room is told in one write.
   */
  readonly frames: Uint8Array
  /** The room's as they are now, when something that is told now has changed them. */
  readonly addressBans?: AddressBans
}

/** Facts that follow each other, oldest first. */
export interface HistoryPage {
  readonly facts: readonly StoredFact[]
}

/** Where a page ends and how much it may hold. */
export interface PageQuery {
  /** The page holds facts below this sequence number, the newest of them. */
  readonly before: number
  /** It holds no fact below this one. */
  readonly from: number
  readonly facts: number
  /** Bytes of frames. One fact is always given, however large. */
  readonly bytes: number
}

/** What was lost, as far as is known: told to everybody by a fact of its own. */
export interface Damage {
  /** Facts that were stored once and cannot be read any more. */
  readonly missing: number
}

/** A room as a start of the host finds it. */
export interface RememberedRoom {
  /** The epoch that this start has opened. */
  readonly epoch: string
  /** The number of the last fact; 0 for a new room. */
  readonly sequence: number
  /** The last facts, oldest first, within the limits asked for. */
  readonly recent: readonly StoredFact[]
  /** The first fact that a member may read, by member id. */
  readonly since: ReadonlyMap<string, number>
  /** The member who holds a name, by foldName. Names that nobody used for NAME_HOLD_MS are free again. */
  readonly names: ReadonlyMap<string, string>
  /** The members among them who have said nothing, who was written down longest ago first. */
  readonly quiet: readonly string[]
  /** What the room has decided about its members, as its facts have it. */
  readonly standing: Standing
  readonly addressBans: AddressBans
  /** What this start found missing; a `history-damaged` fact that says so is stored already. */
  readonly damage: Damage | null
}

/**
 * The history of a host. Calls are answered in the order in which they were made, except that pages may be
 * answered before commits made earlier. Nothing throws: what fails is `disk-full` or `disk-failing` with its
 * details, and may succeed later; `history-unusable` when it opens.
 */
export interface History {
  /** Opens a room for a new epoch, with at most so many of its last facts in memory. */
  readonly open: (
    room: string,
    recent: { readonly facts: number; readonly bytes: number },
  ) => Promise<Result<RememberedRoom>>
  /**
   * Stores the drafts in their order, all of them or none. Resolves when they are on the disk: the database's
   * commit and the record in the head file are synced. `now` is in milliseconds since 1970. After a failure
   * nothing is acknowledged, and the same drafts can be given again: what the disk has kept of them after all
   * is `repeated` then, under the number that it has. A room that is not open
   * is an `unknown-room`, here and below.
   */
  readonly commit: (
    room: string,
    drafts: readonly Draft[],
    now: number,
  ) => Promise<Result<Committed>>
  /** The newest facts below a number. A fact whose bytes are damaged is a `damaged-fact` with its number. */
  readonly page: (room: string, query: PageQuery) => Promise<Result<HistoryPage>>
  /** One fact, or null when there is none with this number. */
  readonly factAt: (room: string, sequence: number) => Promise<Result<StoredFact | null>>
  /** Remembers from which fact on a member may read, unless that is known already. */
  readonly admit: (room: string, member: string, since: number) => Promise<Result<void>>
  /**
   * Remembers that a member holds a name, by foldName, and no other one in this room any more, and whether he has
   * said anything. `now` is in milliseconds since 1970.
   */
  readonly claimName: (
    room: string,
    member: string,
    key: string,
    hasSpoken: boolean,
    now: number,
  ) => Promise<Result<void>>
  /** Forgets which name a member holds, and from which fact on he may read. */
  readonly forgetMember: (room: string, member: string) => Promise<Result<void>>
  /** Who may come in. */
  readonly openRegister: () => Promise<Result<RememberedRegister>>
  /** Keeps an invite as it is now, new or known. */
  readonly keepInvite: (invite: KeptInvite) => Promise<Result<void>>
  /** Keeps an invite as it is now, and whom it has admitted: both or neither. */
  readonly keepGuest: (member: string, invite: KeptInvite) => Promise<Result<void>>
  /** Everything is on the disk and no file is open any more. */
  readonly close: () => Promise<void>
}
