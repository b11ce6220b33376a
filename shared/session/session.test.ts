import { describe, expect, it } from 'vitest'
import { nextDeadline, type SessionInput } from './session.ts'
import {
  answerInput,
  joined,
  message,
  online,
  refusal,
  resumeAt,
  ROOM,
  TestSession,
  testId,
  WELCOME,
  SECURED,
} from './session.fixture.ts'

describe('the way in', () => {
  it('[HS1] dials, says hello, joins and is there', () => {
    const test = new TestSession()

    const steps = [
      test.input({ type: 'start' }),
      test.input(SECURED),
      test.answer(WELCOME),
      test.open(null),
      test.answer(joined()),
    ]

    expect({ steps, phase: test.session.phase.kind, member: test.session.member }).toEqual({
      steps: [
        ['dial'],
        ['remember-host', 'say hello'],
        ['keep-alive', 'open-copy'],
        ['say join'],
        [],
      ],
      phase: 'online',
      member: testId('me'),
    })
  })

  it('[JN7] asks for what comes after the last fact it holds', () => {
    const test = online(7)
    test.answer(message(8))
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    test.input({ type: 'wake' })
    test.input(SECURED)

    expect(test.effects(answerInput(WELCOME))).toContainEqual({
      type: 'say',
      request: { type: 'join', room: ROOM, role: 'member', resume: resumeAt(8) },
    })
  })

  it('[VR1] ends when the host is too old', () => {
    const test = new TestSession().to('greeting')

    expect(test.answer({ ...WELCOME, version: 0 })).toEqual(['hang-up host-too-old'])
  })

  it('[HS6] gives up when the host does not answer in time', () => {
    const test = new TestSession().to('joining')
    const deadline = nextDeadline(test.session, test.now)
    test.now += 14_999
    const early = test.input({ type: 'deadline' })
    test.now += 1

    expect([deadline, early, test.input({ type: 'deadline' })]).toEqual([
      25_000,
      [],
      ['hang-up timed-out'],
    ])
  })
})

describe('the way back', () => {
  it('[CN5] waits longer each time, with jitter, up to a bound', () => {
    const test = online()
    test.random = 0.999
    test.now += 10_000
    const delays: number[] = []
    for (let attempt = 0; attempt < 120; attempt++) {
      test.input({ type: 'lost', reason: { code: 'connection-refused' } })
      const at = nextDeadline(test.session, test.now) ?? 0
      delays.push(at - test.now)
      test.now = at
      test.input({ type: 'deadline' })
    }

    expect({
      first: delays.slice(0, 5),
      early: Math.max(...delays.slice(0, 70)),
      late: Math.max(...delays),
      dialing: test.session.phase.kind,
    }).toEqual({
      first: [499, 999, 1_998, 3_996, 3_996],
      early: 3_996,
      late: 29_970,
      dialing: 'dialing',
    })
  })

  it('[CN5] is not in a rush to a host that closes at once', () => {
    const test = online()
    test.random = 0.999
    const delays = [1, 2, 3, 4].map(() => {
      test.answer({ type: 'goodbye', reason: 'too-slow' })
      const delay = (nextDeadline(test.session, test.now) ?? 0) - test.now
      test.input({ type: 'wake' })
      test.to('online')
      return delay
    })

    expect(delays).toEqual([999, 1_998, 3_996, 3_996])
  })

  it('[CN5] begins anew after a connection that held', () => {
    const test = online()
    test.random = 0.999
    test.now += 10_000
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })

    expect(nextDeadline(test.session, test.now)).toBe(test.now + 499)
  })

  it('[CN5] [HB3] dials at once on wake while waiting, and asks for proof while online', () => {
    const test = online()
    const there = test.input({ type: 'wake' })
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })

    expect([there, test.input({ type: 'wake' })]).toEqual([
      ['say heartbeat', 'expect-answer'],
      ['dial'],
    ])
  })

  it('[CN5] comes back soon when a connection does not prove itself after a wake', () => {
    const test = online()
    test.random = 0.999
    for (let failures = 0; failures < 4; failures++) {
      test.input({ type: 'lost', reason: { code: 'connection-lost' } })
      test.input({ type: 'wake' })
      test.to('online')
    }
    test.input({ type: 'wake' })
    test.input({ type: 'lost', reason: { code: 'timed-out' } })

    expect((nextDeadline(test.session, test.now) ?? 0) - test.now).toBe(499)
  })

  it.each(['dialing', 'greeting', 'joining'] as const)(
    '[CN5] dials anew on wake while %s: what was begun before a sleep may be dead',
    (phase) => {
      const test = online()
      test.input({ type: 'lost', reason: { code: 'connection-lost' } })
      test.input({ type: 'wake' })
      test.to(phase)

      expect(test.input({ type: 'wake' })).toEqual(['hang-up connection-lost', 'dial'])
      expect(test.session.phase.kind).toBe('dialing')
    },
  )

  it('[CN5] keeps telling why the connection went away, while coming back fails', () => {
    const test = online()
    test.answer({ type: 'goodbye', reason: 'host-stopped' })
    test.input({ type: 'wake' })
    test.input({ type: 'lost', reason: { code: 'connection-refused' } })

    expect(test.session.phase).toMatchObject({ kind: 'waiting', reason: { code: 'host-stopped' } })
  })

  it('[CN5] does not wait for a clock that went back by an hour', () => {
    const test = online()
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    test.now -= 3_600_000

    expect(test.input({ type: 'deadline' })).toEqual(['dial'])
  })

  it('[CN6] does not try again what never worked', () => {
    const test = new TestSession()
    test.input({ type: 'start' })
    test.input({ type: 'lost', reason: { code: 'connection-refused' } })

    expect([test.session.phase, nextDeadline(test.session, test.now)]).toEqual([
      { kind: 'ended', reason: { code: 'connection-refused' } },
      null,
    ])
  })

  it.each(['host-stopped', 'too-slow', 'timed-out', 'host-full', 'connection-lost'] as const)(
    '[GB4] comes back after %s',
    (reason) => {
      const test = online()
      test.answer({ type: 'goodbye', reason })

      expect(test.session.phase.kind).toBe('waiting')
    },
  )

  it.each([
    'replaced',
    'too-old',
    'name-taken',
    'bad-name',
    'mixed-scripts',
    'leaving',
    'unknown-room',
    'password-required',
    'bad-password',
    'invite-required',
    'invite-unknown',
    'invite-expired',
    'invite-used',
    'invite-revoked',
    'bad-key',
    'room-locked',
    'banned',
    'kicked',
  ] as const)('[GB4] does not come back after %s', (reason) => {
    const test = online()

    const effects = test.answer({ type: 'goodbye', reason })

    expect([effects, test.session.phase]).toEqual([
      [`hang-up ${reason}`],
      { kind: 'ended', reason: { code: reason } },
    ])
  })

  it('[GB2] takes over what the sentence of a reason names, and nothing else', () => {
    const test = online()

    test.answer({ type: 'goodbye', reason: 'banned', detail: { until: 5, words: 'call me' } })

    expect(test.session.phase).toEqual({
      kind: 'ended',
      reason: { code: 'banned', detail: { until: 5 } },
    })
  })

  it('[GB5] does not come back after a reason that it does not know, when it is final', () => {
    const test = online()

    test.answer({ type: 'goodbye', reason: 'internal-error', final: true })

    expect(test.session.phase).toEqual({ kind: 'ended', reason: { code: 'internal-error' } })
  })

  it('[NM3] ends when the name was taken meanwhile', () => {
    const test = online()
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    test.input({ type: 'wake' })
    test.to('joining')

    expect(test.answer({ type: 'refusal', request: 'join', code: 'name-taken' })).toEqual([
      'hang-up name-taken',
    ])
  })
})

describe('leave', () => {
  it.each(['dialing', 'greeting', 'joining', 'online'] as const)(
    '[GB1] ends a session that is %s',
    (phase) => {
      const test = new TestSession().to(phase)

      const effects = test.input({ type: 'leave' })

      expect([effects, test.session.phase, nextDeadline(test.session, test.now)]).toEqual([
        ['hang-up leaving'],
        { kind: 'ended', reason: { code: 'leaving' } },
        null,
      ])
    },
  )

  it('[GB1] ends a session that waits', () => {
    const test = online()
    test.input({ type: 'lost', reason: { code: 'connection-lost' } })
    test.input({ type: 'leave' })

    expect(test.session.phase.kind).toBe('ended')
  })
})

describe('a session that has ended', () => {
  const inputs: readonly SessionInput[] = [
    SECURED,
    answerInput(WELCOME),
    answerInput(joined()),
    answerInput({ type: 'goodbye', reason: 'host-stopped' }),
    { type: 'lost', reason: { code: 'connection-lost' } },
    { type: 'deadline' },
    { type: 'wake' },
    { type: 'leave' },
  ]

  it.each(inputs)('[GB1] stays as it is: $type', (input) => {
    const test = online()
    test.input({ type: 'leave' })
    const before = test.session

    expect([test.effects(input), test.session]).toEqual([[], before])
  })

  it('[SM6] keeps what is written to it for the next time', () => {
    const test = online()
    test.input({ type: 'leave' })

    expect([test.send('a'), test.outbox()]).toEqual([[], ['a waiting']])
  })
})

describe('what has no place in a phase is passed over', () => {
  it.each([
    ['dialing', answerInput(WELCOME)],
    ['greeting', SECURED],
    ['greeting', answerInput(joined())],
    ['greeting', answerInput({ type: 'unknown-answer' })],
    ['joining', answerInput(WELCOME)],
    ['joining', answerInput({ ...joined(), room: 'attic' })],
    ['joining', answerInput(message(1))],
    ['online', answerInput(joined())],
    ['online', answerInput({ type: 'heartbeat' })],
    ['online', answerInput({ ...message(1), room: 'attic' })],
    ['online', answerInput({ ...refusal('x'), room: 'attic' })],
    ['online', { type: 'deadline' }],
  ] satisfies [Parameters<TestSession['to']>[0], SessionInput][])(
    '[AN2] %s: %o',
    (phase, input) => {
      const test = new TestSession().to(phase)
      const before = test.session

      expect([test.effects(input), test.session]).toEqual([[], before])
    },
  )
})
