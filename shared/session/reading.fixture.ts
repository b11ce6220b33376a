// Sessions that read history, in tests.

import { joined, leftCopy, messages, ROOM, TestSession, told } from './session.fixture.ts'

export const REFUSED = { type: 'refusal', request: 'read-history', room: ROOM } as const

/** Online in a room of so many facts, of which the newest from a number on came with the join. */
export function online(sequence: number, from: number, fill: 'gaps' | 'everything' = 'gaps') {
  const test = new TestSession({ kind: 'trust-new' }, fill).to('joining')
  test.answer(joined(sequence, from))
  test.facts(messages(from, sequence))
  return test
}

/** Somebody came back to what an earlier run held, and the host has gone on. */
export function returned(
  held: readonly { readonly from: number; readonly to: number }[],
  sequence: number,
  from: number,
) {
  const last = held.at(-1)?.to ?? 0
  const test = new TestSession().to('opening')
  test.open(leftCopy(held, Math.max(1, last - 2)))
  const asked = [
    ...test.answer(joined(sequence, from, 'continued')),
    ...test.facts(messages(from, sequence)),
  ]
  return { test, asked }
}

export function readOlder(test: TestSession, from: number | null = null) {
  return test.input({ type: 'read-older', from })
}

export function older(test: TestSession, from: number | null = null) {
  return told(test.effects({ type: 'read-older', from }))
}
