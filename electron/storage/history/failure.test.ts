import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Committed } from '../../../shared/history/history.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting } from '../sqlite.ts'
import { factIn, ROOM, say, saySome, valueOf } from './history.fixture.ts'
import type { HistoryOptions, HistoryState } from './history-options.ts'
import { SqliteHistory } from './sqlite-history.ts'

const NOW = 1_800_000_000_000
const RECENT = { facts: 500, bytes: 786_432 }
const MIB = 1_048_576

/** A history with its room open, and the states that it tells. */
function start(folder: string, options: HistoryOptions = {}) {
  const states: HistoryState[] = []
  const history = valueOf(
    SqliteHistory.open(folder, { ...options, onState: (state) => states.push(state) }),
  )
  onTestFinished(() => history.close())
  const room = valueOf(history.open(ROOM, RECENT))
  return { history, room, states }
}

/** A sync of the head file that fails while `isFailing`. */
function failingSync() {
  const disk = { isFailing: false }
  const syncHead = (): void => {
    if (disk.isFailing) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
  }
  return { disk, syncHead }
}

/** The number, time and text of everything in frames that follow each other. */
function textsIn(frames: Uint8Array): unknown[] {
  const texts: unknown[] = []
  for (let offset = 0; offset < frames.length;) {
    const length = 4 + new DataView(frames.buffer, frames.byteOffset + offset).getUint32(0)
    const fact = factIn(frames.subarray(offset, offset + length))
    texts.push([fact['sequence'], fact['text']])
    offset += length
  }
  return texts
}

function kinds({ outcomes }: Committed): string[] {
  return outcomes.map(({ kind }) => kind)
}

describe('a full disk', () => {
  it('refuses before the last space is taken, says how much is missing, and goes on when there is more', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const folder = temporaryFolder()
    const disk = { free: 100 * MIB }
    const { history, states } = start(folder, { freeBytes: () => disk.free })
    disk.free = 12.7 * MIB
    vi.advanceTimersByTime(1_000)

    const refused = history.commit(ROOM, [say('one')], NOW)
    const again = history.commit(ROOM, [say('one')], NOW)
    disk.free = 50 * MIB
    const committed = valueOf(history.commit(ROOM, [say('one')], NOW))

    const error = { code: 'disk-full', detail: { path: folder, free: 12, min: 50 } }
    expect([refused, again]).toEqual([
      { ok: false, error },
      { ok: false, error },
    ])
    expect(kinds(committed)).toEqual(['stored'])
    expect(states).toEqual([{ kind: 'unavailable', error }, { kind: 'working' }])
  })

  it('looks at the space once a second and not at every commit', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    let looks = 0
    const { history } = start(temporaryFolder(), { freeBytes: () => ++looks * 1_000 * MIB })
    for (let commit = 0; commit < 10; commit++) {
      valueOf(history.commit(ROOM, [say(`${commit}`)], NOW))
      vi.advanceTimersByTime(250)
    }

    expect(looks).toBe(3)
  })

  it('stores all of a commit or nothing when the database can grow no more', () => {
    const folder = temporaryFolder()
    const { history, states } = start(folder, { database: { maxPages: 40 } })
    valueOf(history.commit(ROOM, saySome(50), NOW))
    const large = Array.from({ length: 30 }, (_, index) => say('x'.repeat(8_000), `large ${index}`))

    const refused = history.commit(ROOM, large, NOW)
    const small = valueOf(history.commit(ROOM, [say('small')], NOW))

    expect(refused).toMatchObject({ ok: false, error: { code: 'disk-full', detail: { min: 50 } } })
    expect(textsIn(small.frames)).toEqual([[51, 'small']])
    expect(states.map(({ kind }) => kind)).toEqual(['unavailable', 'working'])
  })

  it('stores the same drafts when there is room again', () => {
    const folder = temporaryFolder()
    const first = start(folder, { database: { maxPages: 40 } })
    const drafts = Array.from({ length: 30 }, (_, index) =>
      say('x'.repeat(8_000), `large ${index}`),
    )
    const refused = first.history.commit(ROOM, drafts, NOW)
    first.history.close()

    const { history, room } = start(folder)
    const committed = valueOf(history.commit(ROOM, drafts, NOW))

    expect([refused.ok, room.sequence, room.damage]).toEqual([false, 0, null])
    expect(kinds(committed)).toEqual(drafts.map(() => 'stored'))
  })
})

describe('a failing disk', () => {
  it('acknowledges nothing whose record in the head file is not synced, and numbers nothing twice', () => {
    const folder = temporaryFolder()
    const { disk, syncHead } = failingSync()
    const { history, states } = start(folder, { syncHead })
    valueOf(history.commit(ROOM, [say('one')], NOW))
    disk.isFailing = true

    const failures = [
      history.commit(ROOM, [say('two'), say('three')], NOW),
      history.commit(ROOM, [say('two'), say('three')], NOW),
    ]
    disk.isFailing = false
    const committed = valueOf(history.commit(ROOM, [say('other'), say('three'), say('two')], NOW))
    const next = valueOf(history.commit(ROOM, [say('next')], NOW))

    expect(failures).toEqual(
      Array.from({ length: 2 }, () => ({
        ok: false,
        error: { code: 'disk-failing', detail: { path: folder, cause: 'EIO' } },
      })),
    )
    expect(kinds(committed)).toEqual(['stored', 'repeated', 'repeated'])
    // What nobody was told comes first, so that the room is told without a gap.
    expect(committed.earlier.map(({ sequence }) => sequence)).toEqual([2, 3])
    expect(textsIn(committed.frames)).toEqual([
      [2, 'two'],
      [3, 'three'],
      [4, 'other'],
    ])
    expect([next.earlier, textsIn(next.frames)]).toEqual([[], [[5, 'next']]])
    expect(states.map(({ kind }) => kind)).toEqual(['unavailable', 'working'])
  })

  it('lets nobody read what is not acknowledged', () => {
    const { disk, syncHead } = failingSync()
    const { history } = start(temporaryFolder(), { syncHead })
    valueOf(history.commit(ROOM, [say('one')], NOW))
    disk.isFailing = true
    history.commit(ROOM, [say('two')], NOW)
    disk.isFailing = false
    history.probe()

    const page = valueOf(history.page(ROOM, { before: 9, from: 1, facts: 9, bytes: 9_999 }))
    const fact = valueOf(history.factAt(ROOM, 2))

    expect([page.facts.map(({ sequence }) => sequence), fact]).toEqual([[1], null])
  })

  it('tells what came to the disk after all when the host starts again', () => {
    const folder = temporaryFolder()
    const { disk, syncHead } = failingSync()
    const first = start(folder, { syncHead })
    disk.isFailing = true
    const failure = first.history.commit(ROOM, [say('one')], NOW)
    first.history.close()

    const { history, room } = start(folder)
    const committed = valueOf(history.commit(ROOM, [say('one')], NOW))

    expect([failure.ok, room.sequence, room.damage]).toEqual([false, 1, null])
    expect(kinds(committed)).toEqual(['repeated'])
  })

  it('works again by itself, and says so', () => {
    const { disk, syncHead } = failingSync()
    const { history, states } = start(temporaryFolder(), { syncHead })
    disk.isFailing = true
    history.commit(ROOM, [say('one')], NOW)
    history.probe()
    disk.isFailing = false

    history.probe()

    expect(states.map(({ kind }) => kind)).toEqual(['unavailable', 'working'])
  })

  it('opens the database anew after any other error of it', () => {
    const folder = temporaryFolder()
    const { history } = start(folder, { database: { busyMs: 0 } })
    valueOf(history.commit(ROOM, [say('one')], NOW))
    const other = openForWriting(join(folder, 'history.db'))
    onTestFinished(() => other.close())
    other.exec('BEGIN IMMEDIATE')
    const refused = history.commit(ROOM, [say('two')], NOW)
    other.exec('ROLLBACK')

    const committed = valueOf(history.commit(ROOM, [say('two')], NOW))

    expect(refused).toMatchObject({ ok: false, error: { code: 'disk-failing' } })
    expect(textsIn(committed.frames)).toEqual([[2, 'two']])
  })

  it('does not go on in this epoch when an acknowledged fact is another one', () => {
    const folder = temporaryFolder()
    const { disk, syncHead } = failingSync()
    const { history } = start(folder, { syncHead })
    valueOf(history.commit(ROOM, saySome(3), NOW))
    disk.isFailing = true
    history.probe()
    disk.isFailing = false
    const other = openForWriting(join(folder, 'history.db'))
    other.exec(
      'UPDATE fact SET sealed = (SELECT min(sealed) FROM fact) WHERE place = (SELECT max(place) FROM fact)',
    )
    other.close()

    const refused = history.commit(ROOM, [say('four')], NOW)

    expect(refused).toMatchObject({ ok: false, error: { code: 'disk-failing' } })
  })

  it('does not go on in this epoch when an acknowledged fact is gone', () => {
    const folder = temporaryFolder()
    const { disk, syncHead } = failingSync()
    const first = start(folder, { syncHead })
    valueOf(first.history.commit(ROOM, saySome(3), NOW))
    disk.isFailing = true
    first.history.commit(ROOM, [say('four')], NOW)
    disk.isFailing = false
    const other = openForWriting(join(folder, 'history.db'))
    other.exec(
      'DELETE FROM fact WHERE place IN (SELECT place FROM fact ORDER BY place DESC LIMIT 2)',
    )
    other.close()

    const refused = first.history.commit(ROOM, [say('five')], NOW)
    first.history.close()
    const { room } = start(folder)

    expect(refused).toMatchObject({ ok: false, error: { code: 'disk-failing' } })
    // The record of the fourth was written, though nobody could say that it is on the disk.
    expect(room.damage).toEqual({ missing: 2 })
  })
})
