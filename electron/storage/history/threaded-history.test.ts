import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Committed } from '../../../shared/history/history.ts'
import { applyRuling, NO_STANDING } from '../../../shared/history/standing.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { bundleWorker } from '../thread/bundled-worker.fixture.ts'
import { factIn, readAll, ROOM, say, saySome, testId, valueOf } from './history.fixture.ts'
import { packCommit, unpackCommit } from './history-calls.ts'
import type { FoundDamage, HistoryState } from './history-options.ts'
import { threadedHistory, type ThreadedHistoryOptions } from './threaded-history.ts'

const NOW = 1_800_000_000_000
const RECENT = { facts: 500, bytes: 786_432 }

let url: URL

beforeAll(async () => {
  url = await bundleWorker(fileURLToPath(new URL('history-worker.ts', import.meta.url)))
})

async function start(folder: string, options: ThreadedHistoryOptions = {}) {
  const history = valueOf(await threadedHistory(url, folder, options))
  onTestFinished(() => history.close())
  return { history, room: valueOf(await history.open(ROOM, RECENT)) }
}

describe('a history on a thread of its own', () => {
  it('keeps what it is given, and gives it again', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const committed = await Promise.all([
      first.history.commit(ROOM, saySome(3), NOW),
      first.history.commit(ROOM, [say('text 2'), say('other', 'text 2'), say('new')], NOW),
    ])
    await first.history.admit(ROOM, 'ann', 2)
    const before = await readAll(first.history)
    await first.history.close()

    const { history, room } = await start(folder)
    const fact = valueOf(await history.factAt(ROOM, 4))

    expect(committed.map((each) => valueOf(each).outcomes.map(({ kind }) => kind))).toEqual([
      ['stored', 'stored', 'stored'],
      ['repeated', 'conflict', 'stored'],
    ])
    expect(before.map(({ text }) => text)).toEqual(['text 1', 'text 2', 'text 3', 'new'])
    expect(room.recent.map(({ frame }) => factIn(frame))).toEqual(before)
    expect([...room.since]).toEqual([['ann', 2]])
    expect(fact && factIn(fact.frame)).toEqual(before[3])
  })

  it('keeps names, invites, guests and rulings', async () => {
    const folder = temporaryFolder()
    const now = Date.now()
    const invite = {
      id: testId('invite'),
      createdAt: now,
      expiresAt: null,
      uses: 1,
      used: 0,
      isRevoked: false,
      role: 'member',
    } as const
    const ann = { id: testId('ann'), name: 'Ann' }
    const first = await start(folder)
    valueOf(await first.history.claimName(ROOM, ann.id, 'ann', true, now))
    valueOf(await first.history.keepInvite(invite))
    valueOf(await first.history.keepGuest(ann.id, { ...invite, used: 1 }))
    const ruling = { type: 'member-banned', member: ann, until: NOW + 7, by: ann } as const
    const draft = { ...ruling, addresses: ['10.0.0.1'] }
    const { addressBans } = valueOf(await first.history.commit(ROOM, [draft], NOW))
    await first.history.close()

    const { history, room } = await start(folder)

    expect(room.names).toEqual(new Map([['ann', ann.id]]))
    expect(room.standing).toEqual(applyRuling(NO_STANDING, ruling))
    expect(addressBans).toEqual(new Map([[ann.id, { addresses: ['10.0.0.1'], until: NOW + 7 }]]))
    expect(room.addressBans).toEqual(addressBans)
    expect(valueOf(await history.openRegister())).toEqual({
      invites: [{ ...invite, used: 1 }],
      guests: new Map([[ann.id, invite.id]]),
    })
  })

  it('hands over the frames of a commit as one buffer', async () => {
    const { history } = await start(temporaryFolder())

    const { outcomes, frames } = valueOf(await history.commit(ROOM, saySome(10), NOW))

    const buffers = outcomes.map(
      (outcome) => outcome.kind === 'stored' && outcome.fact.frame.buffer,
    )
    expect(new Set([...buffers, frames.buffer]).size).toBe(1)
  })

  it('tells damage and states', async () => {
    const folder = temporaryFolder()
    const damage: FoundDamage[] = []
    const states: HistoryState[] = []
    const first = await start(folder)
    await first.history.commit(ROOM, saySome(5), NOW)
    await first.history.close()
    writeFileSync(join(folder, 'history.db'), 'x'.repeat(9_000))

    const { history } = await start(folder, {
      onDamage: (found) => damage.push(found),
      onState: (state) => states.push(state),
      database: { maxPages: 40 },
    })
    const refused = await history.commit(ROOM, [say('x'.repeat(300_000))], NOW)

    expect(refused).toMatchObject({ ok: false, error: { code: 'disk-full' } })
    expect(damage).toEqual([{ room: ROOM, missing: 5 }])
    expect(states).toMatchObject([{ kind: 'unavailable', error: { code: 'disk-full' } }])
  })

  it('fails when the folder cannot be used', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')

    const history = await threadedHistory(url, file)

    expect(history).toMatchObject({ ok: false, error: { code: 'history-unusable' } })
  })
})

describe('a packed commit', () => {
  it('is what it was when it is unpacked, whatever became of the drafts', () => {
    const frame = (text: string): Uint8Array => {
      const bytes = new TextEncoder().encode(`\0\0\0\0${text}`)
      new DataView(bytes.buffer).setUint32(0, text.length)
      return bytes
    }
    const fact = (sequence: number) => ({
      sequence,
      epoch: 'now',
      frame: frame(`fact ${sequence}`),
    })
    const repeated = { kind: 'repeated', fact: { ...fact(1), epoch: 'before' } } as const
    const committed: Committed = {
      outcomes: [
        repeated,
        { kind: 'stored', at: NOW, fact: fact(5) },
        { kind: 'conflict' },
        { kind: 'stored', at: NOW, fact: fact(6) },
        repeated,
      ],
      earlier: [fact(4)],
      frames: Uint8Array.from([4, 5, 6].flatMap((sequence) => Array.from(fact(sequence).frame))),
    }

    const unpacked = unpackCommit(packCommit(committed), 5)

    expect(unpacked).toEqual(committed)
  })
})
