import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import {
  failureKind,
  isSafeVersion,
  migrate,
  NewerDatabaseError,
  openForWriting,
  openReadOnly,
  schemaVersion,
  type Database,
  type DatabaseOptions,
} from './sqlite.ts'

function open(path: string, options?: DatabaseOptions): Database {
  const database = openForWriting(path, options)
  onTestFinished(() => database.close())
  return database
}

function notADatabase(): string {
  const path = join(temporaryFolder(), 'a.db')
  writeFileSync(path, 'x'.repeat(4_096))
  return path
}

function pragma(database: Database, name: string): unknown {
  return Object.values(database.prepare<object>(`PRAGMA ${name}`).get() ?? {})[0]
}

describe('a database', () => {
  it('is opened so that what is committed is on the disk', () => {
    const database = open(join(temporaryFolder(), 'a.db'))

    const names = [
      'journal_mode',
      'synchronous',
      'fullfsync',
      'checkpoint_fullfsync',
      'wal_autocheckpoint',
      'foreign_keys',
      'trusted_schema',
      'busy_timeout',
    ]
    expect(names.map((name) => [name, pragma(database, name)])).toEqual([
      ['journal_mode', 'wal'],
      ['synchronous', 2],
      ['fullfsync', 1],
      ['checkpoint_fullfsync', 1],
      ['wal_autocheckpoint', 1_000],
      ['foreign_keys', 1],
      ['trusted_schema', 0],
      ['busy_timeout', 5_000],
    ])
  })

  it('belongs to the user alone, with its folder and its log', () => {
    const folder = join(temporaryFolder(), 'data')
    const database = open(join(folder, 'a.db'))
    database.exec('CREATE TABLE a (b)')

    const modes = ['', 'a.db', 'a.db-wal', 'a.db-shm'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    )

    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600])
  })

  it('belongs to the user alone also when it was readable for others before', () => {
    const path = join(temporaryFolder(), 'a.db')
    writeFileSync(path, '', { mode: 0o644 })

    open(path)

    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('stores all that a transaction does, or nothing', () => {
    const database = open(join(temporaryFolder(), 'a.db'))
    database.exec('CREATE TABLE a (b UNIQUE)')
    const insert = database.prepare('INSERT INTO a VALUES (?)')

    const fail = () =>
      database.transaction(() => {
        insert.run(1)
        insert.run(1)
      })

    expect(fail).toThrow('UNIQUE')
    database.transaction(() => insert.run(2))
    expect(database.prepare('SELECT b FROM a').all()).toEqual([{ b: 2 }])
  })

  it('can be read by another connection, which cannot write and does not make it', () => {
    const path = join(temporaryFolder(), 'a.db')
    const database = open(path)
    database.exec('CREATE TABLE a (b); INSERT INTO a VALUES (1)')
    const reader = openReadOnly(path)
    onTestFinished(() => reader.close())

    expect(reader.prepare('SELECT b FROM a').all()).toEqual([{ b: 1 }])
    expect(() => reader.exec('DELETE FROM a')).toThrow('readonly')
    expect(() => openReadOnly(`${path}.none`)).toThrow('unable to open')
    expect(existsSync(`${path}.none`)).toBe(false)
  })

  it('says what an error means', () => {
    const database = open(join(temporaryFolder(), 'a.db'), { maxPages: 2 })
    const kindOf = (act: () => void): string => {
      try {
        act()
        return 'none'
      } catch (error) {
        return failureKind(error)
      }
    }

    expect([
      kindOf(() => database.exec('CREATE TABLE a (b); INSERT INTO a VALUES (zeroblob(100000))')),
      kindOf(() => database.exec('SELECT * FROM none')),
      kindOf(() => open(notADatabase())),
      kindOf(() => openReadOnly('/dev/null/none')),
      failureKind(new TypeError('a bug')),
    ]).toEqual(['full', 'damaged', 'damaged', 'other', 'other'])
  })
})

describe('migrate', () => {
  it('applies what a database has not seen, once, and calls before an existing one changes', () => {
    const path = join(temporaryFolder(), 'a.db')
    const calls: number[] = []
    const steps = ['CREATE TABLE a (b)', 'CREATE TABLE c (d)', 'DROP TABLE a']
    const database = open(path)

    migrate(database, steps.slice(0, 1), (version) => calls.push(version))
    migrate(database, steps, (version) => calls.push(version))
    migrate(database, steps, (version) => calls.push(version))

    expect([schemaVersion(database), calls]).toEqual([3, [1]])
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'c' }])
  })

  it('leaves a database at the last version that worked', () => {
    const database = open(join(temporaryFolder(), 'a.db'))

    const fail = () =>
      migrate(database, ['CREATE TABLE a (b)', 'CREATE TABLE c (d); NONSENSE'], () => {})

    expect(fail).toThrow('syntax')
    expect(schemaVersion(database)).toBe(1)
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'a' }])
  })

  it('does not touch a database of a newer version', () => {
    const database = open(join(temporaryFolder(), 'a.db'))
    database.exec('PRAGMA user_version=2')

    expect(() => migrate(database, ['CREATE TABLE a (b)'], () => {})).toThrow(NewerDatabaseError)
  })
})

it.each([
  ['3.51.2', false],
  ['3.51.3', true],
  ['3.51.10', true],
  ['3.53.4', true],
  ['3.9.9', false],
  ['4.0', true],
  ['2.99.99', false],
])('knows whether SQLite %s is safe', (version, isSafe) => {
  expect(isSafeVersion(version)).toBe(isSafe)
})
