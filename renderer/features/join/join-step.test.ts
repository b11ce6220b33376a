import { expect, test } from 'vitest'
import { fingerprintWords, formatFingerprint } from '../../../shared/fingerprint/fingerprint.ts'
import { stepAfter } from './join-step.ts'

const host = { address: 'harbor', port: 7465 }
const target = { host, isInvite: false }
const fingerprint = 'a'.repeat(52)
const detail = { address: 'harbor', fingerprint: formatFingerprint(fingerprint) }

test('a new host leads to the trust question, with the words of its fingerprint and no others', () => {
  const told = { ...detail, words: 'orbit pepper saddle' }
  expect(stepAfter({ code: 'host-unknown', detail: told }, target)).toEqual({
    kind: 'trust-question',
    host,
    offered: { text: detail.fingerprint, words: fingerprintWords(fingerprint) },
    known: null,
  })
})

test('a host that is known from elsewhere leads to the trust question, with where it is known from', () => {
  const known = { ...detail, knownAt: 'pier:7465', roomName: 'Workshop' }
  const step = { kind: 'trust-question', host }

  expect(stepAfter({ code: 'host-elsewhere', detail: known }, target)).toMatchObject({
    ...step,
    known: { at: 'pier:7465', roomName: 'Workshop' },
  })
  expect(
    stepAfter({ code: 'host-elsewhere', detail: { ...detail, knownAt: 'pier:7465' } }, target),
  ).toMatchObject({ ...step, known: { at: 'pier:7465', roomName: null } })
})

test('a host that changed blocks the way', () => {
  expect(stepAfter({ code: 'host-changed', detail }, target).kind).toBe('host-changed')
})

test('another host than that of the invite is no host to go on with', () => {
  const answered = { ...detail, address: 'pier', port: 7465 }
  expect(stepAfter({ code: 'host-changed', detail: answered }, { host, isInvite: true })).toEqual({
    kind: 'wrong-host',
    host: { address: 'pier', port: 7465 },
  })
})

test('a host that asks for a password leads to its field', () => {
  const step = { kind: 'password', host, isConnecting: false }
  expect(stepAfter({ code: 'password-required' }, target)).toEqual({ ...step, error: null })
  for (const code of ['bad-password', 'too-many-guesses', 'password-too-short'] as const) {
    expect(stepAfter({ code }, target)).toEqual({ ...step, error: { code } })
  }
})

test('an attempt that was cancelled needs no explanation', () => {
  expect(stepAfter({ code: 'leaving' }, target)).toEqual({ kind: 'form', error: null })
})

test('every other refusal stands in the form', () => {
  const error = { code: 'name-taken' as const }
  expect(stepAfter(error, target)).toEqual({ kind: 'form', error })
})
