// The question to a person at a terminal whether a new host is the right one.

import { createInterface } from 'node:readline/promises'
import type { ChatError } from '../../shared/error.ts'
import { parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'

/** Asks about a host that ended with `host-unknown`. Resolves with the fingerprint to trust, or null. */
export async function askToTrust(unknown: ChatError): Promise<string | null> {
  const { address = '', fingerprint = '', words = '' } = unknown.detail ?? {}
  const presented = parseFingerprint(String(fingerprint))
  if (!presented.ok) return null
  const question = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await question.question(
    `The host at ${address} is new to you. Its fingerprint:\n  ${words}\n  ${fingerprint}\n` +
      'Does the host show the same? (yes/no) ',
  )
  question.close()
  return /^y(es)?$/i.test(answer.trim()) ? presented.value : null
}
