// The two formats that hold an icon in many sizes. Both may hold each picture as a PNG file, and do so here.

/** @typedef {{ size: number, png: Buffer }} Picture `size`: pixels, of a square. */

const ICO_HEADER_BYTES = 6
const ICO_ENTRY_BYTES = 16

/**
 * Windows: ICONDIR and its ICONDIRENTRYs, then the pictures. PNG is understood since Windows Vista.
 * https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)
 * @param {readonly Picture[]} pictures Of 256 pixels at most.
 * @returns {Buffer}
 */
export function icoFile(pictures) {
  const header = Buffer.alloc(ICO_HEADER_BYTES)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = ICO_HEADER_BYTES + ICO_ENTRY_BYTES * pictures.length
  const entries = pictures.map(({ size, png }) => {
    const entry = Buffer.alloc(ICO_ENTRY_BYTES)
    // One byte each for width and height: 0 means 256.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)])
}

/**
 * The types of an .icns file that hold a PNG, with their pixels. 32 and more: the older types for 16 and 32
 * hold other formats, and macOS makes 16 of the 32 of `ic11`, which is 16 for a Retina display.
 */
export const ICNS_TYPES = [
  { type: 'ic11', size: 32 },
  { type: 'ic12', size: 64 },
  { type: 'ic07', size: 128 },
  { type: 'ic13', size: 256 },
  { type: 'ic08', size: 256 },
  { type: 'ic14', size: 512 },
  { type: 'ic09', size: 512 },
  { type: 'ic10', size: 1_024 },
]

/**
 * macOS: `icns`, the length of the file, then for each picture its type, the length with these 8 bytes, and the PNG.
 * https://en.wikipedia.org/wiki/Apple_Icon_Image_format
 * @param {ReadonlyMap<number, Buffer>} pngs By pixels; every size of ICNS_TYPES.
 * @returns {Buffer}
 */
export function icnsFile(pngs) {
  const parts = ICNS_TYPES.flatMap(({ type, size }) => {
    const png = pngs.get(size)
    if (!png) throw new Error(`there is no picture of ${size} pixels for ${type}`)
    return [Buffer.from(type, 'latin1'), length32(png.length + 8), png]
  })
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from('icns', 'latin1'), length32(body.length + 8), body])
}

/** @param {number} bytes */
function length32(bytes) {
  const field = Buffer.alloc(4)
  field.writeUInt32BE(bytes)
  return field
}
