import { describe, expect, it } from 'vitest'
import { limitsWith } from '../protocol/limits.ts'
import { latenessOf } from './lateness.ts'
import { hello, TestHost } from './host.fixture.ts'

const LIMITS = limitsWith({ 'hello-ms': 1_000, 'authenticated-ms': 1_500 })

describe('a connection that was accepted some time ago', () => {
  it('[CN4] [B1] has hello-ms to say hello', () => {
    const greeting = new TestHost().connection(1)

    expect([999, 1_000].map((ms) => latenessOf(greeting, ms, LIMITS)?.code)).toEqual([
      undefined,
      'hello-late',
    ])
  })

  it('[CN4] [B2] has authenticated-ms to be admitted', () => {
    const greeting = new TestHost().connection(1)
    const patient = { ...LIMITS, 'hello-ms': 9_000 }

    expect([1_499, 1_500].map((ms) => latenessOf(greeting, ms, patient)?.code)).toEqual([
      undefined,
      'admission-late',
    ])
  })

  it('[CN4] has all the time once it is admitted, or over', () => {
    const host = new TestHost()
    host.hear(1, hello('Ann'))
    host.hear(2, { type: 'goodbye', reason: 'leaving' })

    expect([1, 2].map((id) => latenessOf(host.connection(id), 1e9, LIMITS))).toEqual([null, null])
  })
})
