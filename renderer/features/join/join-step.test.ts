import { expect, test } from 'vitest'
import { stepAfter } from './join-step.ts'

const host = { address: 'harbor', port: 7465 }
const detail = { address: 'harbor', fingerprint: 'AB CD', words: 'orbit pepper saddle' }

test('a new host leads to the trust question, with its words one by one', () => {
  expect(stepAfter({ code: 'host-unknown', detail }, host)).toEqual({
    kind: 'trust-question',
    host,
    offered: { text: 'AB CD', words: ['orbit', 'pepper', 'saddle'] },
  })
})

test('a host that changed blocks the way', () => {
  expect(stepAfter({ code: 'host-changed', detail }, host).kind).toBe('host-changed')
})

test('an attempt that was cancelled needs no explanation', () => {
  expect(stepAfter({ code: 'leaving' }, host)).toEqual({ kind: 'form', error: null })
})

test('every other refusal stands in the form', () => {
  const error = { code: 'name-taken' as const }
  expect(stepAfter(error, host)).toEqual({ kind: 'form', error })
})
