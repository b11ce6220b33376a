// Links in messages: what is one, and where it really leads.

import { failed, succeeded, type Result } from '../result.ts'

/** UTF-16 units. Browsers agree on no less; a longer one is a text and no link. */
export const MAX_LINK_LENGTH = 2_048

/** Links in one text. What follows stays text: a message is no page of a thousand elements. */
const MAX_LINKS = 100

/** A web address that may be opened outside of Parley. */
export interface WebLink {
  /** As the browser gets it, all of it ASCII. */
  readonly url: string
  /** Who answers, as the network knows the name (punycode), with the port unless it is the usual one. */
  readonly host: string
}

/** A part of a text; together the parts are the text. */
export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly link: WebLink }

/** No blanks, nothing invisible, no backslash: each of them makes one see another address than the real one. */
const WHOLE_LINK = /^https?:\/\/[^\s\\/\p{C}][^\s\\\p{C}]*$/iu
const LINK_IN_TEXT = /(?<![\p{L}\p{N}])https?:\/\/[^\s\\\p{C}<>"]+/giu
const CLOSING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])

/**
 * Takes `http:` and `https:` with a host and without a user name. Fails with `bad-link` for everything else:
 * other schemes start programs, and what stands before an @ poses as the host.
 */
export function parseWebLink(text: string): Result<WebLink> {
  if (text.length > MAX_LINK_LENGTH || !WHOLE_LINK.test(text)) return failed('bad-link')
  try {
    const { protocol, username, password, hostname, host, href } = new URL(text)
    const isWeb = protocol === 'http:' || protocol === 'https:'
    if (isWeb && hostname !== '' && username === '' && password === '') {
      return succeeded({ url: href, host })
    }
  } catch {
    // No address at all, such as a port above 65535.
  }
  return failed('bad-link')
}

/** The text in pieces, in order and complete. Takes time in proportion to its length. */
export function findWebLinks(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = []
  let at = 0
  let links = 0
  for (const { 0: found, index } of text.matchAll(LINK_IN_TEXT)) {
    if (links === MAX_LINKS) break
    const shown = withoutTail(found)
    const link = parseWebLink(shown)
    if (!link.ok) continue
    links++
    if (index > at) pieces.push({ kind: 'text', text: text.slice(at, index) })
    pieces.push({ kind: 'link', text: shown, link: link.value })
    at = index + shown.length
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) })
  return pieces
}

/** Without the punctuation of the sentence around it: brackets stay when they were opened inside. */
function withoutTail(link: string): string {
  const unopened = new Map(
    [...CLOSING].map(([close, open]) => [close, count(link, close) - count(link, open)]),
  )
  let end = link.length
  for (; end > 0; end--) {
    const last = link.charAt(end - 1)
    const excess = unopened.get(last)
    if (excess !== undefined && excess > 0) unopened.set(last, excess - 1)
    else if (excess !== undefined || !/[.,;:!?'*_~…]/u.test(last)) break
  }
  return link.slice(0, end)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
