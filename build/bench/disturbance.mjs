// What strangers and members do to a server that does not help it.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { encodeFrames } from './encode-frames.mjs'
import { HEADER_BYTES } from './frame-parser.mjs'
import { Introduction } from './introduction.mjs'
import { ROOM } from './line.mjs'

const HOST = '127.0.0.1'

/** Milliseconds for the server to answer, and to close what is not its protocol. */
const PATIENCE_MS = 5_000

/** Milliseconds for a classic program to be in: it is told of all that come with it, one line after the other. */
const CROWD_PATIENCE_MS = 15_000

/** The header of a record of TLS that announces 512 bytes of a ClientHello, and as many bytes of it. */
const CLIENT_HELLO = Buffer.concat([
  Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
  Buffer.alloc(506),
])

export class Disturbance {
  #port
  /** Connections that must not end before they are released. @type {Set<import('node:net').Socket>} */
  #held = new Set()
  /** @type {string[]} */
  #problems = []

  /** @param {number} port Of the server. */
  constructor(port) {
    this.#port = port
  }

  /**
   * Does something many times, evenly over a time. What fails is told by `release`.
   * @param {number} count
   * @param {number} durationMs
   * @param {(number: number) => Promise<void>} act
   */
  async spread(count, durationMs, act) {
    const start = performance.now()
    /** @type {Promise<void>[]} */
    const acts = []
    for (let number = 0; number < count; number++) {
      const wait = start + (number * durationMs) / count - performance.now()
      // One after the other: spreading them is the point.
      // oxlint-disable-next-line no-await-in-loop
      if (wait > 0) await delay(wait)
      acts.push(act(number).catch((/** @type {unknown} */ error) => this.#complain(String(error))))
    }
    await Promise.all(acts)
  }

  /** Opens a connection that says nothing, not even TLS. */
  async hold() {
    const socket = await this.#connect()
    this.#hold(socket)
  }

  /**
   * Says something that is not TLS. Resolves when the server has closed.
   * @param {string | Uint8Array} bytes
   */
  async say(bytes) {
    const socket = await this.#connect()
    socket.write(bytes)
    const deadline = AbortSignal.timeout(PATIENCE_MS)
    await new Promise((settle, reject) => {
      socket.once('close', settle)
      deadline.addEventListener('abort', () => reject(new Error('the server did not close')))
    })
  }

  /**
   * Tries to open a connection from another address of this machine; the server may refuse it at once, keep it, or
   * leave it in the queue of the system.
   * @param {string} address
   */
  async knock(address) {
    const socket = connect({ host: HOST, port: this.#port, localAddress: address })
    socket.on('error', () => {})
    this.#held.add(socket)
    await new Promise((settle) => {
      socket.once('connect', settle)
      socket.once('close', settle)
      setTimeout(settle, PATIENCE_MS)
    })
  }

  /**
   * Opens a connection that says a byte of a TLS handshake now and then; the server may close it.
   * @param {string} address
   * @param {number} everyMs
   */
  async drip(address, everyMs) {
    const socket = await this.#connect(address)
    this.#held.add(socket)
    let said = 0
    const timer = setInterval(() => {
      if (socket.destroyed) return clearInterval(timer)
      socket.write(CLIENT_HELLO.subarray(said, said + 1))
      said++
    }, everyMs)
    socket.once('close', () => clearInterval(timer))
  }

  /** Resets a connection that has said nothing. */
  async resetBare() {
    const socket = await this.#connect()
    socket.resetAndDestroy()
  }

  /** Resets a connection whose handshake is done. */
  async resetSecured() {
    const { below } = await this.#connectTls()
    below.resetAndDestroy()
  }

  /**
   * Joins members that read nothing from then on.
   * @param {number} count
   */
  async joinReaders(count) {
    await Promise.all(Array.from({ length: count }, (_, number) => this.#joinReader(number)))
  }

  /**
   * Connects classic programs that read and say nothing: 16BPP's viewers and messengers, SGS and telnet. Resolves when
   * all that can tell have told that they are in.
   * @param {number} count Of each kind.
   */
  async joinClassics(count) {
    const numbers = Array.from({ length: count }, (_, number) => `${number}-${Date.now() % 1e6}`)
    await Promise.all(
      numbers.flatMap((number) => [
        this.#joinClassic('viewer', 'Welcome'),
        this.#joinClassic(`name:messenger-${number}`, null),
        this.#joinClassic(sgsLogin(`sgs-${number}`), '*'),
        this.#joinClassic(`/name telnet-${number}\r\n`, 'now called'),
      ]),
    )
  }

  /** Ends all connections. Fails when something was not as it must be. */
  release() {
    for (const socket of this.#held) socket.removeAllListeners('close').resetAndDestroy()
    if (this.#problems.length > 0) throw new Error(this.#problems.join('; '))
  }

  /**
   * @param {string | Uint8Array} hello
   * @param {string | null} welcome
   */
  async #joinClassic(hello, welcome) {
    const socket = await this.#connect()
    socket.write(hello)
    if (welcome !== null) await untilSaid(socket, welcome, CROWD_PATIENCE_MS)
    socket.resume()
    this.#hold(socket)
  }

  /** @param {number} number */
  async #joinReader(number) {
    const { below, socket } = await this.#connectTls()
    // A name belongs to the key that took it, and each round has new keys.
    const introduction = new Introduction(`${number} ${randomBytes(6).toString('hex')}`)
    socket.write(encodeFrames([introduction.hello()]))
    const said = await untilSaid(socket, '"type":"challenge"')
    socket.write(encodeFrames([introduction.prove(socket, JSON.parse(said.slice(HEADER_BYTES)))]))
    await untilSaid(socket, '"type":"welcome"')
    socket.write(encodeFrames([{ type: 'join', room: ROOM, role: 'member', resume: null }]))
    await untilSaid(socket, '"type":"joined"')
    this.#hold(below)
  }

  /** @param {import('node:net').Socket} socket */
  #hold(socket) {
    this.#held.add(socket)
    socket.on('close', () => this.#complain('the server closed what it must bear'))
  }

  /** @param {string} problem */
  #complain(problem) {
    // One says enough: 200 of them are the same.
    if (this.#problems.length === 0) this.#problems.push(problem)
  }

  /** @param {string} [localAddress] */
  async #connect(localAddress = HOST) {
    const socket = connect({ host: HOST, port: this.#port, localAddress })
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MS) })
    // A reset by the server is one of the ways to close.
    socket.on('error', () => {})
    return socket
  }

  async #connectTls() {
    // Only a TCP socket can be reset.
    const below = await this.#connect()
    const socket = connectTls({ socket: below, rejectUnauthorized: false })
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(PATIENCE_MS) })
    socket.on('error', () => {})
    return { below, socket }
  }
}

/**
 * The packets with which SGS's client comes in: login and list.
 * @param {string} name
 */
function sgsLogin(name) {
  const packet = (/** @type {number} */ command) => {
    const head = Buffer.alloc(12)
    head.writeInt32LE(command, 0)
    head.writeInt32LE(name.length, 4)
    return Buffer.concat([head, Buffer.from(name)])
  }
  return Buffer.concat([packet(0), packet(3)])
}

/**
 * Reads until the server has said this, and nothing after.
 * @param {import('node:net').Socket} socket
 * @param {string} text
 * @param {number} [patienceMs]
 * @returns {Promise<string>} All that was said.
 */
async function untilSaid(socket, text, patienceMs = PATIENCE_MS) {
  const deadline = AbortSignal.timeout(patienceMs)
  let said = ''
  while (!said.includes(text)) {
    const arrived = once(socket, 'data', { signal: deadline })
    socket.resume()
    // oxlint-disable-next-line no-await-in-loop
    const arrival = await arrived
    socket.pause()
    said += arrival.join('')
  }
  return said
}
