// How a session reads history: older pages as one scrolls, and what is missing between what it holds. From
// its own copy where it can, otherwise from the host, newest first, one page at a time. [HI1] [HI2]

import { PAGE_FACTS } from '../protocol/limits.ts'
import type { AnswerOf } from '../protocol/answer.ts'
import type { DurableFact } from '../protocol/schema.ts'
import type { CopiedFact, Range } from './copy.ts'
import { addRange, gapBelow, rangeOf } from './ranges.ts'
import { mayAsk, MAX_READING_PAUSE_MS, NOT_READING, type Purpose, type Reading } from './reading.ts'
import type { Moment, Session, SessionEffect, SessionStep } from './session.ts'
import { MAX_ENTRIES_TO_GROW, type Older } from './timeline.ts'
import { chain, tell } from './transitions.ts'

/** What is before the timeline, as people are told. */
export function olderOf(session: Session): Older {
  const { shownFrom, first, held, reading, phase } = session
  if (shownFrom === null || shownFrom <= first) return 'none'
  const shown = (session.resume?.sequence ?? shownFrom) - shownFrom
  if (shown >= MAX_ENTRIES_TO_GROW) return 'too-many'
  if (reading.wantsOlder) return 'coming'
  return rangeOf(held, shownFrom - 1) || phase.kind === 'online' ? 'there' : 'away'
}

/**
 * Somebody scrolled to the beginning of the timeline, which is the fact `from`: not the one that was read last
 * when so much was added since that it has left the timeline.
 */
export function readOlder(session: Session, from: number | null, moment: Moment): SessionStep {
  const { shownFrom } = session
  const isShorter = shownFrom !== null && from !== null && from > shownFrom
  const shown = isShorter ? { ...session, shownFrom: from } : session
  const older = olderOf(shown)
  if (older === 'coming') return noEffects(shown)
  // Whoever asks took it for there: what leaves a timeline that is full may be too much to read again.
  if (older !== 'there') {
    return { session: shown, effects: [tell({ type: 'older-read', facts: [], older })] }
  }
  return readOn({ ...shown, reading: { ...shown.reading, wantsOlder: true } }, moment)
}

/** Asks for the next page that is wanted, if none is under way. */
export function readOn(session: Session, { now }: Moment): SessionStep {
  const { reading, shownFrom, held } = session
  if (reading.page.kind !== 'none') return { session, effects: [] }
  const older = reading.wantsOlder && shownFrom !== null ? rangeOf(held, shownFrom - 1) : null
  if (older && shownFrom !== null) return loadPage(session, shownFrom, older)
  if (!isCaughtUp(session) || !mayAsk(reading, now)) return { session, effects: [] }
  const wanted = wantedOf(session)
  return wanted ? askPage(session, wanted.gap, wanted.purpose) : { session, effects: [] }
}

function loadPage(session: Session, before: number, { from }: Range): SessionStep {
  const reading: Reading = { ...session.reading, page: { kind: 'loading', before } }
  const effect = { type: 'load-page', before, from: Math.max(from, before - PAGE_FACTS) } as const
  return { session: { ...session, reading }, effects: [effect] }
}

function askPage(session: Session, { from, to }: Range, purpose: Purpose): SessionStep {
  if (session.phase.kind !== 'online') return { session, effects: [] }
  const { room } = session.phase
  const page = { kind: 'asked', before: to + 1, purpose } as const
  const request = { type: 'read-history', room, before: to + 1, from } as const
  return {
    session: { ...session, reading: { ...session.reading, page } },
    effects: [{ type: 'say', request }],
  }
}

/** What has not been read: for the timeline first, then the newest gap. */
function wantedOf(session: Session): { readonly gap: Range; readonly purpose: Purpose } | null {
  const { held, first, shownFrom, reading, settings } = session
  if (reading.wantsOlder && shownFrom !== null) {
    const gap = gapBelow(held, shownFrom, first)
    if (gap) return { gap, purpose: 'older' }
  }
  for (const [index, range] of held.toReversed().entries()) {
    const isLast = index === held.length - 1
    const gap = isLast && settings.fill === 'gaps' ? null : gapBelow(held, range.from, first)
    if (gap) return { gap, purpose: 'behind' }
  }
  return null
}

/** What is live goes first. */
function isCaughtUp({ phase }: Session): boolean {
  return phase.kind === 'online' && phase.next > phase.joinedAt
}

/** A page of the copy is here. One that does not fit the timeline any more is dropped. */
export function pageLoaded(
  session: Session,
  before: number,
  facts: readonly CopiedFact[],
  moment: Moment,
): SessionStep {
  const { page } = session.reading
  if (page.kind !== 'loading' || page.before !== before) return { session, effects: [] }
  const idle = { ...session, reading: { ...session.reading, page: NOT_READING.page } }
  const follow = directlyBelow(before, facts)
  if (before === session.shownFrom && follow.length > 0) {
    // What was to be read behind has waited for this.
    return chain(showOlder(idle, follow), (next) => readOn(next, moment))
  }
  return readOn(before === session.shownFrom ? withoutPage(idle, before) : idle, moment)
}

/** What should be held cannot be read: the host has it. */
function withoutPage(session: Session, before: number): Session {
  const range = rangeOf(session.held, before - 1)
  if (!range) return session
  const page = { from: Math.max(range.from, before - PAGE_FACTS), to: before - 1 }
  return { ...session, held: session.held.flatMap((each) => without(each, page)) }
}

/** The last of the facts, as many as follow each other up to a number. A damaged copy may miss some. */
function directlyBelow(before: number, facts: readonly CopiedFact[]): readonly CopiedFact[] {
  const gap = facts.findLastIndex(
    ({ fact }, index) => fact.sequence !== before - (facts.length - index),
  )
  return facts.slice(gap + 1)
}

/** What is left of a range where another one is taken out of it. */
function without(range: Range, { from, to }: Range): readonly Range[] {
  return [
    { from: range.from, to: Math.min(range.to, from - 1) },
    { from: Math.max(range.from, to + 1), to: range.to },
  ].filter((left) => left.from <= left.to)
}

function showOlder(session: Session, copied: readonly CopiedFact[]): SessionStep {
  const facts: readonly DurableFact[] = copied.map(({ fact }) => fact)
  const shown: Session = {
    ...session,
    shownFrom: facts[0]?.sequence ?? session.shownFrom,
    reading: { ...session.reading, wantsOlder: false },
  }
  return { session: shown, effects: [tell({ type: 'older-read', facts, older: olderOf(shown) })] }
}

/** The host says which facts follow. */
export function receiveHistory(
  session: Session,
  { from, to, first }: AnswerOf<'history'>,
  moment: Moment,
): SessionStep {
  const { page } = session.reading
  if (page.kind !== 'asked') return { session, effects: [] }
  // Not the page that was asked for, or more than one.
  if (to !== page.before - 1 || to - from >= PAGE_FACTS) {
    return pageRefused(session, undefined, moment)
  }
  // The host has nothing there: asking again would bring nothing again.
  if (from > to) {
    return readOn({ ...session, first: Math.max(first, to + 1), reading: NOT_READING }, moment)
  }
  const coming = { kind: 'coming', purpose: page.purpose, from, to, facts: [] } as const
  return noEffects({ ...session, first, reading: { ...session.reading, page: coming } })
}

/** Whether a fact belongs to the page that is coming: it follows its header, in order. */
export function isOfPage({ reading: { page } }: Session, sequence: number): boolean {
  return page.kind === 'coming' && sequence === page.from + page.facts.length
}

/** One more fact of the page that is coming; with the last one the page is kept and shown. */
export function receivePageFact(session: Session, fact: CopiedFact, moment: Moment): SessionStep {
  const { page } = session.reading
  if (page.kind !== 'coming') return noEffects(session)
  const facts = [...page.facts, fact]
  const { from, to, purpose } = page
  if (fact.fact.sequence < to) {
    return noEffects({ ...session, reading: { ...session.reading, page: { ...page, facts } } })
  }
  const held = addRange(session.held, { from, to })
  const idle = { ...session, held, reading: { ...session.reading, page: NOT_READING.page } }
  const kept: SessionStep = { session: idle, effects: [{ type: 'keep', facts, held }] }
  const isShown = purpose === 'older' && to + 1 === session.shownFrom
  const shown = chain(kept, (next) =>
    isShown
      ? showOlder(next, facts)
      : { session: next, effects: [tell({ type: 'behind-read', from, to })] },
  )
  return chain(shown, (next) => readOn(next, moment))
}

/** The host does not give a page now: what is wanted is asked for again, unless it may never be given. */
export function pageRefused(
  session: Session,
  retryAfterMs: number | undefined,
  { now }: Moment,
): SessionStep {
  const pauseMs = Math.min(retryAfterMs ?? MAX_READING_PAUSE_MS, MAX_READING_PAUSE_MS)
  const wantsOlder = session.reading.wantsOlder && retryAfterMs !== undefined
  return noEffects({
    ...session,
    reading: { ...NOT_READING, wantsOlder, pausedUntil: now + pauseMs },
  })
}

function noEffects(session: Session): SessionStep {
  const effects: readonly SessionEffect[] = []
  return { session, effects }
}
