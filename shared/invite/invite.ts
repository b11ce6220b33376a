// An invite: where a host is, which key it has, and perhaps a secret that lets somebody in. [IV1] [IV2] [IV3] [IV4]

import { parseHostAddress } from '../address/host-address.ts'
import { parseFingerprint } from '../fingerprint/fingerprint.ts'
import { failed, succeeded, type Result } from '../result.ts'

/** What a host hands out so that others find it, recognise it and are let in. */
export interface Invite {
  /** DNS names, IPv4 and IPv6 addresses of the host without brackets, best first: 1 to MAX_INVITE_ADDRESSES. */
  readonly addresses: readonly string[]
  readonly port: number
  /** In the canonical form of `shared/fingerprint`. [TL2] */
  readonly fingerprint: string
  /** 128 random bits as 22 characters of base64url; null when the invite only says who the host is. */
  readonly token: string | null
}

/** More would not help: a client tries them one after the other, and a QR code grows with each. [IV1] */
export const MAX_INVITE_ADDRESSES = 8

/** UTF-16 units of a text that is looked at: 8 of the longest DNS names fit twice, for what is percent-encoded. [IV3] */
export const MAX_INVITE_LENGTH = 4096

const SCHEME = 'parley://'

/** What mail programs, chats and people put around a link or behind it, and what no invite begins or ends with. */
const WRAPPING = new Set('<>()[]{}"\'`«»‹›“”‘’„‚.,;:!?*|')

/** Blanks, and marks that cannot be seen, which mail programs put where they break a line. */
const UNSEEN = /[\s\p{Cc}\p{Cf}]/gu

/** Stands for a port that was not given: parseHostAddress never reads it from a text. */
const NO_PORT = 0

/**
 * The invite as a link, as short as it can be:
 * `parley://ADDRESS[,ADDRESS…]:PORT/#FINGERPRINT[.TOKEN]`, with IPv6 addresses in brackets. What follows `#` stays
 * with who opens a link: programs that handle links neither send nor log it. Addresses that parseInvite would refuse,
 * such as those with a zone, and all after the first MAX_INVITE_ADDRESSES are left out. Throws when nothing is left of
 * the addresses, or when another part is not as `Invite` says. [IV1] [IV2]
 */
export function formatInvite({ addresses, port, fingerprint, token }: Invite): string {
  const usable = addresses
    .map((address) => (address.includes(':') ? `[${address}]` : address))
    .filter((address) => readAddress(address, false) !== null)
    .slice(0, MAX_INVITE_ADDRESSES)
  const link = `${SCHEME}${usable.join(',')}:${port}/#${fingerprint}${token === null ? '' : `.${token}`}`
  if (!parseInvite(link).ok) throw new Error('not an invite')
  return link
}

/**
 * Reads an invite as people paste it: the scheme and the fingerprint in any case, with blanks, line breaks and marks
 * that cannot be seen anywhere, in brackets or quotes, with a full stop behind, percent-encoded. Everything else is
 * `bad-invite`, and so is a text of more than MAX_INVITE_LENGTH. Takes time in proportion to the length. [IV3]
 */
export function parseInvite(text: string): Result<Invite> {
  if (text.length > MAX_INVITE_LENGTH) return failed('bad-invite')
  const link = unwrap(decodePercent(text.replace(UNSEEN, '')).replace(UNSEEN, ''))
  if (!hasScheme(link)) return failed('bad-invite')
  const [place = '', secret, ...more] = link.slice(SCHEME.length).split('#')
  if (secret === undefined || more.length > 0) return failed('bad-invite')
  const where = readPlace(place)
  const who = readSecret(secret)
  return where && who ? succeeded({ ...where, ...who }) : failed('bad-invite')
}

/**
 * Whether a text is meant as an invite, so that what is wrong with it is told in words about invites. It may still be
 * `bad-invite`. `parley:7465` is an address with a port.
 */
export function looksLikeInvite(text: string): boolean {
  const start = text.trimStart().slice(0, 64).replace(UNSEEN, '')
  return hasScheme(unwrap(decodePercent(start)))
}

function hasScheme(link: string): boolean {
  return link.slice(0, SCHEME.length).toLowerCase() === SCHEME
}

/** `ADDRESS[,ADDRESS…]:PORT`, perhaps with `/` behind. */
function readPlace(text: string): Pick<Invite, 'addresses' | 'port'> | null {
  const parts = (text.endsWith('/') ? text.slice(0, -1) : text).split(',')
  if (parts.length > MAX_INVITE_ADDRESSES) return null
  const places = parts.map((part, index) => readAddress(part, index === parts.length - 1))
  const port = places.at(-1)?.port ?? NO_PORT
  const addresses = places.flatMap((place) => (place ? [place.address] : []))
  return addresses.length === parts.length ? { addresses, port } : null
}

/** One address. The last one bears the port, and none before it does. */
function readAddress(text: string, isLast: boolean) {
  const parsed = parseHostAddress(text, NO_PORT)
  if (!parsed.ok) return null
  const { address, port } = parsed.value
  const isBare = address.includes(':') && !text.startsWith('[')
  // A zone names an interface of one machine: it means nothing, or something else, on another.
  const isLocal = address.includes('%')
  return isBare || isLocal || (port !== NO_PORT) !== isLast ? null : { address, port }
}

/** `FINGERPRINT[.TOKEN]`. */
function readSecret(text: string): Pick<Invite, 'fingerprint' | 'token'> | null {
  const [fingerprintText = '', token, ...more] = text.split('.')
  const fingerprint = parseFingerprint(fingerprintText)
  if (!fingerprint.ok || more.length > 0) return null
  if (token !== undefined && !/^[A-Za-z0-9_-]{22}$/.test(token)) return null
  return { fingerprint: fingerprint.value, token: token ?? null }
}

/** With loops: a pattern for the end of a text would be tried anew at each character. */
function unwrap(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && WRAPPING.has(text[start] ?? '')) start += 1
  while (end > start && WRAPPING.has(text[end - 1] ?? '')) end -= 1
  return text.slice(start, end)
}

/** Leaves a text alone in which `%` means something else. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
