// Sending and what belongs to it: nothing that was written is lost on the way to the disk.

import type { StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/contract.ts'
import { isBlank, normalizeText } from '../../shared/protocol/text.ts'
import { joinTexts, withRoom } from './apply-event.ts'
import type { ChatActions } from './chat-actions.ts'
import type { ChatState, OpenRoom } from './chat-state.ts'

/** The actions of the composer and of one's own messages. */
export function writing(state: StoreApi<ChatState>, requests: Bridge['requests']) {
  const underWay = new Map<string, Promise<void>>()
  const room = (session: string) => state.getState().rooms.find((each) => each.session === session)
  const change = (session: string, to: (room: OpenRoom) => OpenRoom) =>
    state.setState((before) => withRoom(before, session, to))

  const sendNext = async (session: string, text: string): Promise<void> => {
    const answer = await requests['send-message'](session, normalizeText(text))
    change(session, (now) =>
      answer.ok
        ? { ...now, sending: now.sending.slice(1) }
        : {
            ...now,
            sending: [],
            draft: joinTexts(...now.sending, now.draft),
            refusal: answer.error,
          },
    )
  }
  const sendAll = async (session: string): Promise<void> => {
    try {
      for (;;) {
        const text = room(session)?.sending[0]
        if (text === undefined) return
        // One after the other: the order in which they were written is the order in the outbox.
        // oxlint-disable-next-line no-await-in-loop
        await sendNext(session, text)
      }
    } finally {
      underWay.delete(session)
    }
  }
  return {
    setDraft: (session, draft) => change(session, (now) => ({ ...now, draft, refusal: null })),
    sendDraft: (session) => {
      if (isBlank(room(session)?.draft ?? '')) return Promise.resolve()
      change(session, (now) => ({
        ...now,
        draft: '',
        refusal: null,
        sending: [...now.sending, now.draft],
      }))
      const sending = underWay.get(session) ?? sendAll(session)
      underWay.set(session, sending)
      return sending
    },
    retry: (session, id) => void requests['retry-message'](session, id),
    discard: (session, id) => void requests['discard-message'](session, id),
  } satisfies Partial<ChatActions>
}
