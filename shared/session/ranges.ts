// Which sequence numbers a client holds: ranges, ascending and apart from each other.

import type { Range } from './copy.ts'

/** The ranges with one more; what it touches or overlaps becomes one with it. */
export function addRange(held: readonly Range[], added: Range): readonly Range[] {
  if (added.to < added.from) return held
  const last = held.at(-1)
  // The usual case: one more fact at the end.
  if (last && added.from === last.to + 1) {
    return [...held.slice(0, -1), { from: last.from, to: added.to }]
  }
  let { from, to } = added
  const apart: Range[] = []
  for (const range of held) {
    if (range.to + 1 < from || range.from > to + 1) {
      apart.push(range)
    } else {
      from = Math.min(from, range.from)
      to = Math.max(to, range.to)
    }
  }
  return [...apart, { from, to }].toSorted((a, b) => a.from - b.from)
}

/** What is in both. */
export function commonRanges(some: readonly Range[], others: readonly Range[]): readonly Range[] {
  return some.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from <= to),
  )
}

/** The range that holds a number. */
export function rangeOf(held: readonly Range[], sequence: number): Range | null {
  return held.find(({ from, to }) => from <= sequence && sequence <= to) ?? null
}

/** The numbers directly below one that is held: those that are missing there, from `first` on. */
export function gapBelow(held: readonly Range[], sequence: number, first: number): Range | null {
  const below = held.findLast(({ to }) => to < sequence)
  const gap = { from: Math.max(first, (below?.to ?? 0) + 1), to: sequence - 1 }
  return gap.from <= gap.to ? gap : null
}
