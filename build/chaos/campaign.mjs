// The rounds: the host is ended at a random moment and started again, while its members write and are in
// trouble themselves. At the end everything heals, and everybody must have the same.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Host } from './host.mjs'
import { Writer } from './writer.mjs'

/** Milliseconds for everybody to have everything, once nothing is disturbed any more. */
const HEAL_MS = 90_000

/** Milliseconds between two looks. */
const LOOK_MS = 50

/** Milliseconds until a round is over in which nobody has written: all of them wait to connect again. */
const ROUND_MS = 2_500

/** Lines for each writer in a round, at most. */
const LINES = 10

/** Lines of each writer that may wait to be published: on a slow machine a round publishes less. */
const MAX_WAITING = 20

/** Every so many rounds nobody is disturbed until everybody has everything. */
const CALM_ROUNDS = 20

/** How often what happens in a round, as shares of 1. */
const SHARES = {
  stop: 0.15,
  killWhileStarting: 0.15,
  killAtMessage: 0.6,
  killWriter: 0.35,
  pauseWriter: 0.25,
  pauseHost: 0.15,
}

/** @typedef {'kills' | 'stops' | 'killsWhileStarting' | 'writerKills' | 'pauses'} Deed */

/**
 * @typedef {object} CampaignSettings
 * @property {string} program The file of the terminal program.
 * @property {string} folder Where all of them keep what is theirs.
 * @property {number} port
 * @property {number} rounds
 * @property {number} clients
 */

export class Campaign {
  #settings
  #chance
  #record
  #host
  /** @type {Writer[]} */
  #writers
  /** @type {globalThis.Record<Deed, number>} */
  #deeds = { kills: 0, stops: 0, killsWhileStarting: 0, writerKills: 0, pauses: 0 }
  /** What goes on beside the rounds. @type {Set<Promise<void>>} */
  #asides = new Set()

  /**
   * @param {CampaignSettings} settings
   * @param {import('./chance.mjs').Chance} chance
   * @param {import('./record.mjs').Record} record
   */
  constructor(settings, chance, record) {
    const { program, folder, port, clients } = settings
    this.#settings = settings
    this.#chance = chance
    this.#record = record
    this.#host = new Host({ program, data: join(folder, 'host'), port }, record)
    this.#writers = Array.from({ length: clients }, (_, index) => {
      const name = `Writer ${index + 1}`
      return new Writer({ program, profile: join(folder, name), name, port }, record)
    })
  }

  /** @returns {Readonly<globalThis.Record<Deed, number>>} */
  get deeds() {
    return this.#deeds
  }

  /** @param {(round: number) => void} onRound */
  async run(onRound) {
    for (let round = 1; round <= this.#settings.rounds; round++) {
      // oxlint-disable-next-line no-await-in-loop
      await this.#round(round % CALM_ROUNDS === 0)
      onRound(round)
      if (this.#record.problems.length > 0) break
    }
    await Promise.all(this.#asides)
    this.#host.start()
    await this.#heal()
    await Promise.all(this.#writers.map((writer) => writer.finish()))
    await this.#readAnew()
    await this.#host.stop()
    this.#record.judgeEnd()
  }

  /** @param {boolean} isCalm */
  async #round(isCalm) {
    const chance = this.#chance
    this.#giveLines()
    this.#host.start()
    if (chance.happens(SHARES.killWhileStarting)) {
      await delay(chance.between(0, 300))
      this.#deeds.killsWhileStarting++
      return this.#host.kill()
    }
    await this.#host.untilListening(HEAL_MS)
    this.#reviveWriters()
    if (isCalm) await this.#heal()
    this.#giveLines()
    this.#disturb()
    await this.#strikingMoment()
    if (chance.happens(SHARES.stop)) {
      this.#deeds.stops++
      return this.#host.stop()
    }
    this.#deeds.kills++
    return this.#host.kill()
  }

  #giveLines() {
    for (const writer of this.#writers) {
      const waiting = this.#record.countWaiting(writer.name)
      if (waiting < MAX_WAITING) writer.give(this.#chance.between(0, LINES / 2))
    }
  }

  /** In the midst of what is written, or whenever. */
  async #strikingMoment() {
    const chance = this.#chance
    if (chance.happens(SHARES.killAtMessage)) {
      const most = (this.#settings.clients * LINES) / 2
      await this.#host.untilHeard(chance.between(1, most), ROUND_MS)
      await delay(chance.between(0, 20))
    } else {
      await delay(chance.between(0, 1_200))
    }
  }

  #disturb() {
    const chance = this.#chance
    if (chance.happens(SHARES.killWriter)) this.#beside(this.#killWriter())
    if (chance.happens(SHARES.pauseWriter)) this.#beside(this.#pauseWriter())
    if (chance.happens(SHARES.pauseHost)) {
      this.#deeds.pauses++
      this.#beside(this.#host.pause(chance.between(10, 1_000)))
    }
  }

  async #killWriter() {
    const wait = this.#chance.between(0, 500)
    const writer = this.#chance.pick(this.#writers.filter(({ isRunning }) => isRunning))
    await delay(wait)
    if (!writer?.isRunning) return
    this.#deeds.writerKills++
    await writer.kill()
  }

  async #pauseWriter() {
    const pause = this.#chance.between(10, 3_000)
    const writer = this.#chance.pick(this.#writers)
    this.#deeds.pauses++
    writer?.stop()
    await delay(pause)
    writer?.goOn()
  }

  /** @param {Promise<void>} aside */
  #beside(aside) {
    this.#asides.add(aside)
    void aside.then(() => this.#asides.delete(aside))
  }

  /** Who was killed, or gave up because the host was away when it started, starts again. */
  #reviveWriters() {
    for (const writer of this.#writers) if (!writer.isRunning) writer.start()
  }

  async #heal() {
    const deadline = performance.now() + HEAL_MS
    while (performance.now() < deadline && !this.#isHealed()) {
      if (this.#host.isListening) this.#reviveWriters()
      // oxlint-disable-next-line no-await-in-loop
      await delay(LOOK_MS)
    }
    if (!this.#isHealed()) this.#record.addProblem(`not everything came within ${HEAL_MS} ms`)
  }

  #isHealed() {
    return (
      this.#writers.every(({ hasJoined, hasWritten }) => hasJoined && hasWritten) &&
      this.#record.isComplete()
    )
  }

  /** Somebody who was never there reads all of it. */
  async #readAnew() {
    const { program, folder, port } = this.#settings
    const name = 'Reader'
    const settings = { program, profile: join(folder, name), name, port, isViewer: true }
    const reader = new Writer(settings, this.#record)
    reader.start()
    await reader.finish()
  }
}
