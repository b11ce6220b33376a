// Requests as they travel.
import { HEADER_BYTES } from './frame-parser.mjs'

/**
 * @param {readonly object[]} requests
 * @returns {Buffer} Their frames, one after the other.
 */
export function encodeFrames(requests) {
  const frames = requests.map((request) => {
    const text = JSON.stringify(request)
    const frame = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(text))
    frame.writeUInt32BE(frame.length - HEADER_BYTES)
    frame.write(text, HEADER_BYTES)
    return frame
  })
  return Buffer.concat(frames)
}
