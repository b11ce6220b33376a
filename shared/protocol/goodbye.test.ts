import { describe, expect, it } from 'vitest'
import { goodbyeOf, isFinalReason, reasonOfClient } from './goodbye.ts'

describe('goodbye', () => {
  it('[GB5] is marked as final for reasons that coming back does not help, and only for them', () => {
    const frames = [goodbyeOf({ code: 'replaced' }), goodbyeOf({ code: 'host-stopped' })]

    expect(frames).toEqual([
      { type: 'goodbye', reason: 'replaced', final: true },
      { type: 'goodbye', reason: 'host-stopped' },
    ])
    expect([isFinalReason('leaving'), isFinalReason('too-slow')]).toEqual([true, false])
  })

  it('[GB2] carries the values of its sentence', () => {
    const frame = goodbyeOf({ code: 'host-full', detail: { max: 2 } })

    expect(frame).toEqual({ type: 'goodbye', reason: 'host-full', detail: { max: 2 } })
  })

  it('[GB6] lets a client speak for itself only', () => {
    const told = (
      ['leaving', 'timed-out', 'connection-lost', 'host-stopped', 'replaced'] as const
    ).map((reason) => reasonOfClient(reason))

    expect(told).toEqual(['leaving', 'timed-out', 'connection-lost', 'leaving', 'leaving'])
  })
})
