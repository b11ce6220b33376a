// What the shell of classic peers and their protocols say to each other. A protocol is pure: bytes and what happens
// in the room in, acts out. Each lives in a folder of its own.

/** A date and time as the clock on the wall of the host shows it. */
export interface WallTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** 0 to 23. */
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** What a protocol knows of the room and of its connection from the start. */
export interface ClassicContext {
  /** The name of the room, as people read it. */
  readonly roomName: string
  /** The most bytes of UTF-8 that a message may have (`text-bytes`). */
  readonly textBytes: number
  /** When the peer came. */
  readonly wallTime: WallTime
  /** The how manyth classic connection of this host it is, from 1 on: a number to make a name of. */
  readonly ordinal: number
}

/** Somebody in the room, as a classic peer is told of him. */
export interface ClassicMember {
  readonly id: string
  readonly name: string
}

/** What a peer is told. What it has said itself comes back to it as a `message` of its own. */
export type ClassicEvent =
  /** It came in, under the name that the room knows it by; `members` are those who are here, itself included. */
  | { readonly type: 'entered'; readonly name: string; readonly members: readonly ClassicMember[] }
  /** What it asked for was refused: a name, or to speak. The sentence is for people, in plain text. */
  | {
      readonly type: 'refused'
      readonly request: 'enter' | 'rename' | 'say'
      readonly code: string
      readonly sentence: string
    }
  /** Who is here; the answer to `list`. */
  | { readonly type: 'members'; readonly members: readonly ClassicMember[] }
  /** Somebody said something, now or (`isPast`) before the peer came. */
  | {
      readonly type: 'message'
      readonly author: string
      readonly text: string
      /** Milliseconds since 1970. */
      readonly at: number
      readonly isOwn: boolean
      readonly isPast: boolean
    }
  | { readonly type: 'joined' | 'left'; readonly name: string; readonly isOwn: boolean }
  | {
      readonly type: 'renamed'
      readonly previous: string
      readonly name: string
      readonly isOwn: boolean
    }
  /** Something else happened that people should read, as one line of plain text. */
  | { readonly type: 'notice'; readonly text: string }
  /** The host ends the connection; what the protocol still writes is written before. */
  | { readonly type: 'ended'; readonly code: string; readonly sentence: string }

/** What a protocol wants done, in this order. */
export type ClassicAct =
  /** Wants to be known by a name; `entered` or `refused` follows. Until then the peer only reads. */
  | { readonly type: 'enter'; readonly name: string }
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'say'; readonly text: string }
  /** Asks who is here; `members` follows. */
  | { readonly type: 'list' }
  /** Begins to read: what happens in the room is told from here on, after the last `past` messages. */
  | { readonly type: 'listen'; readonly past: number }
  /** One write of its own, whole; the next one leaves at least `write-gap` milliseconds of the protocol later. */
  | {
      readonly type: 'write'
      readonly bytes: Uint8Array
      /** Whoever reads it tells no reads apart: it may be written together with others, and keeps no distance. */
      readonly isStream?: boolean
    }
  /** Calls `wake` once after these milliseconds; replaces the wake that was asked for before. */
  | { readonly type: 'wake-after'; readonly ms: number }
  /** The peer leaves, or is not wanted: what is queued is written, then the connection is closed. */
  | { readonly type: 'close' }

/** How several writes become one. */
export interface Joining {
  /** What stands between two of them. */
  readonly separator: Uint8Array
  /** Bytes that the whole has at most. */
  readonly mostBytes: number
}

export interface ClassicStep<State> {
  readonly state: State
  readonly acts: readonly ClassicAct[]
}

/**
 * One classic protocol, as a state machine of one connection. Nothing here throws, whatever arrives. `now` is in
 * milliseconds of a clock that only goes forward.
 */
export interface ClassicProtocol<State> {
  /** For logs. */
  readonly name: string
  /** The least milliseconds between two writes to one peer. */
  readonly writeGapMs: number
  /** How writes that keep each other waiting go out as one; null where each must be by itself. */
  readonly joining: Joining | null
  /** The connection is known to speak this protocol; what it has said so far is handed to `receive` next. */
  readonly start: (context: ClassicContext, now: number) => ClassicStep<State>
  readonly receive: (state: State, bytes: Uint8Array, now: number) => ClassicStep<State>
  readonly hear: (state: State, event: ClassicEvent, now: number) => ClassicStep<State>
  readonly wake: (state: State, now: number) => ClassicStep<State>
  /** The peer says no more (FIN): what it left unfinished is still said, and `close` follows, now or after `entered`. */
  readonly end: (state: State, now: number) => ClassicStep<State>
}
