// A run of people who came and went -> what it amounts to.

import type { ErrorCode } from '../../../shared/error.ts'
import type { Author } from '../../../shared/protocol/schema.ts'
import type { TimelineEntry } from '../../../shared/session/timeline.ts'

export type PresenceEntry = Extract<TimelineEntry, { readonly kind: 'joined' | 'left' }>

/** Each person of the run once, by what the run amounts to for this person. */
export interface PresenceSummary {
  readonly at: number
  readonly joined: readonly Author[]
  readonly left: readonly Author[]
  /** Left without meaning to. */
  readonly lost: readonly Author[]
  /** Left and came back. */
  readonly returned: readonly Author[]
  /** Came and went. */
  readonly visited: readonly Author[]
}

/** What a run of entries amounts to. Takes at least one entry. */
export function foldPresence(run: readonly PresenceEntry[]): PresenceSummary {
  const people = new Map<string, { readonly first: PresenceEntry; last: PresenceEntry }>()
  for (const entry of run) {
    const known = people.get(entry.member.id)
    if (known) known.last = entry
    else people.set(entry.member.id, { first: entry, last: entry })
  }
  const summary = {
    at: run.at(-1)?.at ?? 0,
    joined: [] as Author[],
    left: [] as Author[],
    lost: [] as Author[],
    returned: [] as Author[],
    visited: [] as Author[],
  }
  for (const { first, last } of people.values()) {
    summary[outcomeOf(first, last)].push(last.member)
  }
  return summary
}

function outcomeOf(first: PresenceEntry, last: PresenceEntry) {
  if (last.kind === 'joined') return first.kind === 'joined' ? 'joined' : 'returned'
  if (first.kind === 'joined') return 'visited'
  return isLoss(last.reason) ? 'lost' : 'left'
}

function isLoss(reason: ErrorCode): boolean {
  return reason === 'connection-lost' || reason === 'timed-out' || reason === 'too-slow'
}
