// Which Ed25519 keys a host takes: each in one spelling, and none for which anybody can sign.

/** Bytes of an Ed25519 key. RFC 8032, 5.1.5. */
const KEY_BYTES = 32

/**
 * The points whose order divides 8, without the sign of x, as hex: a signature by them is found by trying a few. The
 * y of the five points, and those two that are spelled by p or p + 1 too (RFC 8032 forbids it in 5.1.3, decoders
 * allow it). As libsodium has them (ge25519_has_small_order in ed25519_ref10.c).
 */
const SMALL_ORDER: ReadonlySet<string> = new Set([
  // Order 4, 1, 8, 8, 2.
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  // Orders 4 and 1 again, by p and p + 1.
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/**
 * Whether a key, as base64url, may be somebody's: 32 bytes in their one spelling, since the two bits that the last
 * character has to spare would make four members of one key; and not of small order. [ID3]
 */
export function isSoundKey(key: string): boolean {
  const bytes = Buffer.from(key, 'base64url')
  if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== key) return false
  bytes[KEY_BYTES - 1] = (bytes[KEY_BYTES - 1] ?? 0) & 0x7f
  return !SMALL_ORDER.has(bytes.toString('hex'))
}
