// One connection to a server that says hello and joins the room by itself, and gives every frame it receives.
import { connect } from 'node:tls'
import { textField } from '../runtime/json.mjs'
import { encodeFrames } from './encode-frames.mjs'
import { HEADER_BYTES } from './frame-parser.mjs'

/** The one room of the server that is measured. */
export const ROOM = 'front'

/**
 * @typedef {object} Guest Who comes, and what they hold already.
 * @property {import('./introduction.mjs').Introduction} introduction
 * @property {ResumePoint | null} resume
 */
/**
 * @typedef {object} ResumePoint
 * @property {string} epoch
 * @property {number} sequence
 * @property {string} hash
 */
/**
 * @typedef {object} LineListener
 * @property {(frame: Buffer) => void} onFrame Valid during the call only. All but the welcome.
 * @property {(cause: string) => void} onEnd Called once, however it ended.
 */

export class Line {
  #socket
  #listener
  /** @type {Guest} */
  #guest
  /** @type {Buffer} */
  #carry = Buffer.alloc(0)
  #isWelcome = false

  /**
   * @param {number} port
   * @param {import('node:tls').SecureContext} secureContext
   * @param {Guest} guest
   * @param {LineListener} listener
   */
  constructor(port, secureContext, guest, listener) {
    this.#guest = guest
    this.#listener = listener
    let cause = 'the connection was closed'
    const options = { host: '127.0.0.1', port, rejectUnauthorized: false, secureContext }
    this.#socket = connect(options, () => this.#greet())
    this.#socket.setNoDelay(true)
    this.#socket.on('data', (/** @type {Buffer} */ bytes) => this.#receive(bytes))
    this.#socket.on('error', (/** @type {Error} */ error) => (cause = error.message))
    this.#socket.on('close', () => listener.onEnd(cause))
  }

  /** @param {readonly object[]} requests Written at once. */
  write(requests) {
    if (requests.length > 0) this.#socket.write(encodeFrames(requests))
  }

  leave() {
    if (!this.#socket.writable) return
    this.write([{ type: 'goodbye', reason: 'leaving' }])
    this.#socket.end()
  }

  #greet() {
    this.write([this.#guest.introduction.hello()])
  }

  /** @param {Buffer} bytes */
  #receive(bytes) {
    const all = this.#carry.length > 0 ? Buffer.concat([this.#carry, bytes]) : bytes
    let start = 0
    while (all.length - start >= HEADER_BYTES) {
      const end = start + HEADER_BYTES + all.readUInt32BE(start)
      if (end > all.length) break
      this.#readFrame(all.subarray(start, end))
      start = end
    }
    this.#carry = all.subarray(start)
  }

  /** @param {Buffer} frame */
  #readFrame(frame) {
    if (this.#isWelcome) return this.#listener.onFrame(frame)
    /** @type {unknown} */
    const answer = JSON.parse(frame.toString('utf8', HEADER_BYTES))
    const { introduction, resume } = this.#guest
    if (textField(answer, 'type') === 'challenge') {
      return this.write([introduction.prove(this.#socket, answer)])
    }
    if (textField(answer, 'type') !== 'welcome') return this.#listener.onFrame(frame)
    this.#isWelcome = true
    this.write([{ type: 'join', room: ROOM, role: 'member', resume }])
  }
}
