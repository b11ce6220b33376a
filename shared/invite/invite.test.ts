import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFingerprint } from '../fingerprint/fingerprint.ts'
import {
  formatInvite,
  looksLikeInvite,
  MAX_INVITE_ADDRESSES,
  MAX_INVITE_LENGTH,
  parseInvite,
  type Invite,
} from './invite.ts'

const FINGERPRINT = 'aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq'
const TOKEN = 'Zm9vYmFyYmF6cXV4Zm9vYg'
const invite: Invite = {
  addresses: ['192.168.1.20', 'fd00::1', 'harbor.example'],
  port: 7465,
  fingerprint: FINGERPRINT,
  token: TOKEN,
}
const link = `parley://192.168.1.20,[fd00::1],harbor.example:7465/#${FINGERPRINT}.${TOKEN}`

const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.domain().filter((domain) => domain.length <= 253),
)
const base64url = fc.constantFrom(
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'),
)
const invites = fc.record({
  addresses: fc.array(addresses, { minLength: 1, maxLength: MAX_INVITE_ADDRESSES }),
  port: fc.integer({ min: 1, max: 65_535 }),
  fingerprint: fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((digest) => encodeFingerprint(digest)),
  token: fc.option(fc.string({ unit: base64url, minLength: 22, maxLength: 22 })),
})

describe('formatInvite', () => {
  it('[IV1] writes addresses, port, fingerprint and token', () => {
    expect(formatInvite(invite)).toBe(link)
  })

  it('[IV1] writes no token where there is none', () => {
    expect(formatInvite({ ...invite, addresses: ['::1'], token: null })).toBe(
      `parley://[::1]:7465/#${FINGERPRINT}`,
    )
  })

  it('[IV1] writes what is read as the same invite', () => {
    fc.assert(
      fc.property(invites, (invite) => {
        expect(parseInvite(formatInvite(invite))).toEqual({ ok: true, value: invite })
      }),
    )
  })

  it('[IV2] has nothing before the number sign that lets anybody in', () => {
    fc.assert(
      fc.property(invites, (invite) => {
        const [place] = formatInvite(invite).split('#')

        expect(place).not.toContain(invite.token ?? invite.fingerprint)
        expect(place).not.toContain(invite.fingerprint)
      }),
    )
  })

  it('[IV1] leaves out addresses that mean nothing elsewhere, and what is too much', () => {
    const many = Array.from({ length: 12 }, (_, index) => `10.0.0.${index + 1}`)
    const read = parseInvite(formatInvite({ ...invite, addresses: ['fe80::1%eth0', ...many] }))

    expect(read.ok && read.value.addresses).toEqual(many.slice(0, MAX_INVITE_ADDRESSES))
  })

  it.each<[string, Partial<Invite>]>([
    ['no address that can be used', { addresses: ['fe80::1%eth0', 'two words'] }],
    ['a port that is none', { port: 0 }],
    ['a fingerprint that is none', { fingerprint: 'abc' }],
    ['a token of another length', { token: 'abc' }],
  ])('[IV1] throws at %s', (_, wrong) => {
    expect(() => formatInvite({ ...invite, ...wrong })).toThrow('not an invite')
  })
})

describe('parseInvite', () => {
  it.each([
    ['blanks around it', `  ${link}\n`],
    ['angle brackets', `<${link}>`],
    ['quotes', `“${link}”`],
    ['a full stop', `${link}.`],
    ['a bracket and a comma', `(${link}),`],
    ['a scheme in upper case', link.replace('parley', 'PARLEY')],
    ['a fingerprint in upper case', link.replace(FINGERPRINT, FINGERPRINT.toUpperCase())],
    ['line breaks inside', link.replace(',[', ',\r\n  [').replace('.Zm9', '.Zm\n9')],
    ['marks that cannot be seen', link.replace('#', '\u200B#\u00AD')],
    [
      'percent-encoding',
      link.replace('#', '%23').replace('[', '%5B').replace(']', '%5D').replaceAll(',', '%2C'),
    ],
    ['everything percent-encoded', encodeURIComponent(link)],
    ['percent-encoding in lower case', link.replace('#', '%23').replace('[', '%5b')],
    ['percent-encoding that was broken', link.replace('#', '%2\n3')],
    ['no slash before the number sign', link.replace('/#', '#')],
  ])('[IV3] takes %s', (_, text) => {
    expect(parseInvite(text)).toEqual({ ok: true, value: invite })
  })

  it.each([
    ['nothing', ''],
    ['another scheme', link.replace('parley', 'https')],
    ['an address', '192.168.1.20:7465'],
    ['a scheme alone', 'parley://'],
    ['no address', `parley://:7465/#${FINGERPRINT}`],
    ['an empty address', `parley://harbor,,10.0.0.1:7465/#${FINGERPRINT}`],
    ['no port', `parley://harbor/#${FINGERPRINT}`],
    ['port 0', `parley://harbor:0/#${FINGERPRINT}`],
    ['port 65536', `parley://harbor:65536/#${FINGERPRINT}`],
    ['a port at another address', `parley://harbor:1,10.0.0.1:7465/#${FINGERPRINT}`],
    ['IPv6 without brackets', `parley://fd00::1,harbor:7465/#${FINGERPRINT}`],
    ['a zone', `parley://[fe80::1%eth0]:7465/#${FINGERPRINT}`],
    ['a zone that was encoded', `parley://[fe80::1%25eth0]:7465/#${FINGERPRINT}`],
    ['a user', `parley://ann@harbor:7465/#${FINGERPRINT}`],
    ['a path', `parley://harbor:7465/room#${FINGERPRINT}`],
    ['a query', `parley://harbor:7465/?a=b#${FINGERPRINT}`],
    ['no fingerprint', 'parley://harbor:7465/'],
    ['a fingerprint that was cut off', link.slice(0, link.indexOf('.Zm9') - 1)],
    ['a token that was cut off', link.slice(0, -1)],
    ['a token that is too long', `${link}A`],
    ['two tokens', `${link}.${TOKEN}`],
    ['two fragments', `${link}#${FINGERPRINT}`],
    ['nine addresses', `parley://${'a,'.repeat(8)}a:7465/#${FINGERPRINT}`],
    ['a word behind', `${link} and`],
    ['a NUL that was encoded in another encoding', link.replace('#', '%C0%80#')],
  ])('[IV3] refuses %s', (_, text) => {
    expect(parseInvite(text)).toEqual({ ok: false, error: { code: 'bad-invite' } })
  })

  it('[IV3] refuses what is too long before it does any work', () => {
    expect(parseInvite(`${link}${' '.repeat(MAX_INVITE_LENGTH)}`).ok).toBe(false)
    expect(parseInvite(`${link}${' '.repeat(MAX_INVITE_LENGTH - link.length)}`).ok).toBe(true)
  })

  it('[IV3] throws at no text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (noise, at) => {
        const place = at % link.length

        expect(() => parseInvite(link.slice(0, place) + noise + link.slice(place))).not.toThrow()
      }),
    )
  })
})

describe('looksLikeInvite', () => {
  it.each([
    link,
    `  ${link}`,
    `<PARLEY://harbor`,
    'parley:\n//harbor',
    'parley%3A%2F%2Fharbor',
    'parley://',
  ])('[IV4] takes %j for one', (text) => {
    expect(looksLikeInvite(text)).toBe(true)
  })

  it.each(['', 'parley', 'parley:7465', 'parley.example', '192.168.1.20', 'https://harbor'])(
    '[IV4] takes %j for none',
    (text) => {
      expect(looksLikeInvite(text)).toBe(false)
    },
  )
})
