import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST_HASH, judgeStart, linkHash, NO_FACTS, verifyChain, type ReadRow } from './chain.ts'
import { testDigest } from './digest.fixture.ts'

type Sealed = NonNullable<ReadRow['sealed']>

/** A chain of so many rows from number 1 on. */
function chain(length: number): { readonly sequence: number; readonly sealed: Sealed }[] {
  let hash = FIRST_HASH
  return Array.from({ length }, (_, index) => {
    const body = new TextEncoder().encode(`body ${index + 1}`)
    hash = linkHash(testDigest, hash, body)
    return { sequence: index + 1, sealed: { body, hash } }
  })
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at % bytes.length ? byte ^ 1 : byte))
}

describe('verifyChain', () => {
  it('names exactly the rows whose bodies or hashes are not what they were', () => {
    const damages = fc.uniqueArray(
      fc.record({ row: fc.nat(19), at: fc.nat(31), part: fc.constantFrom('body', 'hash') }),
      { selector: ({ row }) => row, maxLength: 20 },
    )
    fc.assert(
      fc.property(damages, (changes) => {
        const rows: ReadRow[] = chain(20)
        for (const { row, at, part } of changes) {
          const { sequence, sealed } = chain(20)[row] ?? { sequence: 0, sealed: null }
          if (sealed)
            rows[row] = {
              sequence,
              sealed: { ...sealed, [part]: flipped(sealed[part as 'body'], at) },
            }
        }

        const { damaged } = verifyChain(testDigest, FIRST_HASH, rows)

        const expected = changes.map(({ row }) => row + 1).sort((left, right) => left - right)
        // Where a body and the hash before it are damaged together, the next row may be beyond proof.
        expect(damaged).toEqual(expect.arrayContaining(expected))
        const apart = expected.every((row, index) => row !== (expected[index - 1] ?? -1) + 1)
        expect(!apart || damaged.length === expected.length).toBe(true)
      }),
    )
  })

  it('takes a row that is not there as damaged, and the next as beyond proof', () => {
    const rows: ReadRow[] = chain(5)
    rows[1] = { sequence: 2, sealed: null }

    expect(verifyChain(testDigest, FIRST_HASH, rows).damaged).toEqual([2, 3])
  })

  it('cannot prove a first row without the hash before it', () => {
    const rows = chain(5).slice(2)

    expect(verifyChain(testDigest, null, rows).damaged).toEqual([3])
    expect(verifyChain(testDigest, FIRST_HASH, rows).damaged).toEqual([3])
  })
})

describe('judgeStart', () => {
  const rows = chain(10)
  const hashAt = (sequence: number) => rows[sequence - 1]?.sealed.hash ?? null
  const tip = { sequence: 10, at: 0, hash: hashAt(10) ?? FIRST_HASH }
  const head = (sequence: number) => ({ sequence, hash: hashAt(sequence) ?? FIRST_HASH })

  it.each([
    ['no head and no facts', NO_FACTS, null, { kind: 'intact' }],
    ['no head', tip, null, { kind: 'crash' }],
    ['an empty head', tip, { sequence: 0, hash: FIRST_HASH }, { kind: 'crash' }],
    ['the same end', tip, head(10), { kind: 'intact' }],
    ['a chain ahead of the head', tip, head(8), { kind: 'crash' }],
    ['a head ahead of the chain', tip, head(13), { kind: 'damage', missing: 3 }],
    ['a head without a chain', NO_FACTS, head(10), { kind: 'damage', missing: 10 }],
    ['another last fact', tip, { ...head(10), hash: FIRST_HASH }, { kind: 'damage', missing: 1 }],
    ['another fact before', tip, { ...head(8), hash: FIRST_HASH }, { kind: 'damage', missing: 1 }],
  ])('judges %s', (_, tip, head, judgement) => {
    expect(judgeStart(tip, head, hashAt)).toEqual(judgement)
  })
})
