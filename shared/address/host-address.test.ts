import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHostAddress, parseHostAddress, parsePort } from './host-address.ts'

function parse(text: string) {
  const parsed = parseHostAddress(text, 7465)
  return parsed.ok ? [parsed.value.address, parsed.value.port] : parsed.error.code
}

describe('parseHostAddress', () => {
  it.each([
    ['192.168.1.20', ['192.168.1.20', 7465]],
    ['192.168.1.20:80', ['192.168.1.20', 80]],
    ['  192.168.1.20 : 80 \n', ['192.168.1.20', 80]],
    ['host.example.org.', ['host.example.org.', 7465]],
    ['my_host-1:1', ['my_host-1', 1]],
    ['bücher.example', ['bücher.example', 7465]],
    ['[2001:db8::1]:65535', ['2001:db8::1', 65_535]],
    ['[::1]', ['::1', 7465]],
    ['::', ['::', 7465]],
    ['2001:db8:0:1:2:3:4:5', ['2001:db8:0:1:2:3:4:5', 7465]],
    ['::ffff:10.0.0.1', ['::ffff:10.0.0.1', 7465]],
    ['fe80::1%eth0', ['fe80::1%eth0', 7465]],
    ['[fe80::1%en-0]:80', ['fe80::1%en-0', 80]],
  ])('takes %j', (text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it.each([
    '',
    '   ',
    '10.0.0.1 7465',
    'my host',
    ':7465',
    'a..b/c',
    'user@host',
    '-host',
    'host-',
    'a\u0000b',
    ':::',
    '1::2::3',
    '1:2:3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'g::1',
    '::1.2.3',
    '::1%',
    '::1%a%b',
    '::1%et h0',
    '[host]:80',
    '[::1',
    '::1]',
    '[]',
    'x'.repeat(254),
    'x'.repeat(100_000),
  ])('rejects %j as an address', (text) => {
    expect(parse(text)).toBe('bad-address')
  })

  it.each(['host:', 'host:0', 'host:65536', 'host:-1', 'host:8o', 'host:1e3', '[::1]:', '[::1]:x'])(
    'rejects the port of %j',
    (text) => {
      expect(parse(text)).toBe('bad-port')
    },
  )

  it('takes what formatHostAddress gives', () => {
    const port = fc.integer({ min: 1, max: 65_535 })

    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()), port, (address, number) => {
        expect(parse(formatHostAddress({ address, port: number }))).toEqual([address, number])
      }),
    )
  })

  it('never throws, and takes no long time, on noise', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(':', '.', '[', ']', '%', 'a', '1', ' '),
          maxLength: 400,
        }),
        (text) => {
          expect(typeof parseHostAddress(text, 1).ok).toBe('boolean')
        },
      ),
    )
  })
})

describe('parsePort', () => {
  it.each([
    ['1', 1],
    [' 7465 ', 7465],
    ['65535', 65_535],
    ['0', null],
    ['65536', null],
    ['', null],
    ['0x10', null],
    ['12 34', null],
    ['１', null],
  ])('reads %j as %j', (text, port) => {
    expect(parsePort(text)).toBe(port)
  })
})
