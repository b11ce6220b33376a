// The least that a chat server in Node can be: TLS, a frame in, the same bytes out to everybody once a tick. No
// JSON of what is said, no schema, no names, no disk, no history, no limits. What it costs on this machine is what
// figures of other machines are compared by. Speaks just enough of the protocol for the load generator.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { createServer } from 'node:tls'
import { parseArgs } from 'node:util'
import * as x509 from '@peculiar/x509'
import { textField } from '../runtime/json.mjs'
import { encodeFrames } from './encode-frames.mjs'
import { HEADER_BYTES } from './frame-parser.mjs'

const HOST = '127.0.0.1'

/** Milliseconds in which those who come are gathered before all are told how many there are. */
const PRESENCE_MS = 50

const NOTHING = Buffer.alloc(0)

/** The beginning of what the load generator says: see `Member.say`. */
const SAYING = '{"type":"send-message"'
const ID = '"id":"'
const TEXT = '"text":"'

/** @typedef {{ readonly socket: import('node:tls').TLSSocket, name: string, carry: Buffer }} Visitor */

class BareServer {
  /** Those who have joined. @type {Set<Visitor>} */
  #members = new Set()
  /** What was said in this tick. @type {Buffer[]} */
  #said = []
  #sequence = 0
  #isTelling = false

  /** @param {import('node:tls').TLSSocket} socket */
  receive = (socket) => {
    /** @type {Visitor} */
    const visitor = { socket, name: '', carry: NOTHING }
    socket.setNoDelay(true)
    socket.on('data', (/** @type {Buffer} */ bytes) => this.#read(visitor, bytes))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#members.delete(visitor))
  }

  /**
   * @param {Visitor} visitor
   * @param {Buffer} bytes
   */
  #read(visitor, bytes) {
    const all = visitor.carry.length > 0 ? Buffer.concat([visitor.carry, bytes]) : bytes
    let start = 0
    while (all.length - start >= HEADER_BYTES) {
      const end = start + HEADER_BYTES + all.readUInt32BE(start)
      if (end > all.length) break
      this.#hear(visitor, all.toString('latin1', start + HEADER_BYTES, end))
      start = end
    }
    visitor.carry = start < all.length ? Buffer.from(all.subarray(start)) : NOTHING
  }

  /**
   * @param {Visitor} visitor
   * @param {string} body Its bytes as characters.
   */
  #hear(visitor, body) {
    if (body.startsWith(SAYING)) return this.#say(visitor, body)
    /** @type {unknown} */
    const request = JSON.parse(body)
    const type = textField(request, 'type')
    if (type === 'hello') {
      visitor.name = textField(request, 'name') ?? ''
      write(visitor, { type: 'challenge', nonce: '', entry: 'open', salt: null })
    } else if (type === 'prove') {
      write(visitor, { type: 'welcome' })
    } else if (type === 'join') {
      this.#members.add(visitor)
      write(visitor, { type: 'joined', from: 1, count: this.#members.size })
      this.#tellCount()
    }
  }

  /**
   * @param {Visitor} visitor
   * @param {string} body
   */
  #say({ name }, body) {
    const id = body.slice(body.indexOf(ID), body.indexOf(TEXT))
    const text = body.slice(body.indexOf(TEXT))
    const author = `"author":{"name":"${name}"}`
    const fact = `{"type":"message","sequence":${++this.#sequence},"at":${Date.now()},${author},${id}${text}`
    const frame = Buffer.allocUnsafe(HEADER_BYTES + fact.length)
    frame.writeUInt32BE(fact.length)
    frame.write(fact, HEADER_BYTES, 'latin1')
    if (this.#said.length === 0) setImmediate(this.#publish)
    this.#said.push(frame)
  }

  #publish = () => {
    const batch = Buffer.concat(this.#said)
    this.#said = []
    for (const { socket } of this.#members) socket.write(batch)
  }

  #tellCount() {
    if (this.#isTelling) return
    this.#isTelling = true
    setTimeout(() => {
      this.#isTelling = false
      const frame = encodeFrames([{ type: 'presence', count: this.#members.size }])
      for (const { socket } of this.#members) socket.write(frame)
    }, PRESENCE_MS)
  }
}

/**
 * @param {Visitor} visitor
 * @param {object} answer
 */
function write({ socket }, answer) {
  socket.write(encodeFrames([answer]))
}

/** @returns {Promise<{ key: string, cert: string }>} As a host has it: ECDSA P-256, self-signed. */
async function makeIdentity() {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const name = { name: 'CN=bare', keys, signingAlgorithm: algorithm }
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(name, webcrypto)
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return { key: x509.PemConverter.encode(key, 'PRIVATE KEY'), cert: certificate.toString('pem') }
}

const { values } = parseArgs({ options: { port: { type: 'string' } }, strict: false })
const bare = new BareServer()
const server = createServer({ ...(await makeIdentity()), minVersion: 'TLSv1.3' }, bare.receive)
server.listen({ host: HOST, port: Number(values.port ?? 0), backlog: 4_096 }, () => {
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  console.log(JSON.stringify({ event: 'listening', port }))
})
process.on('SIGTERM', () => process.exit())
