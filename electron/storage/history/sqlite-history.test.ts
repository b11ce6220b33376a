import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAnswer } from '../../../shared/protocol/answer.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting, openReadOnly } from '../sqlite.ts'
import {
  factIn,
  openRoom,
  readAll,
  ROOM,
  say,
  saySome,
  testId,
  valueOf,
} from './history.fixture.ts'
import { openHistory } from './open-history.ts'

const NOW = 1_800_000_000_000

describe('a history', () => {
  it('numbers what it stores from 1 on, as the protocol writes it', async () => {
    const { history, room } = await openRoom(temporaryFolder())

    const { outcomes, frames } = valueOf(
      await history.commit(
        ROOM,
        [
          say('Grüße 😀', 1),
          { type: 'member-renamed', member: testId('ann'), name: 'Anna', previous: 'Ann' },
        ],
        NOW,
      ),
    )

    const bodies = outcomes.map((outcome) =>
      outcome.kind === 'stored' ? parseAnswer(outcome.fact.frame.subarray(4)) : null,
    )
    const place = { room: ROOM, epoch: room.epoch, at: NOW }
    expect(bodies).toEqual([
      {
        ok: true,
        value: {
          type: 'message',
          ...place,
          sequence: 1,
          id: testId(1),
          author: { id: testId('ann'), name: 'ann' },
          text: 'Grüße 😀',
        },
      },
      {
        ok: true,
        value: {
          type: 'member-renamed',
          ...place,
          sequence: 2,
          member: testId('ann'),
          name: 'Anna',
          previous: 'Ann',
        },
      },
    ])
    const joined = outcomes.flatMap((outcome) =>
      outcome.kind === 'stored' ? Array.from(outcome.fact.frame) : [],
    )
    expect(Array.from(frames)).toEqual(joined)
  })

  it('gives everything again after it is opened anew, under a new epoch that continues the numbers', async () => {
    const folder = temporaryFolder()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, saySome(100), NOW)
    const before = await readAll(first.history)
    await first.history.close()

    const second = await openRoom(folder)
    await second.history.commit(ROOM, [say('later')], NOW)
    const after = await readAll(second.history)

    expect(after.slice(0, 100)).toEqual(before)
    expect(after[100]).toMatchObject({ sequence: 101, epoch: second.room.epoch, text: 'later' })
    expect(second.room).toMatchObject({ sequence: 100, damage: null })
    expect(second.room.recent.map(({ frame }) => factIn(frame))).toEqual(before)
    expect(second.room.epoch).not.toBe(first.room.epoch)
    expect(second.room.epoch).toMatch(/^[\w-]{22}$/)
  })

  it('answers an id that comes again with its fact, for ever', async () => {
    const folder = temporaryFolder()
    const first = await openRoom(folder)
    // More than one segment of fingerprints: some are on the disk, some are not yet.
    for (let batch = 0; batch < 9; batch++) {
      await first.history.commit(ROOM, saySome(1_000, `batch ${batch}`), NOW)
    }
    await first.history.close()
    const { history } = await openRoom(folder)

    const committed = valueOf(
      await history.commit(ROOM, [say('batch 0 7'), say('batch 8 1000'), say('new')], NOW),
    )

    expect(committed.outcomes.map(({ kind }) => kind)).toEqual(['repeated', 'repeated', 'stored'])
    const [old, recent, added] = committed.outcomes.map((outcome) =>
      outcome.kind === 'conflict' ? null : outcome.fact,
    )
    expect([old?.sequence, recent?.sequence, added?.sequence]).toEqual([7, 9_000, 9_001])
    expect(factIn(old?.frame ?? new Uint8Array())).toMatchObject({ text: 'batch 0 7', sequence: 7 })
    expect(committed.frames.length).toBe(added?.frame.length)
  })

  it('finds ids also when what was kept for that is damaged, or tells nothing apart', async () => {
    const folder = temporaryFolder()
    const first = await openRoom(folder)
    for (let batch = 0; batch < 5; batch++) {
      await first.history.commit(ROOM, saySome(1_000, `batch ${batch}`), NOW)
    }
    await first.history.close()
    const answers: string[][] = []
    for (const [index, damage] of [
      'UPDATE said SET prints = zeroblob(length(prints))',
      'UPDATE said SET prints = zeroblob(3)',
      "UPDATE setting SET value = zeroblob(length(value)) WHERE name = 'fingerprint-key'",
      "DELETE FROM setting WHERE name = 'fingerprint-key'",
    ].entries()) {
      const database = openForWriting(join(folder, 'history.db'))
      database.exec(damage)
      database.close()
      const { history } = await openRoom(folder)
      const other = say('batch 0 7', 'batch 0 7', `bob ${index}`)
      const { outcomes } = valueOf(
        await history.commit(ROOM, [say('batch 0 7'), other, say('batch 4 1000')], NOW),
      )
      answers.push(outcomes.map(({ kind }) => kind))
      await history.close()
    }

    expect(answers).toEqual(Array.from({ length: 4 }, () => ['repeated', 'stored', 'repeated']))
  })

  it('keeps what it needs to find ids on the disk, 4,096 facts at a time', async () => {
    const folder = temporaryFolder()
    const { history } = await openRoom(folder)
    for (let batch = 0; batch < 9; batch++) {
      await history.commit(ROOM, saySome(1_000, `batch ${batch}`), NOW)
    }
    await history.close()

    const database = openReadOnly(join(folder, 'history.db'))
    const sizes = database.prepare('SELECT length(prints) AS size FROM said').all()
    database.close()

    expect(sizes).toEqual([{ size: 16_384 }, { size: 16_384 }])
  })

  it('tells an id with other content from one that comes again, by author', async () => {
    const { history } = await openRoom(temporaryFolder())
    await history.commit(ROOM, [say('one', 1)], NOW)

    const { outcomes } = valueOf(
      await history.commit(ROOM, [say('two', 1), say('two', 1, 'bob'), say('two', 1, 'bob')], NOW),
    )

    expect(outcomes.map(({ kind }) => kind)).toEqual(['conflict', 'stored', 'repeated'])
  })

  it('never lets times go back in a room', async () => {
    const folder = temporaryFolder()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, [say('one')], NOW)
    await first.history.close()
    const { history } = await openRoom(folder)

    const { outcomes } = valueOf(await history.commit(ROOM, [say('two')], NOW - 3_600_000))

    expect(outcomes).toMatchObject([{ kind: 'stored', at: NOW }])
  })

  it('keeps rooms apart', async () => {
    const { history } = await openRoom(temporaryFolder())
    const other = valueOf(await history.open('other', { facts: 10, bytes: 10_000 }))
    await history.commit(ROOM, saySome(3), NOW)
    await history.commit('other', [say('text 1')], NOW)

    const page = valueOf(
      await history.page('other', { before: 10, from: 1, facts: 10, bytes: 10_000 }),
    )

    expect(other.sequence).toBe(0)
    expect(page.facts.map(({ sequence, epoch }) => [sequence, epoch])).toEqual([[1, other.epoch]])
    expect(await readAll(history)).toHaveLength(3)
  })

  it('gives pages within their limits, and one fact at least', async () => {
    const { history } = await openRoom(temporaryFolder())
    const { frames } = valueOf(await history.commit(ROOM, saySome(200), NOW))
    const numbers = async (query: {
      before: number
      from?: number
      facts?: number
      bytes?: number
    }) =>
      valueOf(
        await history.page(ROOM, { from: 1, facts: 1_000, bytes: 1_000_000, ...query }),
      ).facts.map(({ sequence }) => sequence)

    expect(await numbers({ before: 151, facts: 3 })).toEqual([148, 149, 150])
    expect(await numbers({ before: 151, from: 149 })).toEqual([149, 150])
    expect(await numbers({ before: 1_000, bytes: 1 })).toEqual([200])
    expect(await numbers({ before: 201, bytes: frames.length })).toHaveLength(200)
    expect(await numbers({ before: 201, bytes: frames.length - 1 })).toHaveLength(199)
    expect(await numbers({ before: 1 })).toEqual([])
  })

  it('gives one fact by its number, or null', async () => {
    const { history } = await openRoom(temporaryFolder())
    await history.commit(ROOM, saySome(3), NOW)

    const facts = await Promise.all(
      [2, 0, -1, 4, 1.5].map(async (sequence) => valueOf(await history.factAt(ROOM, sequence))),
    )

    expect(facts.map((fact) => fact && factIn(fact.frame)['text'])).toEqual([
      'text 2',
      null,
      null,
      null,
      null,
    ])
  })

  it('remembers from where a member may read, as it was said first', async () => {
    const folder = temporaryFolder()
    const first = await openRoom(folder)
    await first.history.admit(ROOM, testId('ann'), 5)
    await first.history.admit(ROOM, testId('ann'), 9)
    await first.history.close()

    const { room } = await openRoom(folder)

    expect([...room.since]).toEqual([[testId('ann'), 5]])
  })

  it('fails for a room that is not open', async () => {
    const history = valueOf(await openHistory(temporaryFolder()))

    const answers = [
      await history.commit(ROOM, [], NOW),
      await history.page(ROOM, { before: 1, from: 1, facts: 1, bytes: 1 }),
      await history.factAt(ROOM, 1),
      await history.admit(ROOM, testId('ann'), 1),
      await history.claimName(ROOM, testId('ann'), 'ann', true, NOW),
    ]
    await history.close()

    expect(answers.map((answer) => !answer.ok && answer.error.code)).toEqual(
      Array(5).fill('unknown-room'),
    )
  })

  it('leaves files that only the user reads, and none open or unfinished', async () => {
    const folder = join(temporaryFolder(), 'data')
    const { history } = await openRoom(folder)
    await history.commit(ROOM, saySome(3), NOW)
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ])

    await history.close()

    expect(Object.fromEntries(modes)).toEqual({
      'history.db': '600',
      'history.db-shm': '600',
      'history.db-wal': '600',
      'history.head': '600',
    })
    expect((statSync(folder).mode & 0o777).toString(8)).toBe('700')
    expect(existsSync(join(folder, 'history.db-wal'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['history.db', 'history.head'])
  })
})
