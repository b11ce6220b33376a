// The classic programs of a host: lets them in as members without a key, looks after them, counts them.

import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import type { HostLoop } from '../../../shared/host/host-loop.ts'
import type { Limits } from '../../../shared/protocol/limits.ts'
import type { RoomInfo } from '../../../shared/protocol/answer.ts'
import type { ConnectionId } from '../../../shared/room/effect.ts'
import { ClassicPeer } from './classic-peer.ts'
import type { ClassicConversation } from './conversation.ts'
import type { WallTime } from './protocol.ts'
import { Turns } from './turns.ts'

export interface ClassicPeersOptions {
  readonly loop: Pick<HostLoop, 'acceptUnverified' | 'ask' | 'end' | 'lose'>
  /** The room in which they are. */
  readonly room: RoomInfo
  readonly limits: Limits
  /** The last of them is gone. */
  readonly onEmpty: () => void
  readonly onFailure: (error: unknown) => void
}

/** A connection that speaks a classic protocol. */
export interface ClassicCaller {
  readonly socket: Socket
  readonly conversation: ClassicConversation
  /** What it has said so far. */
  readonly bytes: Uint8Array
  /** The part of its address that one household has. */
  readonly address: string
  /** To be called when it is let in: the connection is pending no more. */
  readonly admit: () => void
}

export class ClassicPeers {
  readonly #options: ClassicPeersOptions
  readonly #turns = new Turns()
  readonly #peers = new Map<ConnectionId, ClassicPeer>()
  #count = 0

  constructor(options: ClassicPeersOptions) {
    this.#options = options
  }

  /** How many there are, those included that are about to go. */
  get size(): number {
    return this.#peers.size
  }

  /** Takes over a connection that speaks a classic protocol. */
  accept(caller: ClassicCaller): void {
    const { loop, room, limits, onFailure } = this.#options
    const member = newId()
    const { socket, conversation, bytes, address, admit } = caller
    const context = {
      roomName: room.name,
      textBytes: limits['text-bytes'],
      wallTime: wallTime(new Date()),
      ordinal: ++this.#count,
    }
    const peer: ClassicPeer = new ClassicPeer(
      {
        socket,
        conversation,
        bytes,
        context,
        room: room.id,
        member,
        limits,
        turns: this.#turns,
        newId,
        admit,
      },
      {
        ask: (request) => loop.ask(id, request),
        onLeft: (reason) => loop.lose(id, reason),
        onEnd: () => this.#forget(id),
        onFailure,
      },
    )
    const visitor = { address, binding: '', nonce: newId() }
    const id = loop.acceptUnverified(peer, visitor, { member, room: room.id })
    this.#peers.set(id, peer)
    peer.start()
  }

  /** Ends those who do not read; to be called every moment. Milliseconds of the monotonic clock. */
  inspect(now: number): void {
    for (const [id, peer] of this.#peers) {
      const reason = peer.inspect(now)
      if (reason) this.#options.loop.end(id, reason)
    }
  }

  #forget(id: ConnectionId): void {
    this.#peers.delete(id)
    if (this.#peers.size === 0) this.#options.onEmpty()
  }
}

/** 128 random bits as an id. [ID1] */
function newId(): string {
  return randomBytes(16).toString('base64url')
}

function wallTime(date: Date): WallTime {
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
  }
}
