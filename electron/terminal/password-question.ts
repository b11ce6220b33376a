// The question for a room's password, to a person at a terminal.

import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/**
 * Asks without showing what is typed. Resolves with the line as it was typed, or null when the input ends without an
 * answer or Ctrl-C is pressed.
 */
export async function askPassword(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string | null> {
  // As a terminal, it switches the echo of the system off; its own goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const question = createInterface({ input, output: nowhere, terminal: true, historySize: 0 })
  output.write('Password: ')
  const unanswered = new Promise<null>((settle) => {
    question.once('SIGINT', () => question.close())
    question.once('close', () => settle(null))
  })
  const answer = await Promise.race([question.question(''), unanswered])
  question.close()
  output.write('\n')
  return answer
}
