import { describe, expect, test } from 'vitest'
import { afterAddressTyped, afterPortTyped, hostAddressOf, joinTargetOf } from './address-fields.ts'

const empty = { address: '', port: '7465' }

describe('the address and the port field', () => {
  test('a port in the address moves on to the port field', () => {
    const fields = afterAddressTyped(empty, '  192.168.1.20 : 8000 ')
    expect(fields.port).toBe('8000')
    expect(hostAddressOf(fields)).toEqual({
      ok: true,
      value: { address: '192.168.1.20', port: 8000 },
    })
  })

  test('an address without a port leaves the port field alone', () => {
    expect(afterAddressTyped(empty, 'fe80::1')).toEqual({ address: 'fe80::1', port: '7465' })
    expect(hostAddressOf({ address: '[fe80::1]', port: '7465' })).toEqual({
      ok: true,
      value: { address: 'fe80::1', port: 7465 },
    })
  })

  test('a port typed afterwards takes the place of the one in the address', () => {
    const fields = afterPortTyped({ address: 'harbor:8000', port: '8000' }, '9000')
    expect(hostAddressOf(fields)).toEqual({ ok: true, value: { address: 'harbor', port: 9000 } })
  })

  test('what leads nowhere is refused with the field that is wrong', () => {
    expect(hostAddressOf({ address: 'two words!', port: '1' })).toMatchObject({
      error: { code: 'bad-address' },
    })
    expect(hostAddressOf({ address: 'harbor', port: '99999' })).toMatchObject({
      error: { code: 'bad-port' },
    })
  })
})

describe('an invite in the address field', () => {
  const link = `parley://192.168.1.20,harbor:8000/#${'a'.repeat(52)}.${'A'.repeat(22)}`

  test('leads to its first address, whatever the port field says', () => {
    const fields = afterAddressTyped(empty, link)
    expect(fields).toEqual({ address: link, port: '7465' })
    expect(joinTargetOf(fields)).toEqual({
      ok: true,
      value: { host: { address: '192.168.1.20', port: 8000 }, isInvite: true, more: 1 },
    })
  })

  test('is refused in words about invites when it is cut off', () => {
    expect(joinTargetOf({ ...empty, address: link.slice(0, -30) })).toMatchObject({
      error: { code: 'bad-invite' },
    })
  })

  test('is not what an address is taken for', () => {
    expect(joinTargetOf({ ...empty, address: 'parley' })).toMatchObject({
      value: { host: { address: 'parley', port: 7465 }, isInvite: false },
    })
  })
})
