import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openForWriting, openReadOnly } from '../sqlite.ts'
import {
  change,
  copyFiles,
  crashed,
  FACTS,
  flip,
  NOW,
  overwritePage,
  readFolder,
  RECENT,
} from './damage.fixture.ts'
import { factIn, ROOM, say, saySome, valueOf } from './history.fixture.ts'
import type { FoundDamage } from './history-options.ts'
import { SqliteHistory } from './sqlite-history.ts'

describe('a damaged history', () => {
  it('is read whole after a crash, and nothing is told', () => {
    const { whole } = crashed()

    expect(whole.frames.size).toBe(FACTS)
    expect(whole.told).toEqual([])
  })

  it('tells in a fact of its own how much is missing, once', () => {
    const { folder, whole } = crashed()
    const copy = copyFiles(folder)
    rmSync(join(copy, 'history.db-wal'))

    const found = readFolder(copy)
    const again = readFolder(copy)

    expect(found?.told).toEqual([{ room: ROOM, missing: 100 }])
    expect(found?.sequence).toBe(201)
    expect(found?.facts.at(-1)).toMatchObject({
      type: 'history-damaged',
      sequence: 201,
      missing: 100,
    })
    expect(found?.frames.get(200)).toBe(whole.frames.get(200))
    expect(again?.told).toEqual([])
    expect(again?.facts.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 202 }, (_, index) => index + 1),
    )
  })

  it('puts aside the log that it could not read', () => {
    const { folder } = crashed()
    const copy = copyFiles(folder)
    flip(join(copy, 'history.db-wal'), 40, 0)
    const log = readFileSync(join(copy, 'history.db-wal'))

    const found = readFolder(copy)

    const aside = readdirSync(copy).filter((name) => name.startsWith('history.corrupt-'))
    expect(found?.told).toEqual([{ room: ROOM, missing: 100 }])
    expect(aside).toEqual([expect.stringMatching(/^history\.corrupt-.*\.db-wal$/)])
    expect(readFileSync(join(copy, aside[0] ?? '')).equals(log)).toBe(true)
  })

  it('puts aside a database that is none, and goes on with what a backup has', async () => {
    const folder = temporaryFolder()
    const first = valueOf(SqliteHistory.open(folder, {}))
    valueOf(first.open(ROOM, RECENT))
    valueOf(first.commit(ROOM, saySome(50), NOW))
    await first.backUpIfDue()
    valueOf(first.commit(ROOM, saySome(7, 'later'), NOW))
    first.close()
    const garbage = Buffer.alloc(8_192, 'x')
    writeFileSync(join(folder, 'history.db'), garbage)

    const found = readFolder(folder)

    const [aside = ''] = readdirSync(folder).filter((name) => name.startsWith('history.corrupt-'))
    expect(readFileSync(join(folder, aside)).equals(garbage)).toBe(true)
    expect(found?.told).toEqual([{ room: ROOM, missing: 7 }])
    expect(found?.facts.map(({ type }) => type)).toEqual([
      ...Array.from({ length: 50 }, () => 'message'),
      'history-damaged',
    ])
  })

  it('keeps every other fact when one page of the database is lost', () => {
    const { folder, whole } = crashed()
    const copy = copyFiles(folder)
    overwritePage(copy, 'a5 3')

    const found = readFolder(copy)

    const damaged = found?.facts.filter(({ type }) => type === 'damaged-fact') ?? []
    expect(damaged.length).toBeGreaterThan(3)
    expect(damaged.length).toBeLessThan(25)
    expect(found?.told).toEqual([{ room: ROOM, missing: damaged.length }])
    expect(found?.frames.get(FACTS)).toBe(whole.frames.get(FACTS))
    expect(found?.facts.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: FACTS + 1 }, (_, index) => index + 1),
    )
  })

  it('makes the database anew where rows cannot be reached, once', () => {
    const { folder } = crashed()
    const copy = copyFiles(folder)
    overwritePage(copy, 'a5 3')
    const asides = () => readdirSync(copy).filter((name) => /corrupt-.*\.db$/.test(name))

    readFolder(copy)
    const first = asides()
    const again = readFolder(copy)

    const database = openReadOnly(join(copy, 'history.db'))
    const count = database.prepare('SELECT count(*) AS count FROM fact').get()
    const check = database.prepare('PRAGMA integrity_check').get()
    database.close()
    expect([first.length, asides(), again?.told]).toEqual([1, first, []])
    expect([count, check]).toEqual([{ count: FACTS + 3 }, { integrity_check: 'ok' }])
  })

  it('takes nothing from a backup of another past', async () => {
    const other = temporaryFolder()
    const history = valueOf(SqliteHistory.open(other, {}))
    valueOf(history.open(ROOM, RECENT))
    valueOf(history.commit(ROOM, saySome(400, 'elsewhere'), NOW))
    await history.backUpIfDue()
    history.close()
    const { folder } = crashed()
    const copy = copyFiles(folder)
    cpSync(join(other, 'backups'), join(copy, 'backups'), { recursive: true })
    overwritePage(copy, 'a5 3')

    const found = readFolder(copy)

    expect(found?.facts.filter(({ text }) => String(text).startsWith('elsewhere'))).toEqual([])
    expect(found?.sequence).toBe(FACTS + 1)
  })

  it('finds a room whose name was damaged by what its facts say', () => {
    const { folder, whole } = crashed()
    const copy = copyFiles(folder)
    change(copy, "UPDATE room SET name = 'frons'")

    const found = readFolder(copy)

    expect(found?.told).toEqual([])
    expect(found?.frames.get(FACTS)).toBe(whole.frames.get(FACTS))
  })

  it('serves no fact in the place or the room of another', () => {
    const { folder, whole } = crashed()
    const copy = copyFiles(folder)
    change(
      copy,
      'UPDATE fact SET place = place + 1000 WHERE place IN (SELECT max(place) FROM fact)',
    )

    const found = readFolder(copy)

    expect(found?.told.length).toBe(1)
    expect(found?.facts.filter(({ text }) => text === 'b9 10')).toEqual([])
    expect(found?.frames.get(FACTS - 1)).toBe(whole.frames.get(FACTS - 1))
  })

  it('tells at once what it finds while it runs, and the members at the next start, once', () => {
    const folder = temporaryFolder()
    const told: FoundDamage[] = []
    const open = () => {
      const opened = SqliteHistory.open(folder, { onDamage: (damage) => told.push(damage) })
      const room = valueOf(valueOf(opened).open(ROOM, RECENT))
      return { history: valueOf(opened), room }
    }
    const first = open()
    for (let batch = 0; batch < 11; batch++) {
      valueOf(first.history.commit(ROOM, saySome(1_000, `batch ${batch}`), NOW))
    }
    first.history.close()
    change(
      folder,
      "UPDATE fact SET sealed = CAST('x' || sealed AS BLOB) WHERE place % 1099511627776 = 7",
    )

    const second = open()
    const before = told.length
    while (second.history.checkStep()) {
      // Until everything is checked.
    }
    const served = valueOf(second.history.factAt(ROOM, 7))
    second.history.close()
    const third = open()
    third.history.close()
    const fourth = open()
    fourth.history.close()

    expect([second, third, fourth].map(({ room }) => room.damage)).toEqual([
      null,
      { missing: 1 },
      null,
    ])
    expect([before, told]).toEqual([
      0,
      [
        { room: ROOM, missing: 1 },
        { room: ROOM, missing: 1 },
      ],
    ])
    expect(served && factIn(served.frame)).toMatchObject({ type: 'damaged-fact', sequence: 7 })
  })

  it('knows again what was said before, also what was saved from a damaged database', () => {
    const { folder } = crashed()
    const copy = copyFiles(folder)
    overwritePage(copy, 'a5 3')
    const history = valueOf(SqliteHistory.open(copy, {}))
    valueOf(history.open(ROOM, RECENT))

    const { outcomes } = valueOf(
      history.commit(ROOM, [say('a1 1'), say('a5 3'), say('b9 10')], NOW),
    )
    history.close()

    // The one that is lost is stored anew.
    expect(outcomes.map(({ kind }) => kind)).toEqual(['repeated', 'stored', 'repeated'])
  })

  it('refuses a history of a newer version, and leaves it alone', () => {
    const folder = temporaryFolder()
    valueOf(SqliteHistory.open(folder, {})).close()
    const database = openForWriting(join(folder, 'history.db'))
    database.exec('PRAGMA user_version=99')
    database.close()

    const opened = SqliteHistory.open(folder, {})

    expect(opened).toMatchObject({ ok: false, error: { code: 'history-unusable' } })
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([])
  })
})
