import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RulingDraft } from '../../../shared/history/address-bans.ts'
import type { KeptInvite } from '../../../shared/history/register.ts'
import { applyRuling, NO_STANDING, type Ruling } from '../../../shared/history/standing.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { openReadOnly } from '../sqlite.ts'
import { change, NOW, overwritePage, RECENT } from './damage.fixture.ts'
import { ROOM, saySome, testId, valueOf } from './history.fixture.ts'
import type { HistoryOptions } from './history-options.ts'
import { SqliteHistory } from './sqlite-history.ts'

const [ann, bob] = ['ann', 'bob'].map((name) => ({ id: testId(name), name })) as [Person, Person]
const BANNED: Ruling = { type: 'member-banned', member: ann, until: null, by: bob }
const LOCKED: Ruling = { type: 'room-locked', by: bob }
const INVITE: KeptInvite = {
  id: testId('invite'),
  createdAt: NOW,
  expiresAt: NOW + 1,
  uses: 2,
  used: 1,
  isRevoked: false,
  role: 'owner',
}

interface Person {
  readonly id: string
  readonly name: string
}

function start(folder: string, options: HistoryOptions = {}) {
  const history = valueOf(SqliteHistory.open(folder, { now: () => NOW, ...options }))
  onTestFinished(() => history.close())
  return { history, room: valueOf(history.open(ROOM, RECENT)) }
}

/** Stores what is given, and all else that is not a fact. */
function made(...rulings: readonly RulingDraft[]): string {
  const folder = temporaryFolder()
  const { history } = start(folder)
  valueOf(history.commit(ROOM, [...saySome(50, 'first'), ...rulings, ...saySome(50, 'last')], NOW))
  valueOf(history.claimName(ROOM, ann.id, 'ann', false, NOW))
  valueOf(history.keepGuest(ann.id, INVITE))
  history.close()
  return folder
}

function standingOf(...rulings: readonly Ruling[]) {
  return rulings.reduce(applyRuling, NO_STANDING)
}

function rowsIn(folder: string, table: string): number {
  const database = openReadOnly(join(folder, 'history.db'))
  const rows = database.prepare<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).get()
  database.close()
  return rows?.rows ?? -1
}

/** A table takes nothing more, as if the disk failed just there. */
function breakTable(folder: string, table: string): void {
  const trigger = `CREATE TRIGGER broken BEFORE INSERT ON ${table}`
  change(folder, `${trigger} BEGIN SELECT RAISE(ABORT, 'no more'); END`)
}

describe('what a room has decided', () => {
  it('is stored with its ruling or not at all', () => {
    const folder = made()
    breakTable(folder, 'standing')
    const { history } = start(folder)

    const refused = history.commit(ROOM, [BANNED], NOW)
    history.close()
    change(folder, 'DROP TRIGGER broken')

    expect(refused.ok).toBe(false)
    expect(start(folder).room).toMatchObject({ sequence: 100, standing: NO_STANDING, damage: null })
  })

  it.each([
    ['is missing', 'DELETE FROM standing'],
    ['bans somebody else', `UPDATE standing SET content = replace(content, 'ann', 'eve')`],
    ['is of another time', 'UPDATE standing SET sequence = sequence - 1'],
    ['has another seal', 'UPDATE standing SET seal = zeroblob(32)'],
    ['is no text of ours', "UPDATE standing SET content = '{}', seal = x'00'"],
  ])('is made anew from the facts when the row %s', (_, damage) => {
    const folder = made(BANNED, LOCKED)
    change(folder, damage)

    const { history, room } = start(folder)
    history.close()

    expect(room).toMatchObject({ standing: standingOf(BANNED, LOCKED), damage: null })
    expect(rowsIn(folder, 'standing')).toBe(1)
  })

  it('is made anew when the row is of a time whose facts are lost', () => {
    const folder = made(BANNED, LOCKED)
    change(folder, 'DELETE FROM fact WHERE place % 1099511627776 > 51')

    const { room } = start(folder)

    expect(room.damage).toEqual({ missing: 51 })
    expect(room.standing).toEqual(standingOf(BANNED))
  })

  it('is kept when the fact of a ruling is damaged, and made anew without it when it must be', () => {
    const folder = made(BANNED, LOCKED)
    const flip = "UPDATE fact SET sealed = CAST('x' || sealed AS BLOB)"
    change(folder, `${flip} WHERE place % 1099511627776 = 51`)

    const first = start(folder)
    first.history.close()
    change(folder, 'DELETE FROM standing')
    const second = start(folder)

    expect(first.room).toMatchObject({
      standing: standingOf(BANNED, LOCKED),
      damage: { missing: 1 },
    })
    expect(second.room.standing).toEqual(standingOf(LOCKED))
  })

  it('is what the disk has after an error of the disk', () => {
    const folder = made(LOCKED)
    const disk = { isFailing: false }
    const { history } = start(folder, {
      syncHead: () => {
        if (disk.isFailing) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
      },
    })
    disk.isFailing = true
    const refused = history.commit(ROOM, [BANNED], NOW)
    disk.isFailing = false
    change(folder, 'DELETE FROM fact WHERE place % 1099511627776 > 101; DELETE FROM standing')

    const taken = history.commit(ROOM, [{ ...BANNED, type: 'member-muted' }], NOW)
    history.close()

    expect([refused.ok, taken.ok]).toEqual([false, true])
    expect(start(folder).room.standing).toEqual(
      standingOf(LOCKED, { ...BANNED, type: 'member-muted' }),
    )
  })
})

describe('who may come in', () => {
  it('has the guest and the invite or neither', () => {
    const folder = made()
    breakTable(folder, 'guest')
    const { history } = start(folder)

    const refused = history.keepGuest(bob.id, { ...INVITE, used: 2 })
    const register = valueOf(history.openRegister())

    expect(refused.ok).toBe(false)
    expect(register).toEqual({ invites: [INVITE], guests: new Map([[ann.id, INVITE.id]]) })
  })

  it('passes over an invite that is not what was stored', () => {
    const folder = made()
    change(folder, "INSERT INTO invite VALUES ('other', 1, NULL, 1, 0, 0, 'king')")

    expect(valueOf(start(folder).history.openRegister()).invites).toEqual([INVITE])
  })
})

const ADDRESSES = ['10.0.0.1', 'fd00:1:2:3::/64']

describe('the addresses of a ban', () => {
  it('[MO6] are stored with its fact or not at all', () => {
    const folder = made()
    breakTable(folder, 'address_ban')
    const { history } = start(folder)

    const refused = history.commit(ROOM, [{ ...BANNED, addresses: ADDRESSES }], NOW)
    history.close()
    change(folder, 'DROP TRIGGER broken')

    expect(refused.ok).toBe(false)
    expect(start(folder).room).toMatchObject({ sequence: 100, addressBans: new Map() })
  })

  it('[MO6] are those that the disk has after an error of the disk', () => {
    const folder = made()
    const disk = { isFailing: false }
    const { history } = start(folder, {
      syncHead: () => {
        if (disk.isFailing) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
      },
    })
    disk.isFailing = true
    const refused = history.commit(ROOM, [{ ...BANNED, addresses: ADDRESSES }], NOW)
    disk.isFailing = false

    const taken = valueOf(history.commit(ROOM, saySome(1, 'later'), NOW))

    expect([refused.ok, taken.earlier.length]).toEqual([false, 1])
    expect(taken.addressBans).toEqual(new Map([[ann.id, { addresses: ADDRESSES, until: null }]]))
  })

  it('[MO6] are carried over when the database has to be made anew', () => {
    const folder = made({ ...BANNED, addresses: ADDRESSES })
    overwritePage(folder, 'first 3"')

    const { room } = start(folder)

    expect(room.damage).not.toBeNull()
    expect(room.addressBans.get(ann.id)).toEqual({ addresses: ADDRESSES, until: null })
  })
})

describe('what is not a fact', () => {
  it('is carried over when the database has to be made anew', () => {
    const folder = made(BANNED)
    overwritePage(folder, 'first 3"')

    const { history, room } = start(folder)

    expect(room.damage).not.toBeNull()
    expect(room.names).toEqual(new Map([['ann', ann.id]]))
    expect(room.quiet).toEqual([ann.id])
    expect(valueOf(history.openRegister())).toEqual({
      invites: [INVITE],
      guests: new Map([[ann.id, INVITE.id]]),
    })
  })

  it('comes from a backup when it cannot be read, with invites that admit nobody', async () => {
    const folder = made(BANNED)
    const first = start(folder)
    await first.history.backUpIfDue()
    valueOf(first.history.claimName(ROOM, bob.id, 'bob', true, NOW))
    first.history.close()
    overwritePage(folder, INVITE.id)

    const { history, room } = start(folder)

    expect(room).toMatchObject({ sequence: 101, standing: standingOf(BANNED) })
    expect(room.names).toEqual(
      new Map([
        ['ann', ann.id],
        ['bob', bob.id],
      ]),
    )
    expect(valueOf(history.openRegister())).toEqual({
      invites: [{ ...INVITE, isRevoked: true }],
      guests: new Map([[ann.id, INVITE.id]]),
    })
  })
})
