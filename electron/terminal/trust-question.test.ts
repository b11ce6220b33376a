import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { ChatError } from '../../shared/error.ts'
import { fingerprintWords } from '../../shared/fingerprint/fingerprint.ts'
import { askToTrust } from './trust-question.ts'

const FINGERPRINT = `${'abcd'.repeat(12)}efga`
const unknown: ChatError = {
  code: 'host-unknown',
  detail: { address: '10.0.0.1', port: 7465, fingerprint: FINGERPRINT },
}

test('a host that is known from elsewhere is asked about as what it is', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const detail = { ...unknown.detail, knownAt: '10.0.0.9:7465' }

  const asked = askToTrust({ code: 'host-elsewhere', detail }, input, output)
  input.end('yes\n')

  expect(await asked).toBe(FINGERPRINT)
  expect(String(output.read())).toContain('you know from 10.0.0.9:7465')
})

test.each([
  ['yes\n', FINGERPRINT],
  ['Y\n', FINGERPRINT],
  ['no\n', null],
  ['\n', null],
  ['yesterday\n', null],
  // The input ends: nobody has said yes.
  ['', null],
])('the answer %j', async (answer, trusted) => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const asked = askToTrust(unknown, input, output)
  input.end(answer)
  expect(await asked).toBe(trusted)
  expect(String(output.read())).toContain(fingerprintWords(FINGERPRINT).join(' '))
})
