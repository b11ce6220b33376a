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
