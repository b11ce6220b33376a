import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_INVITE_LENGTH, parseInvite } from './invite.ts'
import { linkAmong } from './opened-link.ts'

const LINK = `parley://192.168.1.20,harbor:8000/#${'a'.repeat(52)}.${'A'.repeat(22)}`
const OTHER = `parley://10.0.0.1:7465/#${'b'.repeat(51)}a`
const BAD = { ok: false, error: { code: 'bad-invite' } }

describe('the link among the arguments of a start', () => {
  test('is taken wherever it stands, in whatever case the system wrote its scheme', () => {
    expect(linkAmong([LINK])).toEqual({ ok: true, value: LINK })
    expect(linkAmong(['/opt/app', '--profile=x', '--', `PARLEY${LINK.slice(6)}`])).toEqual({
      ok: true,
      value: LINK,
    })
  })

  test('is not there when nothing begins with its scheme', () => {
    for (const argv of [
      [],
      [''],
      ['/etc/passwd', 'https://example.org', 'javascript:alert(1)', 'parley'],
      [`--gpu-launcher=${LINK}`, `x${LINK}`, ` ${LINK}`, `file://${LINK}`],
    ]) {
      expect(linkAmong(argv)).toBeNull()
    }
  })

  test('is written anew: what surrounds it and what is hidden in it goes', () => {
    const dressed = `parley://192.168.1.20%2Charbor:8000/%23${'A'.repeat(52)}.\u200b${'A'.repeat(22)}).`
    expect(linkAmong([dressed])).toEqual({ ok: true, value: LINK })
  })

  test('is none of several, not even of two that are the same', () => {
    expect(linkAmong([OTHER])).toEqual({ ok: true, value: OTHER })
    expect(linkAmong([LINK, OTHER])).toEqual(BAD)
    expect(linkAmong([LINK, LINK])).toEqual(BAD)
    expect(linkAmong(['parley:', LINK])).toEqual(BAD)
  })

  test('is bad when it is no invite, too long, or more than an invite', () => {
    for (const link of [
      'parley:',
      'parley://',
      'parley://127.0.0.1:7465/',
      `${LINK} --gpu-launcher=/bin/sh`,
      `${LINK}" --profile="x`,
      `parley://${'a'.repeat(MAX_INVITE_LENGTH)}`,
    ]) {
      expect(linkAmong([link])).toEqual(BAD)
    }
  })

  test('is found among hundreds of hostile arguments, which have no say', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom(
        '--',
        '-',
        '--gpu-launcher=/bin/sh',
        '__proto__',
        '\0',
        '%00',
        'parle\u0443:',
      ),
    )
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 300 }), fc.nat(), (argv, at) => {
        const others = argv.filter((argument) => !argument.toLowerCase().startsWith('parley:'))
        const place = at % (others.length + 1)

        expect(linkAmong(others)).toBeNull()
        expect(linkAmong(others.toSpliced(place, 0, LINK))).toEqual({ ok: true, value: LINK })
      }),
    )
  })

  test('is always an invite that reads as itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(), (noise, at) => {
        const place = at % LINK.length
        const found = linkAmong([`parley:${LINK.slice(7, place)}${noise}${LINK.slice(place)}`])
        if (!found?.ok) return
        expect(linkAmong([found.value])).toEqual(found)
        expect(parseInvite(found.value).ok).toBe(true)
      }),
    )
  })
})
