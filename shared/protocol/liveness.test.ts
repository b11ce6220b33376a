import { expect, it } from 'vitest'
import { judgeLiveness } from './liveness.ts'

const LIMITS = { heartbeatMs: 25, silenceMs: 60 }

it.each([
  ['alive', { heardAt: 0, sentAt: 0 }, 24],
  ['beat', { heardAt: 0, sentAt: 0 }, 25],
  ['alive', { heardAt: 0, sentAt: 30 }, 54],
  ['beat', { heardAt: 0, sentAt: 30 }, 59],
  ['dead', { heardAt: 0, sentAt: 59 }, 60],
  ['dead', { heardAt: 0, sentAt: 0 }, 1_000],
])('[HB1] [HB2] is %s with %o at %i', (verdict, liveness, now) => {
  expect(judgeLiveness(liveness, LIMITS, now)).toBe(verdict)
})
