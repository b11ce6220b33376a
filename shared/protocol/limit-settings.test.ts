import { describe, expect, it } from 'vitest'
import { factText, utf8Bytes } from '../history/fact-text.ts'
import { parseLimitSettings } from './limit-settings.ts'
import { limitsWith, MAX_HOST_FRAME_BYTES, MAX_NAME_LENGTH, MAX_TEXT_BYTES } from './limits.ts'

describe('the settings of limits', () => {
  it('take whole numbers, the last one of a name', () => {
    expect(parseLimitSettings(['hello-ms=1', 'hello-ms=999999999'])).toEqual({
      ok: true,
      value: limitsWith({ 'hello-ms': 999_999_999 }),
    })
  })

  it.each(['hello-ms=0', 'hello-ms=1.5', 'hello-ms=', 'hello-ms', 'hello-ms=1000000000'])(
    'take no %s',
    (setting) => {
      expect(parseLimitSettings([setting])).toEqual({
        ok: false,
        error: { code: 'bad-limit', detail: { name: 'hello-ms', max: 999_999_999 } },
      })
    },
  )

  it('[TX2] [FR3] take no texts that do not fit into a frame of a host', () => {
    expect(parseLimitSettings([`text-bytes=${MAX_TEXT_BYTES}`]).ok).toBe(true)
    expect(parseLimitSettings([`text-bytes=${MAX_TEXT_BYTES + 1}`])).toEqual({
      ok: false,
      error: { code: 'bad-limit', detail: { name: 'text-bytes', max: MAX_TEXT_BYTES } },
    })
  })
})

it('[TX2] [FR3] the longest text fits with the longest of everything else', () => {
  const id = '_'.repeat(22)
  // Four bytes of UTF-8 each; what JSON escapes has one and becomes two.
  const author = { id, name: '𐐷'.repeat(MAX_NAME_LENGTH) }
  const place = { room: 'r'.repeat(32), sequence: Number.MAX_SAFE_INTEGER, epoch: id, at: -8.64e15 }

  const fact = factText({ type: 'message', id, author, text: '"'.repeat(MAX_TEXT_BYTES) }, place)

  expect(utf8Bytes(fact)).toBeLessThanOrEqual(MAX_HOST_FRAME_BYTES)
})
