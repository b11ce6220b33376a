import { describe, expect, it } from 'vitest'
import { formatFingerprint } from '../fingerprint/fingerprint.ts'
import { FINGERPRINT, online, SECURED, TestSession } from './session.fixture.ts'
import type { KnownHost } from './trust.ts'

describe('trust', () => {
  const other = 'b'.repeat(52)
  const known = (...fingerprints: readonly string[]): readonly KnownHost[] =>
    fingerprints.map((fingerprint) => {
      return { fingerprint, address: '10.0.0.9:7465', roomName: 'Harbor' }
    })

  it.each([
    ['pinned to it', { kind: 'pinned', fingerprint: FINGERPRINT }, null],
    ['pinned to another', { kind: 'pinned', fingerprint: other }, 'host-changed'],
    ['known from elsewhere', { kind: 'ask', known: known(other, FINGERPRINT) }, 'host-elsewhere'],
    ['unknown', { kind: 'ask', known: known(other) }, 'host-unknown'],
    ['new and trusted unseen', { kind: 'trust-new' }, null],
  ] as const)('[TR1] a key that is %s', (_, trust, distrust) => {
    const test = new TestSession(trust)

    const effects = test.input(SECURED)

    expect(effects).toEqual(distrust ? [`hang-up ${distrust}`] : ['remember-host', 'say hello'])
  })

  it('[TR2] pins the key for the connections to come', () => {
    const test = online()
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    test.input({ type: 'wake' })

    expect(test.input({ ...SECURED, fingerprint: other })).toEqual(['hang-up host-changed'])
  })

  it('[TR3] tells all that a person needs to compare', () => {
    const test = new TestSession({ kind: 'ask', known: [] })
    test.input(SECURED)

    expect(test.session.phase).toMatchObject({
      reason: {
        detail: { address: '10.0.0.1', port: 7465, fingerprint: formatFingerprint(FINGERPRINT) },
      },
    })
  })
})

describe('a host that is known from another address', () => {
  it.each([
    ['with the name of its room', 'Harbor', { knownAt: '10.0.0.9:7465', roomName: 'Harbor' }],
    ['without a name that is not remembered', null, { knownAt: '10.0.0.9:7465' }],
  ])('[TR5] is told %s', (_, roomName, told) => {
    const known = [{ fingerprint: FINGERPRINT, address: '10.0.0.9:7465', roomName }]
    const test = new TestSession({ kind: 'ask', known })

    test.input(SECURED)

    expect(test.session.phase).toMatchObject({
      kind: 'ended',
      reason: { code: 'host-elsewhere', detail: { address: '10.0.0.1', port: 7465, ...told } },
    })
  })
})
