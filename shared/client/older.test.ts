import { describe, expect, it } from 'vitest'
import {
  joined,
  leftCopy,
  message,
  messages,
  OTHER,
  pageOf,
  ROOM,
} from '../session/session.fixture.ts'
import { MAX_TIMELINE_ENTRIES } from '../session/timeline.ts'
import { PINNED, TestClient, texts } from './loop.fixture.ts'

describe('older pages', () => {
  /** Joined with the facts 3 and 4, of which the copy has nothing yet. */
  async function late(): Promise<TestClient> {
    const test = new TestClient()
    await test.join(joined(4, 3))
    test.hear(message(3), message(4))
    await test.turn()
    return test
  }

  it('[HI1] come from the host, and are kept', async () => {
    const test = await late()
    test.loop.readOlder()
    test.hear(pageOf(1, 2), message(1), message(2))
    await test.turn()

    expect([test.line, texts(test), test.copies.held, test.loop.view.older]).toEqual([
      ['read-history'],
      ['text 1', 'text 2', 'text 3', 'text 4'],
      [{ from: 1, to: 4 }],
      'none',
    ])
  })

  it('[HI1] are asked for one by one, each when the one before it is on the disk', async () => {
    const test = new TestClient()
    await test.join(joined(6, 5))
    test.hear(message(5), message(6))
    await test.turn()
    test.loop.readOlder()
    await test.turn()
    test.copies.isHeld = true
    test.hear(pageOf(3, 4), message(3), message(4))
    test.loop.readOlder()
    await test.turn()
    const asked = [...test.line]
    await test.copies.release()

    expect([asked, test.line]).toEqual([['read-history'], ['read-history', 'read-history']])
  })

  it('[HI1] come from the copy with what was on its way there', async () => {
    const test = new TestClient(PINNED)
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    for (const fact of messages(1, 5)) {
      const { sequence, epoch } = fact
      test.copies.facts.set(sequence, { epoch, hash: '', fact })
    }
    await test.loop.open(ROOM)
    test.loop.readOlder()
    await test.turn()

    expect([texts(test), test.copies.log.at(-1)]).toEqual([
      messages(1, 5).map(({ sequence }) => `text ${sequence}`),
      'page 1..3',
    ])
  })

  it('[HI1] are asked of the host when the copy cannot be read', async () => {
    const test = new TestClient()
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    await test.join(joined(5, 6, 'continued'))
    test.copies.failing = ['page']
    test.loop.readOlder()
    await test.turn()

    expect(test.line).toEqual(['read-history'])
  })

  it('[HI1] go on from where the timeline begins, when it has become too long', async () => {
    const test = await late()
    const changes = Array.from({ length: MAX_TIMELINE_ENTRIES / 2 }, () => [
      { type: 'member-joined', member: OTHER } as const,
      { type: 'member-left', member: OTHER, reason: 'leaving' } as const,
    ]).flat()
    for (let start = 0; start < changes.length; start += 200) {
      const part = changes.slice(start, Math.min(changes.length - 1, start + 200))
      test.hear({ type: 'presence', room: ROOM, changes: part, count: 1 })
    }
    await test.turn()
    const first = texts(test)[0]
    test.loop.readOlder()
    await test.turn()

    expect([first, texts(test)[0], test.copies.log.at(-1)]).toEqual([
      'text 4',
      'text 3',
      'page 3..3',
    ])
  })

  it('[HI1] are read once, also when somebody asks again before the first was told', async () => {
    const test = await late()
    test.loop.readOlder()
    test.hear(pageOf(2, 2), message(2))
    test.loop.readOlder()
    test.hear(pageOf(1, 1), message(1))
    await test.turn()

    expect([test.line, texts(test)]).toEqual([
      ['read-history', 'read-history'],
      ['text 1', 'text 2', 'text 3', 'text 4'],
    ])
  })

  it('[HI1] come from the copy when the disk has caught up', async () => {
    const test = new TestClient()
    test.copies.left = leftCopy([{ from: 1, to: 5 }], 4)
    await test.join(joined(900, 801, 'continued'))
    test.copies.isHeld = true
    test.hear(...messages(801, 899))
    await test.turn()
    test.hear(message(900), pageOf(701, 800), ...messages(701, 800))
    test.loop.readOlder()
    test.hear(pageOf(601, 700), ...messages(601, 700))
    await test.turn()
    test.copies.isHeld = false
    await test.copies.release()
    await test.turn()

    expect([texts(test).slice(0, 2), test.copies.log.at(-1)]).toEqual([
      ['away', 'text 701'],
      'page 701..800',
    ])
  })

  it('is read around and from a fact, out of the copy', async () => {
    const test = await late()
    await test.turn()

    expect([await test.loop.readAround(4), await test.loop.readFrom(4, 10)]).toMatchObject([
      { ok: true, value: [{ sequence: 3 }, { sequence: 4 }] },
      { ok: true, value: [{ sequence: 4 }] },
    ])
  })
})
