import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { field, readJson } from '../runtime/json.mjs'
import { ICNS_TYPES } from './icon-files.mjs'

const folder = fileURLToPath(new URL('.', import.meta.url))
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512]

function read(name: string): Buffer {
  return readFileSync(join(folder, name))
}

/** Width and height as its first chunk has them; fails for what is no PNG. */
function pngSize(png: Buffer): readonly [number, number] {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n')
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

test('every icon was made from the drawing as it is now (npm run icons)', () => {
  const sums = readJson(join(folder, 'sums.json'))
  const names = [
    'icon.svg',
    'icon.ico',
    'icon.icns',
    ...readdirSync(join(folder, 'linux')).map((name) => `linux/${name}`),
  ]

  const actual = names.map((name) => [name, createHash('sha256').update(read(name)).digest('hex')])

  expect(Object.fromEntries(actual)).toEqual(sums)
  expect(field(sums, 'icon.svg')).toBeDefined()
})

test('Linux has a picture of each size', () => {
  expect(readdirSync(join(folder, 'linux'))).toHaveLength(LINUX_SIZES.length)
  for (const size of LINUX_SIZES) {
    expect(pngSize(read(`linux/${size}x${size}.png`))).toEqual([size, size])
  }
})

test('the icon of Windows holds what its directory says', () => {
  const ico = read('icon.ico')
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1])

  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index
    const size = ico.readUInt8(entry) || 256
    const offset = ico.readUInt32LE(entry + 12)
    const png = ico.subarray(offset, offset + ico.readUInt32LE(entry + 8))
    expect(pngSize(png)).toEqual([size, size])
    expect(png.subarray(-8, -4).toString('latin1')).toBe('IEND')
    return size
  })

  expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256])
})

test('the icon of macOS holds what its chunks say', () => {
  const icns = read('icon.icns')
  expect(icns.toString('latin1', 0, 4)).toBe('icns')
  expect(icns.readUInt32BE(4)).toBe(icns.length)

  const found: { type: string; size: number }[] = []
  for (let offset = 8; offset < icns.length; offset += icns.readUInt32BE(offset + 4)) {
    const [width, height] = pngSize(
      icns.subarray(offset + 8, offset + icns.readUInt32BE(offset + 4)),
    )
    expect(width).toBe(height)
    found.push({ type: icns.toString('latin1', offset, offset + 4), size: width })
  }

  expect(found).toEqual(ICNS_TYPES)
})
