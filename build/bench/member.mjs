// One member of a room: speaks the real protocol and checks that what arrives is what was published, in
// order and exactly once.
import { randomBytes } from 'node:crypto'
import { field, numberField, textField } from '../runtime/json.mjs'
import { encodeFrames } from './encode-frames.mjs'
import { HEADER_BYTES } from './frame-parser.mjs'
import { Introduction } from './introduction.mjs'
import { ROOM } from './line.mjs'
import { encodeText, memberName } from './room-record.mjs'

const NOTHING = Buffer.alloc(0)

/**
 * @typedef {object} Gathering What all members of one process share.
 * @property {import('./room-record.mjs').RoomRecord} record
 * @property {(frame: Buffer) => unknown} parse
 * @property {(member: Member, sequence: number) => void} onDelivery
 * @property {(member: Member) => void} onJoined
 * @property {(member: Member) => void} onCount The member was told how many are in the room.
 * @property {(violation: string) => void} onViolation
 */

export class Member {
  /** @type {number} */
  index
  /** How many members the room has, as this one was last told. */
  count = 0
  /** The sequence number of the last message that arrived. */
  delivered = 0
  /** Messages sent. */
  sent = 0
  /** Messages sent that have not come back yet. */
  outstanding = 0
  #gathering
  #socket
  #introduction
  /** Up to where the record has arrived: inside a frame when one is split. */
  #position = 0
  /** The beginning of a frame that is not in the record. */
  #carry = NOTHING

  /**
   * @param {number} index
   * @param {Gathering} gathering
   * @param {import('node:tls').TLSSocket} socket
   */
  constructor(index, gathering, socket) {
    this.index = index
    this.#gathering = gathering
    this.#socket = socket
    this.#introduction = new Introduction(memberName(index))
  }

  /** Says hello; everything up to being joined follows from the answers. */
  greet() {
    this.#write([this.#introduction.hello()])
  }

  /**
   * Sends messages in one write.
   * @param {number} count
   * @param {number} now Milliseconds of the shared clock.
   * @param {number} [length] Characters of each.
   */
  say(count, now, length) {
    if (count <= 0) return
    this.outstanding += count
    const requests = Array.from({ length: count }, () => {
      this.sent++
      const text = encodeText(this.index, this.sent, now, length)
      return { type: 'send-message', room: ROOM, id: randomId(), text }
    })
    this.#write(requests)
  }

  beat() {
    this.#write([{ type: 'heartbeat' }])
  }

  leave() {
    this.#write([{ type: 'goodbye', reason: 'leaving' }])
    this.#socket.end()
  }

  /**
   * Takes the next bytes, valid during the call only.
   * @param {Buffer} bytes
   */
  receive(bytes) {
    const { record } = this.#gathering
    if (this.#carry.length > 0) return this.#readFrames(Buffer.concat([this.#carry, bytes]))
    const known = bytes.subarray(0, Math.min(bytes.length, record.length - this.#position))
    if (known.length > 0) {
      if (!record.holds(this.#position, known)) {
        const frameStart = record.endOf(this.delivered)
        const begun = record.slice(frameStart, this.#position)
        this.#position = frameStart
        return this.#readFrames(Buffer.concat([begun, bytes]))
      }
      this.#position += known.length
      while (record.endOf(this.delivered + 1) <= this.#position) this.#deliver()
    }
    if (known.length < bytes.length) this.#readFrames(bytes.subarray(known.length))
  }

  /** @param {Buffer} bytes Begin at the border of a frame. */
  #readFrames(bytes) {
    let start = 0
    while (bytes.length - start >= HEADER_BYTES) {
      const end = start + HEADER_BYTES + bytes.readUInt32BE(start)
      if (end > bytes.length) break
      this.#readFrame(bytes.subarray(start, end))
      start = end
    }
    this.#carry = start < bytes.length ? Buffer.from(bytes.subarray(start)) : NOTHING
  }

  /** @param {Buffer} frame */
  #readFrame(frame) {
    const { record } = this.#gathering
    const isRecorded = record.endOf(this.delivered + 1) === this.#position + frame.length
    if (isRecorded && record.holds(this.#position, frame)) return this.#advance(frame)
    const answer = this.#gathering.parse(frame)
    if (textField(answer, 'type') !== 'message') return this.#readAnswer(answer)
    const isNext = record.sequence === this.delivered
    const sequence = numberField(answer, 'sequence') ?? 0
    const author = textField(field(answer, 'author'), 'name') ?? ''
    const text = textField(answer, 'text') ?? ''
    const problem = isNext
      ? record.append(frame, { sequence, author, text })
      : 'not the bytes that another member received'
    if (problem === null) this.#advance(frame)
    else this.#complain(`after fact ${this.delivered} fact ${sequence}: ${problem}`)
  }

  /** @param {Buffer} frame */
  #advance(frame) {
    this.#position += frame.length
    this.#deliver()
  }

  #deliver() {
    this.delivered++
    if (this.#gathering.record.senderOf(this.delivered) === this.index) this.outstanding--
    this.#gathering.onDelivery(this, this.delivered)
  }

  /** @param {unknown} answer */
  #readAnswer(answer) {
    const first = numberField(answer, 'from')
    switch (textField(answer, 'type') ?? '') {
      case 'challenge':
        this.#write([this.#introduction.prove(this.#socket, answer)])
        break
      case 'welcome':
        this.#write([{ type: 'join', room: ROOM, role: 'member', resume: null }])
        break
      case 'joined':
        if (first !== 1) this.#complain(`joined at fact ${first} instead of 1`)
        this.#gathering.onJoined(this)
        this.#learnCount(answer)
        break
      case 'presence':
      case 'snapshot':
        this.#learnCount(answer)
        break
      case 'heartbeat':
        break
      default:
        this.#complain(`unexpected ${JSON.stringify(answer)}`)
    }
  }

  /** @param {unknown} answer */
  #learnCount(answer) {
    this.count = numberField(answer, 'count') ?? 0
    this.#gathering.onCount(this)
  }

  /** @param {string} problem */
  #complain(problem) {
    this.#gathering.onViolation(`${memberName(this.index)}: ${problem}`)
  }

  /** @param {readonly object[]} requests */
  #write(requests) {
    this.#socket.write(encodeFrames(requests))
  }
}

/** As real clients make them: what the server does with ids depends on how soon they differ. */
function randomId() {
  return randomBytes(16).toString('base64url')
}
