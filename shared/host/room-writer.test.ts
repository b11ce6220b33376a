import { describe, expect, it } from 'vitest'
import type { Submission } from '../room/effect.ts'
import { STORAGE_RETRY_MS } from '../room/stored.ts'
import { ROOM } from '../room/host.fixture.ts'
import { settled, submission, TestHistory } from './loop.fixture.ts'
import { RoomWriter } from './room-writer.ts'

class TestWriter {
  readonly history = new TestHistory()
  readonly log: string[] = []
  now = 100_000
  readonly writer: RoomWriter
  readonly #soon: (() => void)[] = []

  constructor(maxWaiting = 100) {
    this.writer = new RoomWriter({
      room: ROOM,
      history: this.history,
      maxWaiting,
      now: () => this.now,
      soon: (act) => void this.#soon.push(act),
      onStored: (submissions) => void this.log.push(`stored ${ids(submissions)}`),
      onUnstored: (submissions) => void this.log.push(`unstored ${ids(submissions)}`),
    })
  }

  submit(...names: readonly string[]): void {
    for (const name of names) this.writer.submit(submission(name))
  }

  async turn(): Promise<void> {
    for (const act of this.#soon.splice(0)) act()
    await settled()
  }
}

function ids(submissions: readonly Submission[]): string {
  if (submissions.length === 0) return 'nothing'
  return submissions
    .map(({ draft }) => (draft.type === 'message' ? draft.id.replace(/_+$/, '') : draft.type))
    .join(' ')
}

/** A commit of `a` is under way, and `b` and `c` wait. */
async function busy(): Promise<TestWriter> {
  const test = new TestWriter()
  test.history.isHeld = true
  test.submit('a')
  await test.turn()
  test.submit('b', 'c')
  await test.turn()
  return test
}

describe('RoomWriter', () => {
  it('[BC1] stores what came in one moment in one commit', async () => {
    const test = new TestWriter()
    test.submit('a', 'b')
    const before = test.history.commits
    await test.turn()

    expect([before, test.history.commits, test.log]).toEqual([0, 1, ['stored a b']])
  })

  it('[BC1] stores what came while a commit was under way in the next one', async () => {
    const test = await busy()
    const underWay = test.history.commits
    await test.history.release(1)
    await test.history.release(1)

    expect([underWay, test.history.commits, test.log]).toEqual([1, 2, ['stored a', 'stored b c']])
  })

  it('[ST1] tells what waits as failed together with the commit under way', async () => {
    const test = new TestWriter()
    test.history.isHeld = true
    test.history.isFailing = true
    test.submit('a')
    await test.turn()
    test.submit('b', 'c')
    await test.history.release()

    expect([test.log, test.history.commits]).toEqual([['unstored a b c'], 1])
  })

  it('[ST1] asks a disk that has failed for nothing, until the pause is over', async () => {
    const test = new TestWriter()
    test.history.isFailing = true
    test.submit('a')
    await test.turn()
    test.history.isFailing = false
    test.now += STORAGE_RETRY_MS - 1
    test.submit('b')
    test.now += 1
    test.submit('a', 'b')
    await test.turn()

    expect([test.log, test.history.commits]).toEqual([
      ['unstored a', 'unstored b', 'stored nothing', 'stored a b'],
      3,
    ])
  })

  it('[ST1] does not wait for a clock that went back', async () => {
    const test = new TestWriter()
    test.history.isFailing = true
    test.submit('a')
    await test.turn()
    test.history.isFailing = false
    test.now -= 3_600_000
    test.submit('a')
    await test.turn()

    expect(test.log).toEqual(['unstored a', 'stored nothing', 'stored a'])
  })

  it('[ST1] begins at once when the disk works again', async () => {
    const test = new TestWriter()
    test.history.isFailing = true
    test.submit('a')
    await test.turn()
    test.history.isFailing = false
    test.writer.resume()
    test.submit('a')
    await test.turn()

    expect(test.log).toEqual(['unstored a', 'stored nothing', 'stored a'])
  })

  it('[ST2] [MO2] tells what a failed commit has left before it stores what waits', async () => {
    const test = new TestWriter()
    test.history.isFailing = true
    test.submit('a')
    await test.turn()
    test.history.isFailing = false
    test.writer.resume()
    test.history.isHeld = true
    test.submit('b', 'c')
    await test.turn()
    const stopped = test.writer.drop(({ draft }) => draft.type === 'message' && draft.id[0] === 'b')
    await test.history.release(1)
    await test.history.release(1)

    expect([ids(stopped), test.log]).toEqual(['b', ['unstored a', 'stored nothing', 'stored c']])
  })

  it('[ST1] takes no more than may wait', async () => {
    const test = new TestWriter(1)
    test.submit('a', 'b')
    const full = [...test.log]
    await test.turn()

    expect([full, test.log]).toEqual([['unstored b'], ['unstored b', 'stored a']])
  })

  it('is idle at once when there is nothing to do', async () => {
    await expect(new TestWriter().writer.whenIdle()).resolves.toBeUndefined()
  })

  it.each([false, true])('is idle when all was told (failing: %s)', async (isFailing) => {
    const test = await busy()
    void test.writer.whenIdle().then(() => test.log.push('idle'))
    await settled()
    const before = [...test.log]
    await test.history.release(1)
    test.history.isFailing = isFailing
    test.submit('d')
    await test.history.release(1)
    await test.turn()
    await test.history.release()

    expect([before, test.log.at(-1)]).toEqual([[], 'idle'])
    expect(test.log.slice(0, -1).join(' ')).toMatch(/a.*b c.*d/)
  })
})
