import { describe, expect, it } from 'vitest'
import type { ChatError } from '../error.ts'
import type { Range } from '../session/copy.ts'
import { copied, ME, message, testId } from '../session/session.fixture.ts'
import { MemoryCopies, settled } from './copies.fixture.ts'
import { CopyWriter } from './copy-writer.ts'

const KEY = { host: 'host', room: 'front' }
const ROOM = { id: 'front', name: 'Front' }

class TestWriter {
  readonly copies = new MemoryCopies()
  readonly troubles: ChatError['code'][] = []
  readonly writer = new CopyWriter(this.copies, KEY, ({ code }) => void this.troubles.push(code))

  /** Facts that follow each other, in a room of which everything is held. */
  keep(from: number, to = from): void {
    for (let sequence = from; sequence <= to; sequence++) {
      const held: Range[] = [{ from: 1, to: sequence }]
      this.writer.write({ type: 'keep', facts: [copied(message(sequence))], held })
    }
  }

  async flush(): Promise<void> {
    this.writer.flush()
    await settled()
  }
}

describe('CopyWriter', () => {
  it('keeps the facts of one moment in one commit', async () => {
    const test = new TestWriter()
    test.keep(1, 3)
    await settled()
    const before = [...test.copies.log]
    await test.flush()
    await test.flush()

    expect([before, test.copies.log, test.copies.held]).toEqual([
      [],
      ['keep 1 2 3'],
      [{ from: 1, to: 3 }],
    ])
  })

  it('does everything else at once, after the facts that came before', async () => {
    const test = new TestWriter()
    test.keep(1)
    test.writer.write({ type: 'describe', room: ROOM, you: ME })
    test.keep(2)
    test.writer.write({ type: 'judge', id: testId('a'), failure: { code: 'id-conflict' } })
    test.writer.write({ type: 'forget', id: testId('a') })
    await settled()

    expect(test.copies.log).toEqual(['keep 1', 'describe', 'keep 2', 'judge a failed', 'discard a'])
  })

  it('gathers what comes while the disk is busy', async () => {
    const test = new TestWriter()
    test.copies.isHeld = true
    test.keep(1)
    await test.flush()
    for (const sequence of [2, 3, 4]) {
      test.keep(sequence)
      await test.flush()
    }
    await test.copies.release()
    await test.copies.release()

    expect(test.copies.log).toEqual(['keep 1', 'keep 2 3 4'])
  })

  it('keeps what could not be kept with what comes next, without a hole', async () => {
    const test = new TestWriter()
    test.copies.failing = ['keep']
    test.keep(1, 2)
    await test.flush()
    test.copies.failing = []
    test.keep(3)
    await test.flush()

    expect([test.copies.log, test.troubles, test.copies.missing()]).toEqual([
      ['not keep 1 2', 'keep 1 2 3'],
      ['copy-unavailable'],
      [],
    ])
  })

  it('leaves no hole when facts come while the ones before are failing', async () => {
    const test = new TestWriter()
    test.copies.isHeld = true
    test.copies.failing = ['keep']
    test.keep(1)
    await test.flush()
    test.copies.failing = []
    test.keep(2)
    await test.flush()
    await test.copies.release()
    await test.copies.release()
    await test.copies.release()

    expect([test.copies.missing(), test.copies.log]).toEqual([[], ['not keep 1', 'keep 1 2']])
  })

  it('tries again when it is asked to, also when nothing more came', async () => {
    const test = new TestWriter()
    test.copies.failing = ['keep']
    test.keep(1)
    await test.flush()
    test.copies.failing = []
    await test.writer.settled()

    expect(test.copies.log).toEqual(['not keep 1', 'keep 1'])
  })

  it('does everything else although facts cannot be kept', async () => {
    const test = new TestWriter()
    test.copies.failing = ['keep']
    test.keep(1)
    test.writer.write({ type: 'forget', id: testId('a') })
    await settled()

    expect(test.copies.log).toEqual(['not keep 1', 'discard a'])
  })

  it('holds what it holds when too many facts cannot be kept, and takes no more memory', async () => {
    const test = new TestWriter()
    test.keep(1)
    await test.flush()
    test.copies.failing = ['keep']
    test.keep(2, 3_000)
    await test.flush()
    test.keep(3_001, 5_002)
    await test.flush()
    test.copies.failing = []
    test.keep(5_003)
    await test.writer.settled()

    expect([test.copies.held, test.copies.log.length]).toEqual([[{ from: 1, to: 1 }], 3])
  })

  it('holds what it holds when too many facts wait for a slow disk', async () => {
    const test = new TestWriter()
    test.copies.isHeld = true
    test.keep(1)
    await test.flush()
    test.keep(2, 5_003)
    test.copies.isHeld = false
    await test.copies.release()
    await test.writer.settled()

    expect(test.copies.held).toEqual([{ from: 1, to: 1 }])
  })

  it('[JN7] keeps nothing of a new history among one that could not be put aside', async () => {
    const test = new TestWriter()
    test.keep(1)
    test.copies.failing = ['put-aside']
    test.writer.write({ type: 'put-aside' })
    test.keep(1, 2)
    await test.writer.settled()

    expect(test.copies.log).toEqual(['keep 1', 'not put-aside'])
  })

  it('[JN7] takes nothing of the old history over to the new one', async () => {
    const test = new TestWriter()
    test.copies.failing = ['keep']
    test.keep(1, 2)
    test.writer.write({ type: 'put-aside' })
    await settled()
    test.copies.failing = []
    test.keep(1)
    await test.writer.settled()

    expect(test.copies.log).toEqual(['not keep 1 2', 'put-aside', 'keep 1'])
  })

  it('is settled when what was taken is written, whatever comes after it', async () => {
    const test = new TestWriter()
    test.copies.isHeld = true
    test.keep(1)
    let isSettled = false
    void test.writer.settled().then(() => (isSettled = true))
    test.keep(2)
    await settled()
    const before = isSettled
    await test.copies.release(1)

    expect([before, isSettled, test.copies.log]).toEqual([false, true, ['keep 1']])
  })

  it('is settled at once when there is nothing to write', async () => {
    await expect(new TestWriter().writer.settled()).resolves.toBeUndefined()
  })
})
