// Who a member of the bench is to a server, and how it proves that on a connection.
import { createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { textField } from '../runtime/json.mjs'

/** As rule AU1 of the protocol has them. */
const EXPORTER_LABEL = 'EXPORTER-parley-1'
const BINDING_BYTES = 32

export class Introduction {
  #name
  #instance = randomBytes(16).toString('base64url')
  #key = generateKeyPairSync('ed25519').privateKey
  #publicKey = createPublicKey(this.#key).export({ format: 'jwk' }).x
  #nonce = ''

  /** @param {string} name */
  constructor(name) {
    this.#name = name
  }

  /** @returns {object} The first request of a connection. */
  hello() {
    this.#nonce = randomBytes(16).toString('base64url')
    return {
      type: 'hello',
      version: 1,
      capabilities: [],
      name: this.#name,
      instance: this.#instance,
      key: this.#publicKey,
      nonce: this.#nonce,
    }
  }

  /**
   * @param {import('node:tls').TLSSocket} socket The connection of the last hello.
   * @param {unknown} challenge
   * @returns {object} The answer to it.
   */
  prove(socket, challenge) {
    const exported = socket.exportKeyingMaterial(BINDING_BYTES, EXPORTER_LABEL, Buffer.alloc(0))
    const nonces = `${this.#nonce} ${textField(challenge, 'nonce')}`
    const text = `parley/identity/1 ${exported.toString('base64url')} ${nonces}`
    const signature = sign(null, Buffer.from(text), this.#key).toString('base64url')
    return { type: 'prove', signature, password: null, invite: null }
  }
}
