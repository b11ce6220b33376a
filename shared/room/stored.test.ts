import { describe, expect, it } from 'vitest'
import { nameKey } from '../protocol/name-key.ts'
import {
  answersTo,
  hello,
  inShort,
  join,
  LEAVE,
  published,
  rename,
  ROOM,
  say,
  testId,
  TestHost,
} from './host.fixture.ts'

/** Ann and Bob are in the room, and the disk is slow. */
function slow(): TestHost {
  const host = new TestHost()
  host.seat(1, 'Ann')
  host.seat(2, 'Bob')
  host.isHeld = true
  return host
}

function withdraw(id: string) {
  return { type: 'withdraw-message', room: ROOM, id: testId(id) } as const
}

function held(host: TestHost, id = 1): string | null {
  const connection = host.connection(id)
  return connection.kind === 'admitted' ? (connection.held?.replace(/_+$/, '') ?? null) : null
}

function holderOf(host: TestHost, name: string): string | undefined {
  return host.room().names.get(nameKey(name))?.replace(/_+$/, '')
}

function nameOf(host: TestHost, member: string): string | undefined {
  return host.room().seats.get(testId(member))?.member.name
}

describe('what is stored', () => {
  it('[SM1] is published then, not before, in the order in which it came', () => {
    const host = slow()
    const before = [host.hear(1, say('a')), host.hear(2, say('b')), host.hear(1, say('c'))]
    const unchanged = host.room().sequence

    const effects = host.store()

    expect([before, unchanged, inShort(effects), host.room().sequence]).toEqual([
      [[], [], []],
      0,
      ['publish #1 #2 #3'],
      3,
    ])
  })

  it('[PR4] names its authors', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(2, rename('Bobby'))

    expect(host.store()).toMatchObject([{ authors: [testId('MAnn'), testId('MBob')], sequence: 2 }])
  })

  it('[SM2] is answered with its fact when it came twice, after what is published', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(1, say('a'))
    host.hear(1, say('b'))

    expect(inShort(host.store())).toEqual(['publish #1 #2', 'repeat 1 #1'])
  })

  it('[SM4] is refused when it is another text under the same id', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(1, say('a', 'other'))

    expect(inShort(host.store())).toEqual(['publish #1', 'send 1 refusal id-conflict'])
  })

  it('[SM2] is published though its author has left meanwhile', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.lose(1)

    expect(inShort(host.store())).toEqual(['publish #1'])
  })

  it('[ST2] comes after what an earlier commit stored and told as failed', () => {
    const host = slow()
    host.hear(1, say('a'))
    const failed = inShort(host.failToStore({ isKept: true }))
    host.hear(2, say('x'))
    host.hear(1, say('a'))
    const told = inShort(host.store())
    host.seat(3, 'Cid')

    expect({ failed, told, recent: host.room().recent.facts.map((fact) => fact.sequence) }).toEqual(
      {
        failed: ['send 1 refusal storage-unavailable'],
        told: ['publish #1 #2', 'repeat 1 #1'],
        recent: [1, 2],
      },
    )
  })

  it('[ST2] is published when nothing but what was stored before comes again', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.failToStore({ isKept: true })
    host.hear(1, say('a'))

    const effects = host.store()

    expect([inShort(effects), host.room().sequence, effects[0]]).toMatchObject([
      ['publish #1', 'repeat 1 #1'],
      1,
      { authors: [testId('MAnn')] },
    ])
  })

  it('[ST2] gives the name of a rename that was stored after all, while it is free', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.hear(2, rename('Bobby'))
    host.failToStore({ isKept: true })
    host.hear(3, hello('Bobby', 'other'))
    host.hear(3, join())
    host.hear(1, say('a'))
    host.store()

    expect(['MAnn', 'MBob', 'Mother'].map((member) => nameOf(host, member))).toEqual([
      'Anna',
      'Bob',
      'Bobby',
    ])
  })
})

describe('what cannot be stored', () => {
  it('[ST1] is refused for now, to each who asked', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(2, rename('Bobby'))

    const effects = host.failToStore()

    const place = { type: 'refusal', room: ROOM, code: 'storage-unavailable', retryAfterMs: 5_000 }
    expect([answersTo(1, effects), answersTo(2, effects)]).toEqual([
      [{ ...place, request: 'send-message', id: testId('a') }],
      [{ ...place, request: 'rename' }],
    ])
  })

  it('[FL2] holds back all later messages until the first of them comes again', () => {
    const host = slow()
    for (const id of ['a', 'b']) host.hear(1, say(id))
    host.failToStore()

    const told = ['b', 'c', 'a', 'b', 'c'].map((id) => inShort(host.hear(1, say(id))).join())

    expect([told, inShort(host.store())]).toEqual([
      ['send 1 refusal rate-limited', 'send 1 refusal rate-limited', '', '', ''],
      ['publish #1 #2 #3'],
    ])
  })

  it('[FL2] holds back behind the first of them, also when a later one was refused before', () => {
    const host = new TestHost({ 'flood-burst': 2 })
    host.seat(1, 'Ann')
    host.isHeld = true
    for (const id of ['a', 'b', 'c']) host.hear(1, say(id))
    const before = held(host)
    host.failToStore()

    expect([before, held(host)]).toEqual(['c', 'a'])
  })

  it('[FL2] holds back each author for what is the own', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(2, say('b'))
    host.failToStore()

    expect([held(host, 1), held(host, 2)]).toEqual(['a', 'b'])
  })

  it('[SM5] holds back no longer when it is withdrawn', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.failToStore()
    host.hear(1, withdraw('a'))
    host.hear(1, say('b'))

    expect(inShort(host.store())).toEqual(['publish #1'])
  })

  it('[JN5] holds back nobody who has left meanwhile', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(1, LEAVE)
    host.failToStore()

    expect(held(host)).toBeNull()
  })

  it('[HS5] is no matter of a connection that was replaced', () => {
    const host = slow()
    host.hear(1, say('a'))
    host.hear(3, hello('Ann'))
    host.hear(3, join())
    const effects = inShort(host.failToStore())

    expect([effects, held(host, 3), held(host, 1)]).toEqual([
      ['send 1 refusal storage-unavailable'],
      null,
      null,
    ])
  })
})

describe('a rename that is being stored', () => {
  it('[NM5] keeps both names for its member', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    const during = [nameOf(host, 'MAnn'), holderOf(host, 'Ann'), holderOf(host, 'Anna')]
    const told = ['Anna', 'Ann'].map((name) => inShort(host.hear(2, rename(name)))[0])
    host.store()

    expect({
      during,
      told,
      after: [nameOf(host, 'MAnn'), holderOf(host, 'Ann'), holderOf(host, 'Anna')],
    }).toEqual({
      during: ['Ann', 'MAnn', 'MAnn'],
      told: ['send 2 refusal name-taken', 'send 2 refusal name-taken'],
      after: ['Anna', undefined, 'MAnn'],
    })
  })

  it('[NM5] is the only one', () => {
    const host = slow()
    host.hear(1, rename('Anna'))

    expect(answersTo(1, host.hear(1, rename('Anne')))).toMatchObject([
      { request: 'rename', code: 'rate-limited', retryAfterMs: 0 },
    ])
  })

  it('[NM5] names the author of what is said after it', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.hear(1, say('a'))

    expect(published(host.store())).toMatchObject([
      { type: 'member-renamed', previous: 'Ann', name: 'Anna' },
      { type: 'message', author: { name: 'Anna' } },
    ])
  })

  it('[ST1] frees the new name when it fails, and the old one stays', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.hear(1, say('a'))
    host.failToStore()
    const names = [nameOf(host, 'MAnn'), holderOf(host, 'Ann'), holderOf(host, 'Anna')]
    host.hear(1, say('a'))

    expect([names, published(host.store())]).toMatchObject([
      ['Ann', 'MAnn', undefined],
      [{ author: { name: 'Ann' } }],
    ])
  })

  it('[ST1] is not the name under which its member comes back', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.failToStore()
    host.hear(1, LEAVE)

    expect(answersTo(1, host.hear(1, join()))).toMatchObject([{ you: { name: 'Ann' } }])
  })

  it('[ST1] leaves a name that is the own but for its case', () => {
    const host = slow()
    host.hear(1, rename('ANN'))
    host.failToStore()

    expect([nameOf(host, 'MAnn'), holderOf(host, 'Ann')]).toEqual(['Ann', 'MAnn'])
  })

  it.each([
    ['stored', (host: TestHost) => host.store()],
    ['refused', (host: TestHost) => host.failToStore()],
  ])('[NM3] keeps both names of somebody who left, until it is %s', (_, settle) => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.hear(1, LEAVE)
    const during = [holderOf(host, 'Ann'), holderOf(host, 'Anna')]
    settle(host)

    expect([during, [...host.room().names.values()].toSorted()]).toEqual([
      ['MAnn', 'MAnn'],
      [testId('MAnn'), testId('MBob')],
    ])
  })

  it('[NM5] holds for a member who came back over another connection', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.hear(3, hello('Ann'))
    host.hear(3, join())
    host.store()

    expect([nameOf(host, 'MAnn'), [...host.room().names.keys()]]).toEqual(['Anna', ['bob', 'anna']])
  })

  it('[NM3] takes no name from somebody else when it fails late', () => {
    const host = slow()
    host.hear(1, rename('Anna'))
    host.hear(1, LEAVE)
    host.failToStore()
    host.hear(2, rename('Anna'))
    host.store()

    expect([nameOf(host, 'MBob'), holderOf(host, 'Anna')]).toEqual(['Anna', 'MBob'])
  })
})
