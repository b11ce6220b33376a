// Tells logs and terminals what was stored.

import type { Committed } from '../history/history.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { Submission } from '../room/effect.ts'
import type { Surroundings } from './outlet.ts'

/** Reports each message and each ruling of a commit, in order. */
export function reportStored(
  room: string,
  submissions: readonly Submission[],
  { outcomes }: Committed,
  { onMessage, report }: Pick<Surroundings, 'onMessage' | 'report'>,
): void {
  submissions.forEach(({ draft }, index) => {
    const outcome = outcomes[index]
    if (outcome?.kind !== 'stored') return
    if (isRuling(draft)) report({ event: 'ruling', ruling: draft })
    if (draft.type !== 'message' || !onMessage) return
    const { at, fact } = outcome
    const { sequence, epoch } = fact
    onMessage({ ...draft, room, sequence, epoch, at })
  })
}
