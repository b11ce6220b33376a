import { describe, expect, it } from 'vitest'
import { FRAME_HEADER_BYTES } from '../protocol/limits.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { STORAGE_RETRY_MS } from '../room/stored.ts'
import { testHash } from '../room/history.fixture.ts'
import { EPOCH, hello, join, LEAVE, read, rename, ROOM, say, testId } from '../room/host.fixture.ts'
import { TestLoop, type TestMember } from './loop.fixture.ts'

function bodyOf(value: object): Uint8Array {
  return encodeFrame(value).subarray(FRAME_HEADER_BYTES)
}

/** A host that remembers so many messages, by Ann, and nobody in the room. */
async function remembering(count: number, limits = {}): Promise<TestLoop> {
  const test = new TestLoop({ 'flood-burst': 1_000, 'recent-facts': 2, ...limits })
  const ann = await test.seat('Ann')
  for (let id = 1; id <= count; id++) test.say(ann, say(id))
  await test.turn()
  test.loop.lose(ann.id)
  await test.passTime()
  return test
}

function resumeAt(test: TestLoop, sequence: number) {
  const fact = test.history.memory.at(sequence)
  return { epoch: EPOCH, sequence, hash: testHash(fact?.frame ?? new Uint8Array()) }
}

describe('a connection of the loop', () => {
  it('[HS1] [JN1] is admitted, joins, and is told what is said', async () => {
    const test = new TestLoop()
    const ann = test.connect()
    const before = test.loop.lateness(ann.id, 1e9)
    test.say(ann, hello('Ann'), join(), say('a'))
    await test.turn()

    expect({
      before,
      after: test.loop.lateness(ann.id, 1e9),
      admitted: ann.outlet.isAdmitted,
      heard: ann.outlet.heard(),
    }).toEqual({
      before: { code: 'hello-late' },
      after: null,
      admitted: true,
      heard: ['challenge', 'welcome', 'joined', 'presence', '#1'],
    })
  })

  it('[VR3] is refused what only newer hosts know, and stays', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    test.loop.receive(ann.id, bodyOf({ type: 'sing' }))

    expect([ann.outlet.heard(), ann.outlet.closedWith]).toEqual([['refusal unknown-request'], null])
  })

  it('[HS1] is closed over what only newer hosts know before its hello', () => {
    const test = new TestLoop()
    const ann = test.connect()
    test.loop.receive(ann.id, bodyOf({ type: 'sing' }))

    expect(ann.outlet.closedWith).toEqual({ code: 'unexpected-request' })
  })

  it('[RQ2] is closed over a request that does not fit its form, and heard no more', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    test.loop.receive(ann.id, bodyOf({ type: 'send-message' }))
    test.say(ann, say('a'))
    await test.turn()

    expect([ann.outlet.closedWith?.code, test.history.memory.sequence]).toEqual(['bad-request', 0])
  })

  it('[PR1] that comes and goes is told to the others and reported', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    const bob = await test.seat('Bob')
    test.loop.lose(bob.id)
    test.loop.lose(bob.id)
    await test.passTime()

    expect([ann.outlet.heard(), test.events.map(({ event }) => event)]).toEqual([
      ['presence'],
      ['member-joined', 'member-joined', 'member-left'],
    ])
  })

  it('[PR4] is told of before what it says', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    await test.passTime()
    ann.outlet.heard()
    test.say(await test.seat('Bob'), say('a'))
    await test.turn()

    expect(ann.outlet.heard()).toEqual(['presence', '#1'])
  })

  it('[SR1] that queues too much is ended, and what else the step does is done', async () => {
    const test = new TestLoop({ 'queue-bytes': 2_000, 'live-queue-bytes': 4_000 })
    const ann = await test.seat('Ann')
    const bob = await test.seat('Bob')
    ann.outlet.queuedBytes = 1_500
    test.say(bob, say('a', 'x'.repeat(1_000)))
    await test.turn()
    await test.passTime()

    expect([ann.outlet.closedWith, bob.outlet.heard(), test.loop.host.present.size]).toEqual([
      { code: 'too-slow' },
      ['presence', '#1', 'presence'],
      1,
    ])
  })
})

describe('storing', () => {
  it('[SM1] tells nobody of a message before it is on the disk', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    await test.passTime()
    ann.outlet.heard()
    test.history.isHeld = true
    test.say(ann, say('a'))
    await test.turn()
    const before = ann.outlet.heard()
    await test.history.release()

    expect([before, ann.outlet.heard()]).toEqual([[], ['#1']])
  })

  it('[RL2] that belongs to somebody shows its owner, and no other member as one', async () => {
    const test = new TestLoop({}, 'all', testId('MAnn'))
    await test.seat('Ann')
    await test.seat('Bob')
    const seats = test.loop.host.rooms.get(ROOM)?.seats.values() ?? []

    expect([...seats].map(({ member }) => member.role)).toEqual(['owner', 'member'])
  })

  it('[SM1] reports what was stored', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    test.say(ann, say('a'), say('a'), rename('Anna'))
    await test.turn()

    expect(test.messages).toEqual([
      {
        type: 'message',
        room: ROOM,
        sequence: 1,
        epoch: EPOCH,
        at: 1_000,
        id: testId('a'),
        author: { id: testId('MAnn'), name: 'Ann' },
        text: 'text a',
      },
    ])
  })

  it('[ST1] [FL2] refuses what cannot be stored and all that is behind it, and takes it in order', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    await test.passTime()
    ann.outlet.heard()
    test.history.isFailing = true
    test.say(ann, say('a'), say('b'))
    await test.turn()
    test.say(ann, say('c'))
    const refused = ann.outlet.heard()
    test.history.isFailing = false
    test.now += STORAGE_RETRY_MS
    test.say(ann, say('b'), say('a'), say('b'), say('c'))
    await test.turn()

    expect([refused, ann.outlet.heard()]).toEqual([
      ['refusal storage-unavailable', 'refusal storage-unavailable', 'refusal rate-limited'],
      ['refusal rate-limited', '#1', '#2', '#3'],
    ])
  })

  it('[ST1] goes on at once when the disk works again', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    test.history.isFailing = true
    test.say(ann, say('a'))
    await test.turn()
    test.history.isFailing = false
    ann.outlet.heard()
    test.say(ann, say('a'))
    const paused = ann.outlet.heard()
    test.loop.resumeStoring()
    test.say(ann, say('a'))
    await test.turn()

    expect([paused, ann.outlet.heard()]).toEqual([
      ['refusal storage-unavailable'],
      ['presence', '#1'],
    ])
  })

  it('[HS5] stores what a ghost said, and answers the one who says it again', async () => {
    const test = new TestLoop()
    const ghost = await test.seat('Ann')
    test.history.isHeld = true
    test.say(ghost, say('a'))
    await test.turn()
    const ann = test.connect()
    test.say(ann, hello('Ann'), join(), say('a'))
    await test.history.release()
    await test.history.release()

    expect([ghost.outlet.closedWith, ann.outlet.heard()]).toEqual([
      { code: 'replaced' },
      ['challenge', 'welcome', 'joined', 'presence', '#1', '#1'],
    ])
  })

  it('[SM2] [SR2] says no stored fact to who is behind before its turn', async () => {
    const test = new TestLoop({ 'live-queue-bytes': 1_000 })
    const ann = await test.seat('Ann')
    const bob = await test.seat('Bob')
    await test.passTime()
    bob.outlet.heard()
    bob.outlet.isSlow = true
    bob.outlet.queuedBytes = 1_000
    test.say(ann, say('x'))
    await test.turn()
    test.say(bob, say('a'), say('a'))
    await test.turn()
    const early = bob.outlet.heard()
    bob.outlet.isSlow = false
    bob.outlet.drain()
    await test.turn()

    expect([early, bob.outlet.heard()]).toEqual([[], ['#1', '#2', 'snapshot']])
  })

  it('[HI3] reports when it cannot remember from where on somebody may read', async () => {
    const test = new TestLoop({}, 'from-joining')
    test.history.isFailing = true
    await test.seat('Ann')

    expect(test.events).toContainEqual(
      expect.objectContaining({ event: 'error', code: 'disk-failing' }),
    )
  })
})

describe('reading', () => {
  it('[JN7] looks a resume point up that is not in memory, and goes on with the join', async () => {
    const test = await remembering(5)
    const ann = test.connect()
    test.say(ann, hello('Ann'), join(resumeAt(test, 2)))
    await test.turn()

    expect(ann.outlet.answers.find(({ type }) => type === 'joined')).toMatchObject({
      history: 'continued',
      from: 4,
      sequence: 5,
    })
  })

  it('[JN1] leaves no gap when something is published while it looks up', async () => {
    const test = await remembering(5)
    const bob = await test.seat('Bob')
    test.history.isHeld = true
    const ann = test.connect()
    test.say(ann, hello('Ann'), join(resumeAt(test, 2)))
    await test.turn()
    test.history.isHeld = false
    test.say(bob, say('x'), say('y'))
    await test.turn()
    await test.history.release()
    test.say(bob, say('z'))
    await test.turn()

    expect(ann.outlet.heard()).toEqual(['challenge', 'welcome', 'joined', '#6', '#7', '#8'])
  })

  it('[HI2] answers a page with its header and its facts', async () => {
    const test = await remembering(5)
    const bob = await test.seat('Bob')
    test.say(bob, read(4, 2))
    await test.turn()

    expect([bob.outlet.answers[0], bob.outlet.heard()]).toEqual([
      { type: 'history', room: ROOM, from: 2, to: 3, first: 1 },
      ['history', '#2', '#3'],
    ])
  })

  it.each([
    ['is gone', (test: TestLoop, { id }: TestMember) => test.loop.lose(id)],
    ['has left', (test: TestLoop, bob: TestMember) => test.say(bob, LEAVE)],
    ['was replaced', (test: TestLoop) => test.say(test.connect(), hello('Bob'))],
  ])('[HI2] answers nobody who %s meanwhile', async (_, happen) => {
    const test = await remembering(5)
    const bob = await test.seat('Bob')
    test.history.isHeld = true
    test.say(bob, read(4))
    await test.turn()
    happen(test, bob)
    await test.history.release()

    expect(bob.outlet.heard()).toEqual([])
  })

  it('[HI3] goes by what the history has, from the first joining on', async () => {
    const test = new TestLoop({}, 'from-joining')
    const ann = await test.seat('Ann')
    test.say(ann, say(1), say(2))
    await test.turn()
    const bob = test.connect()
    test.say(bob, hello('Bob'), join(), read(3))
    await test.turn()

    expect([test.history.admitted, bob.outlet.heard()]).toEqual([
      ['MAnn 1', 'MBob 3'],
      ['challenge', 'welcome', 'joined', 'history'],
    ])
  })
})

describe('a host that starts again', () => {
  it.each([
    ['from-joining', 3],
    ['all', 1],
  ] as const)('[HI3] lets who was there read %s', async (readable, first) => {
    const test = new TestLoop({}, readable)
    test.say(await test.seat('Ann'), say(1), say(2), say(3))
    await test.turn()
    test.history.since = new Map([[testId('MBob'), 3]])
    test.restart()
    const bob = test.connect()
    test.say(bob, hello('Bob'), join())

    expect(bob.outlet.answers.find(({ type }) => type === 'joined')).toMatchObject({ first })
  })
})

describe('stop', () => {
  it('[GB1] hears nothing more, stores and tells what was heard, then says goodbye', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    await test.passTime()
    ann.outlet.heard()
    test.history.isHeld = true
    test.say(ann, say('a'))
    await test.turn()
    const log: string[] = []
    const stopped = test.loop.stop().then(() => log.push('stopped'))
    test.say(ann, say('b'))
    await test.turn()
    const before = [...log]
    await test.history.release()
    await stopped
    test.loop.closeAll({ code: 'host-stopped' })

    expect({
      before,
      heard: ann.outlet.heard(),
      closed: ann.outlet.closedWith,
      stored: test.history.memory.sequence,
    }).toEqual({ before: [], heard: ['#1'], closed: { code: 'host-stopped' }, stored: 1 })
  })

  it('[GB1] closes who comes after that', async () => {
    const test = new TestLoop()
    await test.loop.stop()

    expect(test.connect().outlet.closedWith).toEqual({ code: 'host-stopped' })
  })

  it('[PR1] tells nobody of those who leave because of it', async () => {
    const test = new TestLoop()
    const ann = await test.seat('Ann')
    const bob = await test.seat('Bob')
    await test.passTime()
    ann.outlet.heard()
    await test.loop.stop()
    test.loop.lose(bob.id)
    await test.passTime()

    expect(ann.outlet.heard()).toEqual([])
  })
})
