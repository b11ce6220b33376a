// A session on a socket and a disk: gives the client's loop (shared/client) its line, time and chance.
// Decides nothing itself.

import { createHash, randomBytes } from 'node:crypto'
import type { HostAddress } from '../../shared/address/host-address.ts'
import { ClientLoop, type ClientLoopOptions } from '../../shared/client/client-loop.ts'
import type { ChatError } from '../../shared/error.ts'
import type { CopyStore } from '../../shared/session/copy.ts'
import { prove, type Credentials } from '../identity/credentials.ts'
import { HostLine } from './host-line.ts'

export interface ChatClientOptions extends ClientLoopOptions {
  /** The copies of the profile. They are not closed with the client. */
  readonly copies: CopyStore
  readonly credentials: Credentials
  /** Something went wrong that no person can be asked about. */
  readonly onTrouble: (error: ChatError) => void
}

export class ChatClient {
  readonly loop: ClientLoop
  readonly #line: HostLine
  readonly #address: HostAddress
  #deadline: NodeJS.Timeout | undefined

  constructor(options: ChatClientOptions) {
    this.#address = options.settings.address
    this.#line = new HostLine(this.#address, {
      onSecured: (fingerprint) => this.loop.secured(fingerprint),
      onBody: (body) => this.loop.receive(body),
      onLost: (reason) => this.loop.lose(reason),
    })
    this.loop = new ClientLoop(options, {
      line: this.#line,
      copies: options.copies,
      now: () => Date.now(),
      random: () => Math.random(),
      newId: () => randomBytes(16).toString('base64url'),
      hashOf,
      soon: (act) => void setImmediate(act),
      setDeadline: (at) => this.#setDeadline(at),
      onTrouble: options.onTrouble,
      prove: (task) => prove(options.credentials, this.#line.binding, task),
    })
  }

  get address(): HostAddress {
    return this.#address
  }

  start(): void {
    this.loop.start()
  }

  /** Tries at once instead of waiting, and checks a connection that may have died in its sleep. */
  wake(): void {
    this.#line.inspect()
    this.loop.wake()
  }

  /** Says goodbye. Resolves when the connection is released and the copy has everything. */
  async leave(): Promise<void> {
    this.loop.leave()
    await this.#line.released()
    await this.loop.settled()
  }

  #setDeadline(at: number | null): void {
    clearTimeout(this.#deadline)
    if (at === null) return
    this.#deadline = setTimeout(() => this.loop.deadline(), Math.max(1, at - Date.now()))
  }
}

/** The first 128 bits of the SHA-256 of a frame's body. [JN7] */
function hashOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest().subarray(0, 16).toString('base64url')
}
