// What a messenger says, out of what it writes: each read is a message. [B.2] [B.12]

import { decodeText, isContinuation, joinBytes, toSaid, unfinishedBytes } from '../decode.ts'
import { splitLines } from './hello.ts'

export interface Speech {
  /** Whether messages end with line ends, as those of a telnet do. */
  readonly isByLine: boolean
  /** The most bytes of one message. */
  readonly textBytes: number
  /** The message that may go on: its last character is not finished, or its line. At most `textBytes` and a read. */
  readonly held: Uint8Array
}

export interface Spoken {
  readonly speech: Speech
  readonly texts: readonly string[]
}

/** Takes one read. What is held waits for the next, or for `finishSpeech` when there is none within a moment. */
export function speak(speech: Speech, bytes: Uint8Array): Spoken {
  if (!goesOn(speech, bytes)) {
    const finished = finishSpeech(speech)
    const spoken = speak(finished.speech, bytes)
    return { speech: spoken.speech, texts: [...finished.texts, ...spoken.texts] }
  }
  const lines = splitLines(joinBytes(speech.held, bytes))
  const last = lines.at(-1) ?? new Uint8Array()
  const isHeld =
    last.length <= speech.textBytes &&
    (speech.isByLine ? last.length > 0 : unfinishedBytes(last) > 0)
  const said = isHeld ? lines.slice(0, -1) : lines
  return {
    speech: { ...speech, held: isHeld ? last.slice() : new Uint8Array() },
    texts: said.flatMap((line) => toSaid(decodeText(line), speech.textBytes)),
  }
}

/** Nothing more comes for now: what was held is a message. */
export function finishSpeech(speech: Speech): Spoken {
  return {
    speech: { ...speech, held: new Uint8Array() },
    texts: toSaid(decodeText(speech.held), speech.textBytes),
  }
}

/** Whether a read goes on with what is held, and is not a message of its own. */
function goesOn(speech: Speech, bytes: Uint8Array): boolean {
  return speech.isByLine || speech.held.length === 0 || isContinuation(bytes[0] ?? 0)
}
