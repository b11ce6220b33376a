import { useState } from 'react'
import type { ChatError } from '../../../shared/error.ts'
import type { FoundMessage } from '../../../shared/session/copy.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { latestRequest } from './latest-request.ts'

/** What a search has come to. */
export type SearchOutcome =
  | { readonly kind: 'nothing-asked' }
  /** Of the words in `words`, which may be older than those typed. */
  | { readonly kind: 'found'; readonly words: string; readonly found: readonly FoundMessage[] }
  | { readonly kind: 'failed'; readonly error: ChatError }

const NOTHING_ASKED: SearchOutcome = { kind: 'nothing-asked' }

/** A search in one room that follows what is typed. What was found stays until the next answer is there. */
export function useSearch(session: string) {
  const { search } = useChatActions()
  const [typed, setTyped] = useState('')
  const [outcome, setOutcome] = useState<SearchOutcome>(NOTHING_ASKED)
  const [wish] = useState(() =>
    latestRequest(
      (words: string) => search(session, words),
      (words, answer) =>
        setOutcome(
          answer.ok
            ? { kind: 'found', words, found: answer.value }
            : { kind: 'failed', error: answer.error },
        ),
    ),
  )
  const type = (words: string) => {
    setTyped(words)
    const isBlank = words.trim() === ''
    if (isBlank) setOutcome(NOTHING_ASKED)
    wish(isBlank ? null : words)
  }
  return { typed, outcome, type }
}
