// Runs a client's loop in tests: a line that only writes down, a copy in memory, a clock that stands still.

import type { ChatError } from '../error.ts'
import type { Answer } from '../protocol/answer.ts'
import type { RequestOf } from '../protocol/request.ts'
import { succeeded, type Result } from '../result.ts'
import { testProof } from '../protocol/proof.fixture.ts'
import type { ProofTask } from './surroundings.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import type { Request } from '../protocol/request.ts'
import {
  answerInput,
  FINGERPRINT,
  joined,
  TestSession,
  WELCOME,
} from '../session/session.fixture.ts'
import type { SessionEvent } from '../session/view.ts'
import { ClientLoop } from './client-loop.ts'
import { MemoryCopies, settled } from './copies.fixture.ts'
import type { Line } from './surroundings.ts'

/** The host is known already. */
export const PINNED = { kind: 'pinned', fingerprint: FINGERPRINT } as const

export class TestClient {
  readonly copies = new MemoryCopies()
  /** What the line was asked for, in short. */
  readonly line: string[] = []
  readonly events: SessionEvent[] = []
  readonly troubles: ChatError['code'][] = []
  readonly loop: ClientLoop
  now = 10_000
  deadlineAt: number | null = null
  #nextId = 1
  readonly #soon: (() => void)[] = []

  constructor(trust: ConstructorParameters<typeof TestSession>[0] = { kind: 'trust-new' }) {
    const { settings } = new TestSession(trust).session
    const onEvents = (events: readonly SessionEvent[]) => void this.events.push(...events)
    this.loop = new ClientLoop(
      { settings, onEvents, onTrusted: (key) => void this.line.push(`trusted ${key.length}`) },
      {
        line: this.#line(),
        copies: this.copies,
        now: () => this.now,
        random: () => 0.5,
        newId: () => `id${this.#nextId++}`.padEnd(22, '_'),
        hashOf: (body) => hashOf(body),
        soon: (act) => void this.#soon.push(act),
        setDeadline: (at) => (this.deadlineAt = at),
        onTrouble: ({ code }) => void this.troubles.push(code),
        prove: (task) => this.#prove(task),
      },
    )
  }

  async #prove({ clientNonce, challenge }: ProofTask): Promise<Result<RequestOf<'prove'>>> {
    const context = { binding: 'b', clientNonce, hostNonce: challenge.nonce }
    return succeeded(testProof(this.loop.session.settings.key, context))
  }

  /** What was to happen soon happens, and what follows from it. */
  async turn(): Promise<void> {
    do {
      for (const act of this.#soon.splice(0)) act()
      await settled()
    } while (this.#soon.length > 0)
  }

  hear(...answers: readonly Answer[]): void {
    for (const answer of answers) this.loop.receive(bodyOf(answer))
  }

  /** Comes into the room; what happened on the way is forgotten. */
  async join(answer: Answer = joined()): Promise<void> {
    this.loop.start()
    this.loop.secured(FINGERPRINT)
    // The nonce has taken one.
    this.#nextId = 1
    this.hear(WELCOME)
    await this.turn()
    this.hear(answer)
    await this.turn()
    this.line.length = 0
    this.events.length = 0
    this.copies.log.length = 0
  }

  #line(): Line {
    const note = (what: string) => void this.line.push(what)
    return {
      dial: () => note('dial'),
      say: (request) => note(sayInShort(request)),
      keepAlive: (heartbeatMs, silenceMs) => note(`keep-alive ${heartbeatMs} ${silenceMs}`),
      expectAnswer: (withinMs) => note(`expect ${withinMs}`),
      hangUp: ({ code }) => note(`hang-up ${code}`),
      giveUp: ({ code }) => note(`give-up ${code}`),
    }
  }
}

export function bodyOf(value: object): Uint8Array {
  return encodeFrame(value).subarray(FRAME_HEADER_BYTES)
}

/** The same hash as the session's tests have. */
function hashOf(body: Uint8Array): string {
  const input = answerInput(JSON.parse(new TextDecoder().decode(body)) as Answer)
  return input.type === 'answer' ? input.hash : ''
}

function sayInShort(request: Request): string {
  return 'id' in request ? `${request.type} ${request.id.replace(/_+$/, '')}` : request.type
}

/** What the timeline shows: texts of messages, and what other lines are. */
export function texts({ loop }: TestClient): string[] {
  return loop.view.timeline.flatMap((entry) =>
    entry.kind === 'message' ? [entry.message.text] : [entry.kind],
  )
}
