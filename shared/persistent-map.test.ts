import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PersistentMap } from './persistent-map.ts'

const KEYS = ['a', 'b', 'c', 'd']
const change = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.option(fc.nat(9), { nil: null }),
  /** How far back the version is that is changed. */
  back: fc.nat(6),
})

describe('PersistentMap', () => {
  it('is what a copied Map would be, in every version, in whatever order they are asked', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 40 }),
        fc.infiniteStream(fc.nat()),
        (changes, order) => {
          const versions = [{ map: PersistentMap.of<number>(), model: new Map<string, number>() }]
          for (const { key, value, back } of changes) {
            const base = versions[Math.max(0, versions.length - 1 - back)]
            if (!base) continue
            const model = new Map(base.model)
            if (value === null) model.delete(key)
            else model.set(key, value)
            const map = value === null ? base.map.delete(key) : base.map.set(key, value)
            versions.push({ map, model })
          }
          const asked = Array.from(
            { length: 10 },
            () => (order.next().value ?? 0) % versions.length,
          )
          for (const index of [...asked, ...versions.keys()]) {
            const { map, model } = versions[index] ?? { map: null, model: null }
            expect(Object.fromEntries(map ?? [])).toEqual(Object.fromEntries(model ?? []))
            expect([map?.size, KEYS.map((key) => map?.get(key))]).toEqual([
              model?.size,
              KEYS.map((key) => model?.get(key)),
            ])
          }
        },
      ),
    )
  })

  it('keeps the order of insertion, and the place of a key that gets another value', () => {
    const map = PersistentMap.of([['x', 1]])
      .set('y', 2)
      .set('z', 3)
      .set('x', 4)
      .delete('y')

    expect([[...map], [...map.keys()], [...map.values()]]).toEqual([
      [
        ['x', 4],
        ['z', 3],
      ],
      ['x', 'z'],
      [4, 3],
    ])
  })

  it('is the same map when nothing changes', () => {
    const map = PersistentMap.of([['x', 1]])

    expect([map.set('x', 1), map.delete('y')]).toEqual([map, map])
    expect(map.set('x', 1)).toBe(map)
    expect(map.delete('y')).toBe(map)
  })

  it('differs from another one for a matcher', () => {
    expect(PersistentMap.of([['x', 1]])).not.toEqual(PersistentMap.of([['x', 2]]))
    expect(PersistentMap.of([['x', 1]])).not.toEqual(PersistentMap.of([]))
  })
})
