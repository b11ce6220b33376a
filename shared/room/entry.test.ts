import { describe, expect, it } from 'vitest'
import { testKey, testProof } from '../protocol/proof.fixture.ts'
import { enter, hostWith, SALT } from './entry.fixture.ts'
import { answersTo, hello, inShort, join, say, testId, TestHost } from './host.fixture.ts'
import { PASSWORD } from './proofs.fixture.ts'

describe('a connection that said hello', () => {
  it.each([
    ['open', null],
    ['password', SALT],
    ['invite-only', null],
  ] as const)('[AU1] is asked for its proofs by an entry that is %s', (kind, salt) => {
    const host = hostWith(kind)

    const effects = host.hear(1, hello('Ann'))

    expect(effects).toEqual([
      {
        type: 'send',
        to: 1,
        answer: { type: 'challenge', nonce: testId('N1'), entry: kind, salt },
      },
    ])
  })

  it.each([
    ['signs for another key', { key: testKey('Bob') }],
    ['signs on another connection', { binding: 'binding 2' }],
    ['repeats a proof of before', { hostNonce: testId('before') }],
    ['signs with another nonce of its own', { clientNonce: testId('other') }],
  ])('[AU1] is nobody when it %s', (_, wrong) => {
    const host = hostWith('open')
    host.hear(1, hello('Ann'))
    const { key, ...context } = {
      key: testKey('Ann'),
      binding: 'binding 1',
      clientNonce: testId('nonce'),
      hostNonce: testId('N1'),
      ...wrong,
    }

    const effects = host.hear(1, testProof(key, context))

    expect([inShort(effects), host.host.present.size]).toEqual([['close 1 bad-key'], 0])
  })

  it('[B28] [HS1] may say nothing else', () => {
    const host = hostWith('open')
    for (const [id, request] of [hello('Ann'), join(), say(1)].entries()) {
      host.hear(id, hello('Ann'))
      expect(inShort(host.hear(id, request))).toEqual([`close ${id} unexpected-request`])
    }
  })

  it('[B28] [AU1] proves once', () => {
    const host = hostWith('open')
    host.hear(1, hello('Ann'))
    const proof = host.proof(1)
    host.hear(1, proof)

    expect(inShort(host.hear(1, proof)).at(-1)).toBe('close 1 unexpected-request')
  })

  it('[ID2] is the member of its key, on any device and at any start', () => {
    const host = hostWith('open')
    host.hear(1, hello('Ann', 'Ann', 'phone'))
    host.hear(2, hello('Ann', 'Ann', 'desk'))
    const members = [1, 2].map((id) => answersTo(id, host.hear(id, host.proof(id)))[0])

    expect(members).toMatchObject([{ member: testId('MAnn') }, { member: testId('MAnn') }])
  })
})

describe('the devices of one member', () => {
  it('[HS5] are in the room together, and leave it with the last', () => {
    const host = new TestHost()
    host.seat(1, 'Ann')
    host.hear(2, hello('Other name', 'Ann', 'phone'))
    const second = inShort(host.hear(2, join()))
    const first = inShort(host.lose(1))

    expect([second, first, inShort(host.lose(2))]).toEqual([
      ['send 2 joined', 'subscribe 2 after #0'],
      ['unsubscribe 1'],
      ['unsubscribe 2', 'announce member-left Ann connection-lost'],
    ])
  })

  it('[HS7] are at most so many', () => {
    const host = new TestHost({ 'sessions-per-member': 2 })
    const said = ['a', 'b', 'c'].map((device, id) =>
      inShort(host.hear(id, hello('Ann', 'Ann', device))),
    )

    expect(said).toEqual([['send 0 welcome'], ['send 1 welcome'], ['close 2 too-many-sessions']])
  })

  it('[HS4] count as one member', () => {
    const host = new TestHost({ 'members-per-host': 1 })
    host.seat(1, 'Ann')

    expect(inShort(host.hear(2, hello('Ann', 'Ann', 'phone')))).toEqual(['send 2 welcome'])
  })
})

describe('a password', () => {
  it.each([
    ['the right one', { password: PASSWORD }, 'send 1 welcome'],
    ['a wrong one', { password: 'guess' }, 'close 1 bad-password'],
    ['none', {}, 'close 1 password-required'],
  ] as const)('[EN2] %s', (_, secrets, expected) => {
    expect(enter(hostWith('password'), 1, 'Ann', secrets)).toEqual([expected])
  })

  it('[EN3] may be wrong so often from one address, and then after a while again', () => {
    const host = hostWith('password', { 'password-guesses': 2, 'password-guess-ms': 1_000 })
    const said = [1, 2, 3].map((id) => enter(host, id, 'Eve', { password: `${id}` }))
    const right = enter(host, 4, 'Ann', { password: PASSWORD })
    host.now += 1_000

    expect([said.flat(), right, enter(host, 5, 'Ann', { password: PASSWORD })]).toEqual([
      ['close 1 bad-password', 'close 2 bad-password', 'close 3 too-many-guesses'],
      ['close 4 too-many-guesses'],
      ['send 5 welcome'],
    ])
  })

  it('[EN3] is heard of a member, whoever guesses behind the same address', () => {
    const host = hostWith('password', { 'password-guesses': 1, 'password-guess-ms': 1_000_000 })
    enter(host, 1, 'Ann', { password: PASSWORD })
    host.hear(1, join())
    host.lose(1)
    enter(host, 2, 'Eve', { password: 'guess' })
    const stranger = enter(host, 3, 'New', { password: PASSWORD })
    const known = enter(host, 4, 'Ann', { password: PASSWORD })
    host.lose(4)
    const wrong = [5, 6].map((id) => enter(host, id, 'Ann', { password: 'guess' }))

    expect([stranger, known, ...wrong]).toEqual([
      ['close 3 too-many-guesses'],
      ['send 4 welcome'],
      ['close 5 bad-password'],
      ['close 6 too-many-guesses'],
    ])
  })

  it('[EN3] is not guessed more often for each name that somebody holds', () => {
    const open = hostWith('open')
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`)
    for (const [id, name] of names.entries()) {
      enter(open, id, name)
      open.hear(id, join())
    }
    const host = hostWith('password', { 'password-guesses': 10, 'password-guess-ms': 1_000_000 })
    for (const [name, member] of open.names) host.names.set(name, member)
    host.restart(testId('later'))
    const guess = (id: number, name: string) => enter(host, id, name, { password: 'guess' })[0]
    const said = names.flatMap((name, of) =>
      Array.from({ length: 20 }, (_, turn) => guess(100 * (of + 1) + turn, name)),
    )
    host.now += 1_000_000
    const later = [guess(5_000, 'n0'), guess(5_001, 'n0'), guess(5_002, 'n1')]

    expect(said.filter((effect) => effect?.includes('bad-password'))).toHaveLength(30)
    expect(later).toEqual([
      'close 5000 bad-password',
      'close 5001 too-many-guesses',
      'close 5002 too-many-guesses',
    ])
  })

  it('[EN3] that is right costs no guess', () => {
    const host = hostWith('password', { 'password-guesses': 1, 'password-guess-ms': 1_000_000 })
    const said = [1, 2, 3].map((id) => enter(host, id, `Ann${id}`, { password: PASSWORD }))

    expect(said).toEqual([['send 1 welcome'], ['send 2 welcome'], ['send 3 welcome']])
  })
})
