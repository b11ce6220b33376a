import { cpSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { NO_STANDING } from '../../../shared/history/standing.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { migrate, openForWriting, openReadOnly, schemaVersion } from '../sqlite.ts'
import { listBackups, makeMigrationBackup } from './backups.ts'
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
import { MIGRATIONS } from './schema.ts'
import { SqliteHistory } from './sqlite-history.ts'

const NOW = Date.UTC(2027, 0, 1)
const HOUR_MS = 3_600_000
const RECENT = { facts: 500, bytes: 786_432 }

/** A history whose clock can be set. */
function start(folder: string) {
  const clock = { now: NOW }
  const history = valueOf(SqliteHistory.open(folder, { now: () => clock.now }))
  valueOf(history.open(ROOM, RECENT))
  return { history, clock }
}

describe('backups', () => {
  it('are made once a day, the last three kept, for the user alone', async () => {
    const folder = temporaryFolder()
    const { history, clock } = start(folder)
    valueOf(history.commit(ROOM, [say('one')], NOW))
    const counts: number[] = []
    for (let hour = 0; hour <= 96; hour += 12) {
      clock.now = NOW + hour * HOUR_MS
      await history.backUpIfDue()
      counts.push(listBackups(folder).length)
    }
    history.close()

    expect(counts).toEqual([1, 1, 2, 2, 3, 3, 3, 3, 3])
    expect(readdirSync(join(folder, 'backups'))).toEqual([
      'history-2027-01-03T00-00-00.000Z.db',
      'history-2027-01-04T00-00-00.000Z.db',
      'history-2027-01-05T00-00-00.000Z.db',
    ])
    const [newest = ''] = listBackups(folder)
    expect((statSync(newest).mode & 0o777).toString(8)).toBe('600')
    expect((statSync(join(folder, 'backups')).mode & 0o777).toString(8)).toBe('700')
  })

  it('are not made of an empty history', async () => {
    const folder = temporaryFolder()
    const { history } = start(folder)

    await history.backUpIfDue()
    history.close()

    expect(listBackups(folder)).toEqual([])
  })

  it('hold what was stored when they began, while commits go on', async () => {
    const folder = temporaryFolder()
    const { history } = start(folder)
    for (let batch = 0; batch < 20; batch++) {
      valueOf(history.commit(ROOM, saySome(200, `batch ${batch}`), NOW))
    }

    const backup = history.backUpIfDue()
    valueOf(history.commit(ROOM, saySome(100, 'meanwhile'), NOW))
    await backup
    history.close()

    const restored = temporaryFolder()
    renameSync(listBackups(folder)[0] ?? '', join(restored, 'history.db'))
    const { room } = await openRoom(restored)
    expect(room).toMatchObject({ sequence: 4_000, damage: null })
    expect(factIn(room.recent.at(-1)?.frame ?? new Uint8Array())).toMatchObject({
      text: 'batch 19 200',
    })
  })

  it('are made before the tables change', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'history.db')
    const database = openForWriting(path)
    migrate(database, MIGRATIONS.slice(0, 1), () => undefined)
    const found: number[] = []

    migrate(database, [...MIGRATIONS.slice(0, 1), 'CREATE TABLE added (a)'], (version) => {
      found.push(version)
      makeMigrationBackup(folder, database, version)
    })
    const versions = [database, openReadOnly(listBackups(folder)[0] ?? '')].map((each) => {
      const version = schemaVersion(each)
      each.close()
      return version
    })

    expect([found, versions]).toEqual([[1], [2, 1]])
  })

  it('are used when the history is gone', async () => {
    const folder = temporaryFolder()
    const { history } = start(folder)
    valueOf(history.commit(ROOM, saySome(10), NOW))
    await history.backUpIfDue()
    history.close()
    renameSync(join(folder, 'history.db'), join(folder, 'elsewhere.db'))

    const { history: again, room } = await openRoom(folder)

    expect([room.sequence, room.damage]).toEqual([10, null])
    expect(await readAll(again)).toHaveLength(10)
  })
})

describe('a history of an earlier version', () => {
  const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url))
  const [ann, bob] = [testId('ann'), testId('bob')]
  const SAID = ['message', 'message', 'member-renamed', 'message', 'message', 'message']
  const INVITE = {
    id: testId('invite'),
    createdAt: 1_800_000_000_000,
    expiresAt: null,
    uses: 2,
    used: 1,
    isRevoked: false,
    role: 'owner',
  }

  it.each([
    {
      version: 'version-1',
      types: SAID,
      names: new Map(),
      standing: NO_STANDING,
      register: { invites: [], guests: new Map() },
    },
    {
      version: 'version-2',
      types: [...SAID, 'role-changed', 'member-banned'],
      names: new Map([
        ['anna', ann],
        ['bob', bob],
      ]),
      standing: {
        ...NO_STANDING,
        roles: new Map([[ann, 'owner']]),
        bans: new Map([[bob, { name: 'bob', until: null }]]),
      },
      register: { invites: [INVITE], guests: new Map([[ann, INVITE.id]]) },
    },
  ])('$version is opened with everything in it', async ({ version, types, ...kept }) => {
    const folder = temporaryFolder()
    mkdirSync(folder, { recursive: true })
    cpSync(join(fixtures, version), folder, { recursive: true })

    const { history, room } = await openRoom(folder, { now: () => NOW })

    const facts = await readAll(history)
    expect(room).toMatchObject({
      sequence: types.length,
      damage: null,
      addressBans: new Map(),
      quiet: [],
    })
    expect([...room.since.values()]).toEqual([1, 4])
    expect([room.names, room.standing]).toEqual([kept.names, kept.standing])
    expect(valueOf(await history.openRegister())).toEqual(kept.register)
    expect(facts.map(({ type }) => type)).toEqual(types)
    expect(facts[1]).toMatchObject({ text: 'Grüße 😀', author: { name: 'bob' } })
    const repeated = valueOf(await history.commit(ROOM, [say('one', 1)], NOW))
    expect(repeated.outcomes).toMatchObject([{ kind: 'repeated', fact: { sequence: 1 } }])
  })

  it('has a test here for each schema but the newest', () => {
    expect(readdirSync(fixtures)).toEqual(
      MIGRATIONS.slice(1).map((_, index) => `version-${index + 1}`),
    )
  })
})
