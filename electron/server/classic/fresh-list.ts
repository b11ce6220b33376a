// Keeps a peer from being told twice of who came. Changes are gathered for a moment before they are told, so that a
// list of members can hold some that are told of only after it: of those the first presence after a list tells. [PR1]

import type { Answer, AnswerOf } from '../../../shared/protocol/answer.ts'

export class FreshList {
  /** Who was listed last, until the changes of that moment are told. */
  #listed: ReadonlySet<string> | null = null
  #isWhole = false

  /** The answer without the changes that the list before it held. */
  sift(answer: Answer): Answer {
    if (answer.type === 'joined' || answer.type === 'members') {
      this.#listed = new Set(answer.members.map(({ id }) => id))
      this.#isWhole = answer.next === null
    }
    return answer.type === 'presence' ? this.#siftPresence(answer) : answer
  }

  #siftPresence(presence: AnswerOf<'presence'>): Answer {
    const listed = this.#listed
    if (!listed) return presence
    this.#listed = null
    const changes = presence.changes.filter(({ type, member }) =>
      type === 'member-joined' ? !listed.has(member.id) : listed.has(member.id) || !this.#isWhole,
    )
    return { ...presence, changes }
  }
}
