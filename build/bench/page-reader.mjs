// A member that reads history page by page, one at a time.
import { createSecureContext } from 'node:tls'
import { numberField, textField } from '../runtime/json.mjs'
import { FrameParser } from './frame-parser.mjs'
import { Introduction } from './introduction.mjs'
import { LatencyHistogram } from './latency-histogram.mjs'
import { Line, ROOM } from './line.mjs'
import { textOf } from './message-text.mjs'

/** Facts in a page of history, as long as they are short. */
const PAGE_FACTS = 100

/** Milliseconds for one answer. */
const PATIENCE_MS = 30_000

export class PageReader {
  #line
  #parser = new FrameParser()
  /** The type of the answer that is waited for. */
  #awaited = ''
  /** @type {(answer: unknown) => void} */
  #onAwaited = () => {}
  /** Facts that belong to the page which is being read. @type {unknown[] | null} */
  #page = null
  /** @type {() => void} */
  #onPage = () => {}
  /** @type {(error: Error) => void} */
  #onProblem = () => {}

  /** @param {number} port */
  constructor(port) {
    const guest = { introduction: new Introduction('reader'), resume: null }
    this.#line = new Line(port, createSecureContext({ minVersion: 'TLSv1.3' }), guest, {
      onFrame: (frame) => this.#receive(this.#parser.parse(frame)),
      onEnd: (cause) => this.#onProblem(new Error(`reading history: ${cause}`)),
    })
  }

  /** Resolves with the room's last sequence number when the server has answered that this one has joined. */
  async join() {
    const joined = await this.#bounded(this.#answer('joined'))
    return numberField(joined, 'sequence') ?? 0
  }

  /**
   * Reads pages at random places. Fails when one does not hold exactly what was said there.
   * @param {number} count
   * @param {number} last The room's last sequence number.
   * @returns {Promise<LatencyHistogram>} From asking until the last fact of the page.
   */
  async readPages(count, last) {
    const latency = new LatencyHistogram()
    for (let number = 0; number < count; number++) {
      const before = PAGE_FACTS + 1 + Math.floor(Math.random() * (last - PAGE_FACTS))
      const start = performance.now()
      // One after the other: each is measured alone.
      // oxlint-disable-next-line no-await-in-loop
      const facts = await this.#bounded(this.#readPage(before))
      latency.add(performance.now() - start)
      checkPage(facts, before)
    }
    return latency
  }

  leave() {
    this.#line.leave()
  }

  /** @param {number} before */
  async #readPage(before) {
    this.#line.write([{ type: 'read-history', room: ROOM, before, from: 1 }])
    const history = await this.#answer('history')
    const missing = (numberField(history, 'to') ?? 0) - (numberField(history, 'from') ?? 0) + 1
    return this.#facts(missing)
  }

  /** @param {unknown} answer */
  #receive(answer) {
    const type = textField(answer, 'type')
    if (type === 'refusal') this.#onProblem(new Error(JSON.stringify(answer)))
    if (type === this.#awaited) {
      this.#awaited = ''
      // Its facts may be in the same read: they are gathered from here on.
      this.#page = type === 'history' ? [] : null
      this.#onAwaited(answer)
    } else if (type === 'message' && this.#page) {
      this.#page.push(answer)
      this.#onPage()
    }
  }

  /**
   * @param {string} type
   * @returns {Promise<unknown>}
   */
  #answer(type) {
    this.#awaited = type
    return new Promise((settle) => (this.#onAwaited = settle))
  }

  /**
   * @param {number} count
   * @returns {Promise<unknown[]>}
   */
  #facts(count) {
    return new Promise((settle) => {
      this.#onPage = () => {
        if (this.#page && this.#page.length >= count) settle(this.#page)
      }
      this.#onPage()
    })
  }

  /**
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>}
   */
  async #bounded(work) {
    /** @type {NodeJS.Timeout | undefined} */
    let timeout
    const problem = new Promise((_, reject) => {
      this.#onProblem = reject
      timeout = setTimeout(() => reject(new Error('reading history: no answer')), PATIENCE_MS)
    })
    try {
      await Promise.race([work, problem])
      return await work
    } finally {
      clearTimeout(timeout)
      this.#onProblem = () => {}
    }
  }
}

/**
 * @param {readonly unknown[]} facts
 * @param {number} before
 */
function checkPage(facts, before) {
  const isWhole = facts.every((fact, index) => {
    const sequence = before - PAGE_FACTS + index
    return (
      numberField(fact, 'sequence') === sequence && textField(fact, 'text') === textOf(sequence)
    )
  })
  if (facts.length !== PAGE_FACTS || !isWhole) {
    throw new Error(`the page before ${before} holds something else: ${facts.length} facts`)
  }
}
