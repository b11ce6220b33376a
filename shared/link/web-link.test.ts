import { expect, test } from 'vitest'
import { findWebLinks, MAX_LINK_LENGTH, parseWebLink } from './web-link.ts'

test.each([
  ['https://example.org', 'https://example.org/', 'example.org'],
  ['HTTP://Example.ORG:8080/a?b=c#d', 'http://example.org:8080/a?b=c#d', 'example.org:8080'],
  [
    'https://пример.испытание/ж',
    'https://xn--e1afmkfd.xn--80akhbyknj4f/%D0%B6',
    'xn--e1afmkfd.xn--80akhbyknj4f',
  ],
  ['http://0x7f.1/', 'http://127.0.0.1/', '127.0.0.1'],
  ['http://[::1]:7/', 'http://[::1]:7/', '[::1]:7'],
])('%s leads to the host that really answers', (text, url, host) => {
  expect(parseWebLink(text)).toEqual({ ok: true, value: { url, host } })
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'smb://host/share',
  'ms-settings:about',
  'vbscript:x',
  'mailto:a@example.org',
  '\\\\host\\share',
  '//example.org',
  'example.org',
  'http:example.org',
  'https://',
  'https:///path',
  'https://user@example.org/',
  'https://user:secret@example.org/',
  'https://example.org\\@evil.example',
  'https://example.org/ ',
  ' https://example.org/',
  'https://example.org/\u0000',
  'https://example.org/\u202Egpj.exe',
  'https://exam\u200Bple.org/',
  'https://example.org:99999/',
  `https://example.org/${'a'.repeat(MAX_LINK_LENGTH)}`,
])('%j is no link', (text) => {
  expect(parseWebLink(text)).toEqual({ ok: false, error: { code: 'bad-link' } })
})

test.each([
  ['see https://example.org.', ['https://example.org']],
  ['(https://example.org/a_(b))', ['https://example.org/a_(b)']],
  ['<https://example.org>, https://b.example!', ['https://example.org', 'https://b.example']],
  ['xhttps://example.org', []],
  ['javascript:https://example.org', ['https://example.org']],
  ['https://user@example.org', []],
  ['https://)))', []],
  ['no link at all', []],
])('%s holds the links %j', (text, links) => {
  const pieces = findWebLinks(text)

  expect(pieces.filter(({ kind }) => kind === 'link').map((piece) => piece.text)).toEqual(links)
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
})

test('a text of many links has a hundred of them at most, and stays complete', () => {
  const text = 'https://a.example '.repeat(1_000)
  const pieces = findWebLinks(text)

  expect(pieces.filter(({ kind }) => kind === 'link')).toHaveLength(100)
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
})

test.each(['https://', 'https://a)', ')', 'https://a.b,', '(https://'])(
  'a long run of %j takes time in proportion',
  (part) => {
    const text = part.repeat(163_840 / part.length)

    expect(
      findWebLinks(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  },
)
