import { describe, expect, it } from 'vitest'
import { hello, inShort, join, rename, say, testId, TestHost } from './host.fixture.ts'

/** A host that keeps the names of two who have said nothing. */
function host(history: 'all' | 'from-joining' = 'all'): TestHost {
  return new TestHost({ 'quiet-names': 2 }, history)
}

/** Somebody comes, perhaps says something, and goes. What the host forgets meanwhile. */
function pass(test: TestHost, id: number, name: string, says: string | null = null): string[] {
  const effects = inShort(test.seat(id, name))
  if (says !== null) test.hear(id, say(says))
  test.lose(id)
  return effects.filter((each) => each.startsWith('forget-member'))
}

describe('who holds a name and has said nothing', () => {
  it('[NM7] is forgotten when more of them come than are kept, who came longest ago first', () => {
    const test = host()
    const forgotten = ['Ann', 'Bob', 'Cid', 'Dee'].map((name, id) => pass(test, id, name))

    expect(forgotten).toEqual([[], [], ['forget-member MAnn'], ['forget-member MBob']])
    expect([...test.room().claims.keys()]).toEqual([testId('MCid'), testId('MDee')])
    expect(test.room().names.size).toBe(2)
  })

  it('[NM7] holds memory and disk to that, however many strangers come', () => {
    const test = host('from-joining')
    for (let id = 0; id < 2_000; id++) pass(test, id, `n${id}`)
    const { claims, names, since, quiet } = test.room()

    expect([claims, names, since, quiet].map(({ size }) => size)).toEqual([2, 2, 2, 2])
    expect(test.names.size).toBe(2)
  })

  it('[NM7] gives the name up to others, who may be new themselves', () => {
    const test = host()
    pass(test, 1, 'Ann')
    pass(test, 2, 'Bob')
    pass(test, 3, 'Cid')
    test.hear(4, hello('Ann', 'Eve'))

    expect(inShort(test.hear(4, join()))).toContain('send 4 joined')
  })

  it('[NM7] keeps whoever has said something, over a restart too', () => {
    const test = host()
    pass(test, 1, 'Ann', 'hello')
    test.quiet = [...test.room().quiet.keys()]
    test.restart(testId('later'))
    for (let id = 2; id < 20; id++) pass(test, id, `n${id}`)

    expect(test.room().names.get([...test.room().names.keys()][0] ?? '')).toBe(testId('MAnn'))
    expect(test.room().claims.has(testId('MAnn'))).toBe(true)
  })

  it('[NM7] writes down once that somebody has said something', () => {
    const test = host()
    test.isClaiming = true
    test.seat(1, 'Ann')

    expect([1, 2].map((id) => inShort(test.hear(1, say(id))))).toEqual([
      ['publish #1', 'claim-name MAnn ann'],
      ['publish #2'],
    ])
  })

  it('[NM7] [ST2] counts what a commit stored that failed', () => {
    const test = host()
    test.isHeld = true
    test.seat(1, 'Ann')
    test.hear(1, say(1))
    test.failToStore({ isKept: true })
    test.store()

    expect(test.room().quiet.has(testId('MAnn'))).toBe(false)
  })

  it('[NM7] keeps who is here, and who has a role', () => {
    const test = host()
    test.seat(1, 'Ann')
    test.seat(2, 'Bob')
    test.seat(3, 'Cid')
    const bob = { id: testId('MBob'), name: 'Bob' }
    test.rule({ type: 'role-changed', member: bob, role: 'moderator', by: bob })
    test.lose(2)
    const forgotten = ['Dee', 'Eve', 'Fay'].map((name, index) => pass(test, 10 + index, name))

    expect(forgotten).toEqual([[], ['forget-member MDee'], ['forget-member MEve']])
    expect(test.room().claims.has(testId('MBob'))).toBe(true)
  })

  it('[NM7] does not count a rename as something said', () => {
    const test = host()
    test.seat(1, 'Ann')
    test.hear(1, rename('Anna'))
    test.lose(1)
    pass(test, 2, 'Bob')

    expect(pass(test, 3, 'Cid')).toEqual(['forget-member MAnn'])
    expect([...test.room().names.values()]).toEqual([testId('MBob'), testId('MCid')])
  })

  it('[NM7] [HI3] reads from the next joining on when it comes again', () => {
    const test = host('from-joining')
    pass(test, 1, 'Ann')
    test.seat(9, 'Zoe')
    test.hear(9, say('first'))
    for (const [id, name] of [
      [2, 'Bob'],
      [3, 'Cid'],
      [4, 'Dee'],
    ] as const)
      pass(test, id, name)
    test.seat(5, 'Ann')

    expect(test.room().since.get(testId('MAnn'))).toBe(2)
  })

  it('[NM7] is brought down to the limit when a start finds more', () => {
    const test = host()
    for (const name of ['ann', 'bob', 'cid', 'dee']) test.names.set(name, testId(`M${name}`))
    test.quiet = ['ann', 'bob', 'cid', 'dee'].map((name) => testId(`M${name}`))
    test.restart(testId('later'))

    expect(pass(test, 1, 'New')).toEqual([
      'forget-member Mann',
      'forget-member Mbob',
      'forget-member Mcid',
    ])
  })
})
