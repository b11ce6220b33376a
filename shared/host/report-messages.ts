// Tells logs and terminals which messages were stored.

import type { Committed } from '../history/history.ts'
import type { Message } from '../protocol/schema.ts'
import type { Submission } from '../room/effect.ts'

/** Reports each message of a commit, in order. */
export function reportMessages(
  room: string,
  submissions: readonly Submission[],
  { outcomes }: Committed,
  onMessage: (message: Message) => void,
): void {
  submissions.forEach(({ draft }, index) => {
    const outcome = outcomes[index]
    if (draft.type !== 'message' || outcome?.kind !== 'stored') return
    const { at, fact } = outcome
    const { sequence, epoch } = fact
    onMessage({ ...draft, room, sequence, epoch, at })
  })
}
