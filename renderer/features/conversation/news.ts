// Which messages a reader has not seen, and what a screen reader says of them.

import type { Message } from '../../../shared/protocol/schema.ts'
import type { SessionView } from '../../../shared/session/view.ts'

/** The messages of others among the entries added after `entriesAdded` was counted. */
export function messagesSince(
  view: Pick<SessionView, 'timeline' | 'entriesAdded' | 'joined'>,
  entriesAdded: number,
): readonly Message[] {
  const added = Math.min(view.entriesAdded - entriesAdded, view.timeline.length)
  if (added <= 0) return []
  return view.timeline
    .slice(-added)
    .flatMap((entry) => (entry.kind === 'message' ? [entry.message] : []))
    .filter((message) => message.author.id !== view.joined?.you.id)
}

/** Messages that are read out one by one; more are told by their number. */
const MAX_READ_OUT = 3

/** Characters of a message that are read out. */
const MAX_READ_CHARACTERS = 240

/** What is said of new messages: their texts when they are few, otherwise only how many. */
export type Announcement =
  | {
      readonly kind: 'texts'
      readonly messages: readonly { readonly name: string; readonly text: string }[]
    }
  | { readonly kind: 'count'; readonly count: number }

/** What a screen reader says of these messages. */
export function announcementOf(messages: readonly Message[]): Announcement {
  if (messages.length > MAX_READ_OUT) return { kind: 'count', count: messages.length }
  return {
    kind: 'texts',
    messages: messages.map(({ author, text }) => ({
      name: author.name,
      text: text.length > MAX_READ_CHARACTERS ? `${text.slice(0, MAX_READ_CHARACTERS)}…` : text,
    })),
  }
}
