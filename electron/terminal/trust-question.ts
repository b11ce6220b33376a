// The question to a person at a terminal whether a host is the right one at its address.

import { createInterface } from 'node:readline/promises'
import type { ChatError } from '../../shared/error.ts'
import { fingerprintWords, parseFingerprint } from '../../shared/fingerprint/fingerprint.ts'

const NEW_QUESTION = 'Does the host show the same?'
const KNOWN_QUESTION = 'Is that the host you mean here? Another one may be answering in its place.'

/** Whether a person can settle why a join ended by trusting the host. */
export function isAboutTrust({ code }: ChatError): boolean {
  return code === 'host-unknown' || code === 'host-elsewhere'
}

/**
 * Asks about a host after `host-unknown` or `host-elsewhere`. Resolves with the fingerprint to trust, or null; also
 * when the input ends without an answer.
 */
export async function askToTrust(
  unknown: ChatError,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string | null> {
  const { fingerprint = '' } = unknown.detail ?? {}
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
    `${introduce(unknown)} Its fingerprint:\n  ${words}\n  ${fingerprint}\n` +
      `${unknown.code === 'host-elsewhere' ? KNOWN_QUESTION : NEW_QUESTION} (yes/no) `,
  )
  const answer = await Promise.race([asked, unanswered])
  question.close()
  return /^y(es)?$/i.test(answer.trim()) ? presented.value : null
}

function introduce({ code, detail = {} }: ChatError): string {
  const { address = '', knownAt = '', roomName } = detail
  if (code !== 'host-elsewhere') return `The host at ${address} is new to you.`
  const room = roomName === undefined ? '' : `, "${roomName}"`
  return `The host at ${address} is the one that you know from ${knownAt}${room}.`
}
