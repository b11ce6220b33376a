import { describe, expect, it } from 'vitest'
import {
  FINGERPRINT,
  joined,
  leftCopy,
  ME,
  message,
  messages,
  refusal,
  renamed,
  resumeAt,
  ROOM,
  WELCOME,
} from '../session/session.fixture.ts'
import { settled } from './copies.fixture.ts'
import { bodyOf, PINNED, TestClient, texts } from './loop.fixture.ts'

describe('the way in', () => {
  it('[HS1] [JN7] opens the copy before it joins, and joins from where that ends', async () => {
    const test = new TestClient()
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    test.loop.start()
    test.loop.secured(FINGERPRINT)
    test.hear(WELCOME)
    const before = [...test.line]
    await test.turn()

    expect([before, test.line.slice(before.length), test.copies.log]).toEqual([
      ['dial', 'trusted 52', 'hello', 'keep-alive 25000 60000'],
      ['join'],
      ['open 100'],
    ])
    expect([texts(test), test.loop.resumePoint?.sequence]).toEqual([['text 4', 'text 5'], 5])
  })

  it('shows the copy while the host is away, and takes what is written', async () => {
    const test = new TestClient(PINNED)
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    const opened = await test.loop.open(ROOM)
    test.loop.start()
    test.loop.lose({ code: 'connection-refused' })
    const sent = await test.loop.send('hi')
    await test.turn()

    expect([opened.ok, sent.ok, test.loop.view.connection.kind, texts(test)]).toEqual([
      true,
      true,
      'waiting',
      ['text 4', 'text 5'],
    ])
    expect(test.loop.view.pending).toMatchObject([{ text: 'hi', state: { kind: 'waiting' } }])
  })

  it('ends when the copy cannot be opened', async () => {
    const test = new TestClient()
    test.copies.failing = ['open']
    test.loop.start()
    test.loop.secured(FINGERPRINT)
    test.hear(WELCOME)
    await test.turn()

    expect([test.line.at(-1), test.loop.view.connection, test.loop.isOpen]).toMatchObject([
      'hang-up copy-unavailable',
      { kind: 'ended', reason: { code: 'copy-unavailable' } },
      false,
    ])
  })

  it('says so when an earlier run s copy cannot be opened, or no host is known', async () => {
    const test = new TestClient(PINNED)
    test.copies.failing = ['open']

    expect([await test.loop.open(ROOM), await new TestClient().loop.open(ROOM)]).toMatchObject([
      { ok: false, error: { code: 'copy-unavailable' } },
      { ok: false, error: { code: 'internal-error' } },
    ])
  })

  it('opens a copy once, though the way in was made twice meanwhile', async () => {
    const test = new TestClient()
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    test.copies.isHeld = true
    await test.join(joined())
    test.loop.lose(null)
    test.loop.start()
    await test.join(joined())
    test.copies.isHeld = false
    await test.copies.release()
    await test.turn()

    expect(texts(test).filter((text) => text === 'text 5').length).toBeLessThanOrEqual(1)
  })

  it('gives up a connection on which nothing can be understood', async () => {
    const test = new TestClient()
    await test.join()
    test.loop.receive(bodyOf({ type: 'message' }))

    expect(test.line).toEqual(['give-up not-parley'])
  })
})

describe('send', () => {
  it('[SM2] resolves and goes out only when the message is on the disk', async () => {
    const test = new TestClient()
    await test.join()
    test.copies.isHeld = true
    let isSent = false
    const sending = test.loop.send('hi').then(() => (isSent = true))
    await test.turn()
    const before = { isSent, line: [...test.line], waiting: test.loop.hasWaiting }
    await test.copies.release()
    await sending

    expect([before, test.line, test.copies.log]).toEqual([
      { isSent: false, line: [], waiting: true },
      ['send-message id1'],
      ['queue id1'],
    ])
  })

  it('[SM2] keeps the order of writing', async () => {
    const test = new TestClient()
    await test.join()
    test.copies.isHeld = true
    const sending = [test.loop.send('one'), test.loop.send('two')]
    await test.copies.release()
    await Promise.all(sending)

    expect([test.line, test.loop.waitingCount]).toEqual([
      ['send-message id1', 'send-message id2'],
      2,
    ])
  })

  it('[SM2] does not send what cannot be kept', async () => {
    const test = new TestClient()
    await test.join()
    test.copies.failing = ['queue']
    const sent = await test.loop.send('hi')

    expect([sent, test.line, test.loop.hasWaiting]).toEqual([
      { ok: false, error: { code: 'copy-unavailable' } },
      [],
      false,
    ])
  })

  it.each([
    ['[TX1] blank', ' \n', 'bad-text'],
    ['[TX2] too long', 'x'.repeat(101), 'text-too-long'],
  ])('refuses a text: %s', async (_, text, code) => {
    const test = new TestClient()
    await test.join()

    expect(await test.loop.send(text)).toMatchObject({ ok: false, error: { code } })
  })

  it('refuses before the room is known', async () => {
    expect(await new TestClient().loop.send('hi')).toMatchObject({ error: { code: 'not-joined' } })
  })

  it('[SM3] has a message out of the outbox with its fact, on the disk too', async () => {
    const test = new TestClient()
    await test.join()
    await test.loop.send('hi')
    test.hear(message(1, 'id1', ME))
    await test.turn()

    expect([test.loop.view.pending, test.copies.log]).toEqual([[], ['queue id1', 'keep 1']])
  })

  it('[SM4] remembers on the disk what failed, what waits again, what was discarded', async () => {
    const test = new TestClient()
    await test.join()
    await test.loop.send('hi')
    test.hear(refusal('id1'))
    test.loop.retry('id1'.padEnd(22, '_'))
    test.loop.discard('id1'.padEnd(22, '_'))
    await test.turn()

    expect(test.copies.log).toEqual([
      'queue id1',
      'judge id1 failed',
      'judge id1 waits',
      'discard id1',
    ])
  })

  it('[SM2] keeps what is sent while the session ends, for the next time', async () => {
    const test = new TestClient()
    await test.join()
    test.copies.isHeld = true
    const sending = test.loop.send('hi')
    test.loop.leave()
    await test.copies.release()

    expect([await sending, test.line, test.loop.view.connection.kind]).toMatchObject([
      { ok: true },
      ['hang-up leaving'],
      'ended',
    ])
  })
})

describe('what is heard', () => {
  it('[DF2] is told and kept once for each moment, not for each message', async () => {
    const test = new TestClient()
    await test.join()
    test.hear(...messages(1, 3))
    const before = [texts(test), test.copies.log.length]
    await test.turn()

    expect([before, test.events.length, texts(test), test.copies.log]).toEqual([
      [[], 0],
      1,
      ['text 1', 'text 2', 'text 3'],
      ['keep 1 2 3'],
    ])
  })

  it('[SM3] is kept also when there is nothing to tell', async () => {
    const test = new TestClient()
    await test.join()
    test.hear(message(1))
    await test.turn()
    test.hear(message(1))
    await test.turn()

    expect([test.events.length, test.copies.log]).toEqual([1, ['keep 1', 'keep 1']])
  })

  it('[VR4] [JN7] [B24] is held and kept also when its form is not understood, and goes on from there', async () => {
    const test = new TestClient()
    await test.join()

    test.loop.receive(bodyOf({ ...message(1), author: null }))
    const resumed = test.loop.resumePoint
    test.hear(message(2))
    await test.turn()

    expect([resumed, test.line]).toEqual([resumeAt(1), []])
    expect([texts(test), test.loop.resumePoint]).toEqual([['unreadable', 'text 2'], resumeAt(2)])
    expect(test.copies.log).toEqual(['keep 1 2'])
  })

  it('[HI1] is kept though the disk fails for a while, without a hole', async () => {
    const test = new TestClient()
    await test.join()
    test.copies.failing = ['keep']
    test.hear(message(1))
    await test.turn()
    test.copies.failing = []
    test.hear(message(2))
    await test.turn()

    expect([test.copies.log, test.copies.missing(), test.troubles]).toEqual([
      ['not keep 1', 'keep 1 2'],
      [],
      ['copy-unavailable'],
    ])
  })

  it('[JN7] of another history goes into a copy of its own', async () => {
    const test = new TestClient()
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    await test.join(joined(1, 1, 'diverged'))
    test.hear(message(1, 'x'))
    await test.turn()

    expect([texts(test), test.copies.log, test.copies.held]).toEqual([
      ['diverged', 'text x'],
      ['keep 1'],
      [{ from: 1, to: 1 }],
    ])
  })
})

describe('rename', () => {
  it('[NM5] is answered one after the other, each with its own answer', async () => {
    const test = new TestClient()
    await test.join()
    const answers = [test.loop.rename('Anna'), test.loop.rename('Anne')]
    await settled()
    const asked = [...test.line]
    test.hear({ type: 'refusal', request: 'rename', room: ROOM, code: 'name-taken' })
    test.hear(renamed(1, 'Anne'))

    expect([asked, await Promise.all(answers), test.loop.view.joined?.you.name]).toMatchObject([
      ['rename'],
      [{ ok: false, error: { code: 'name-taken' } }, { ok: true }],
      'Anne',
    ])
  })

  it('[NM5] fails with the connection', async () => {
    const test = new TestClient()
    await test.join()
    const answer = test.loop.rename('Anna')
    test.loop.lose(null)

    expect(await answer).toMatchObject({ error: { code: 'connection-lost' } })
  })
})

describe('deadlines', () => {
  it('[CN5] are set anew with every step', async () => {
    const test = new TestClient()
    await test.join()
    test.now += 20_000
    test.loop.lose({ code: 'connection-lost' })
    const waiting = test.deadlineAt
    test.now = waiting ?? 0
    test.loop.deadline()

    expect([waiting, test.line, test.deadlineAt]).toEqual([30_250, ['dial'], null])
  })
})
