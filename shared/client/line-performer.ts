// Performs what a session decides about its line to the host.

import { assertNever } from '../assert-never.ts'
import type { Request } from '../protocol/request.ts'
import type { SessionEffect } from '../session/session.ts'
import type { ClientSurroundings, ProofTask } from './surroundings.ts'

const LINE_EFFECTS = {
  dial: true,
  say: true,
  prove: true,
  'hang-up': true,
  'keep-alive': true,
  'expect-answer': true,
} as const

type LineEffect = Extract<SessionEffect, { type: keyof typeof LINE_EFFECTS }>

export function isLineEffect(effect: SessionEffect): effect is LineEffect {
  return Object.hasOwn(LINE_EFFECTS, effect.type)
}

export class LinePerformer {
  readonly #world: Pick<ClientSurroundings, 'line' | 'prove'>
  /** Resolves when the copy has everything. */
  readonly #settled: () => Promise<void>
  /** Counts the connections. */
  #dials = 0

  constructor(world: Pick<ClientSurroundings, 'line' | 'prove'>, settled: () => Promise<void>) {
    this.#world = world
    this.#settled = settled
  }

  perform(effect: LineEffect): void {
    const { line } = this.#world
    switch (effect.type) {
      case 'dial':
        this.#dials++
        return line.dial()
      case 'say':
        return void this.#say(effect.request)
      case 'prove':
        return void this.#prove(effect)
      case 'hang-up':
        return line.hangUp(effect.reason)
      case 'keep-alive':
        return line.keepAlive(effect.heartbeatMs, effect.silenceMs)
      case 'expect-answer':
        return line.expectAnswer(effect.withinMs)
      default:
        return assertNever(effect)
    }
  }

  /** A host gives pages faster than a disk takes them: the next one is asked for when the last one is kept. */
  async #say(request: Request): Promise<void> {
    const dials = this.#dials
    if (request.type === 'read-history') await this.#settled()
    // On a later connection it is asked for anew.
    if (dials === this.#dials) this.#world.line.say(request)
  }

  /** A password takes a while to hash: by then it may be another connection that is up. */
  async #prove({ clientNonce, challenge }: ProofTask): Promise<void> {
    const dials = this.#dials
    const proof = await this.#world.prove({ clientNonce, challenge })
    if (dials !== this.#dials) return
    if (proof.ok) this.#world.line.say(proof.value)
    else this.#world.line.giveUp(proof.error)
  }
}
