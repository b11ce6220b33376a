// The question to a person at a terminal whether a new host is the right one.

import { createInterface } from 'node:readline/promises'
import type { ChatError } from '../../shared/error.ts'
import { fingerprintWords, parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'

/**
 * Asks about a host that ended with `host-unknown`. Resolves with the fingerprint to trust, or null; also
 * when the input ends without an answer.
 */
export async function askToTrust(
  unknown: ChatError,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string | null> {
  const { address = '', fingerprint = '' } = unknown.detail ?? {}
  const presented = parseFingerprint(String(fingerprint))
  if (!presented.ok) return null
  const words = fingerprintWords(presented.value).join(' ')
  const question = createInterface({ input, output })
  // The question itself never settles when the input ends or Ctrl-C closes it.
  const unanswered = new Promise<string>((settle) => {
    question.once('SIGINT', () => question.close())
    question.once('close', () => settle(''))
  })
  const asked = question.question(
    `The host at ${address} is new to you. Its fingerprint:\n  ${words}\n  ${fingerprint}\n` +
      'Does the host show the same? (yes/no) ',
  )
  const answer = await Promise.race([asked, unanswered])
  question.close()
  return /^y(es)?$/i.test(answer.trim()) ? presented.value : null
}
