// What the use of TLS must not be: read from the source, since no input can show that something is never called.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The lines of all sources that touch a socket. */
const lines = ['electron/wire', 'electron/server', 'shared/protocol'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(`${root}/${folder}/${file}`, 'utf8').split('\n')),
)

function linesWith(pattern: RegExp): readonly string[] {
  return lines.filter((line) => pattern.test(line))
}

test('the sources are read', () => {
  expect(linesWith(/minVersion: 'TLSv1\.3'/).length).toBeGreaterThanOrEqual(2)
})

test.each([
  ['[B21] nothing is compressed on the wire', /zlib|CompressionStream|deflate|gunzip|brotli/i],
  ['[B26] no version of TLS but 1.3 is allowed', /TLSv1(\.[0-2])?'|maxVersion|secureOptions/],
  ['[B31] no callback runs within TLS', /SNICallback|ALPNCallback|pskCallback|OCSPRequest/],
  ['[B32] no certificate is read in the way that leaks', /getPeerCertificate\b/],
  ['[TL3] no session is resumed', /\bsession: |requestOCSP|setSession|getSession\(/],
  ['[TL3] nothing depends on a check that is not called', /checkServerIdentity/],
])('%s', (_, pattern) => {
  expect(linesWith(pattern)).toEqual([])
})
