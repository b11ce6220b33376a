// What every History keeps beside the facts: names, invites and guests, and what the rulings come to.

import { expect, it } from 'vitest'
import type { Draft, History, RememberedRoom } from '../history/history.ts'
import { NAME_HOLD_MS, type KeptInvite } from '../history/register.ts'
import { applyRuling, NO_STANDING, readRuling, type Ruling } from '../history/standing.ts'
import { isRuling } from '../protocol/ruling.ts'
import type { Result } from '../result.ts'
import type { ContractFolder } from './contract-folder.fixture.ts'

const ROOM = 'front'
const NOW = 1_760_000_000_000
const EVERYTHING = { before: Number.MAX_SAFE_INTEGER, from: 1, facts: 1_000, bytes: 10_000_000 }
const FRAME_HEADER_BYTES = 4

function id(text: string): string {
  return text.padEnd(22, '_')
}

function author(name: string) {
  return { id: id(name), name }
}

const [ann, bob, owner] = [author('ann'), author('bob'), author('owner')]

function say(text: string): Draft {
  return { type: 'message', id: id(text), author: ann, text }
}

const DAY_MS = 86_400_000

const RULINGS: readonly Ruling[] = [
  { type: 'role-changed', member: ann, role: 'moderator', by: owner },
  { type: 'member-muted', member: bob, until: NOW, by: ann },
  { type: 'member-kicked', member: bob, by: ann },
  { type: 'member-banned', member: bob, until: null, by: owner },
  { type: 'room-locked', by: owner },
  { type: 'member-unmuted', member: bob, by: owner },
]

const LATER: readonly Ruling[] = [
  { type: 'member-unbanned', member: bob, by: owner },
  { type: 'role-changed', member: ann, role: 'member', by: owner },
  { type: 'room-unlocked', by: owner },
]

const INVITE: KeptInvite = {
  id: id('invite'),
  createdAt: NOW,
  expiresAt: null,
  uses: 3,
  used: 0,
  isRevoked: false,
  role: 'member',
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`it failed: ${JSON.stringify(result.error)}`)
  return result.value
}

interface Opened {
  readonly history: History
  readonly room: RememberedRoom
}

async function openRoom(folder: ContractFolder): Promise<Opened> {
  const history = await folder.open()
  return { history, room: valueOf(await history.open(ROOM, { facts: 10, bytes: 65_536 })) }
}

/** What the rulings among all facts of the room come to. */
async function replayed(history: History) {
  const { facts } = valueOf(await history.page(ROOM, EVERYTHING))
  return facts
    .flatMap(({ frame }) => readRuling(frame.subarray(FRAME_HEADER_BYTES)) ?? [])
    .reduce(applyRuling, NO_STANDING)
}

/** Describes it as tests. `make` gives a folder in which nothing is stored. */
export function describeRegisterContract(make: () => Promise<ContractFolder>): void {
  describeNames(make)
  describeInvites(make)
  describeStanding(make)
  describeAddressBans(make)
}

function describeNames(make: () => Promise<ContractFolder>): void {
  it('has after a crash every name that it said was claimed', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', NOW))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', NOW))
    await folder.crash()

    const { room } = await openRoom(folder)

    expect(room.names).toEqual(
      new Map([
        ['ann', ann.id],
        ['bob', bob.id],
      ]),
    )
  })

  it('has one name for a member, the last, and the holder who was named last', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', NOW))
    valueOf(await history.claimName(ROOM, ann.id, 'anna', NOW))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', NOW))
    valueOf(await history.claimName(ROOM, owner.id, 'bob', NOW))
    await history.close()

    const { room } = await openRoom(folder)

    expect(room.names).toEqual(
      new Map([
        ['anna', ann.id],
        ['bob', owner.id],
      ]),
    )
  })

  it('frees a name that nobody has used for long, and keeps one that was used anew', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    for (const [member, key] of [
      [ann.id, 'ann'],
      [bob.id, 'bob'],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one claim after the other.
      valueOf(await history.claimName(ROOM, member, key, NOW))
    }
    valueOf(await history.claimName(ROOM, ann.id, 'ann', NOW + 1))
    valueOf(await history.claimName(ROOM, owner.id, 'owner', NOW + NAME_HOLD_MS - DAY_MS))
    await history.close()

    folder.setClock(NOW + NAME_HOLD_MS)
    const first = await openRoom(folder)
    await first.history.close()
    folder.setClock(NOW + NAME_HOLD_MS + 1)
    const second = await openRoom(folder)
    await second.history.close()
    folder.setClock(NOW)
    const third = await openRoom(folder)

    expect([...first.room.names.keys()].sort()).toEqual(['ann', 'bob', 'owner'])
    expect([...second.room.names.keys()].sort()).toEqual(['ann', 'owner'])
    expect([...third.room.names.keys()].sort()).toEqual(['ann', 'owner'])
  })

  it('frees no name by a clock that is far ahead, nor after a long break until somebody comes', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', NOW - 31 * DAY_MS))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', NOW))
    await history.close()

    const later = NOW + NAME_HOLD_MS
    folder.setClock(later)
    const first = await openRoom(folder)
    valueOf(await first.history.claimName(ROOM, bob.id, 'bob', later))
    await first.history.close()
    const second = await openRoom(folder)

    expect([...first.room.names.keys()].sort()).toEqual(['ann', 'bob'])
    expect([...second.room.names.keys()]).toEqual(['bob'])
  })

  it('claims no name on a full disk, and does so afterwards', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', NOW))
    const empty = await folder.fill()

    const refused = await history.claimName(ROOM, ann.id, 'anna', NOW)
    empty()
    const taken = await history.claimName(ROOM, bob.id, 'bob', NOW)
    await history.close()

    const { room } = await openRoom(folder)
    expect([refused.ok, taken.ok]).toEqual([false, true])
    expect([...room.names.keys()].sort()).toEqual(['ann', 'bob'])
  })
}

function describeInvites(make: () => Promise<ContractFolder>): void {
  it('has after a crash every invite as it was kept last, and everybody admitted', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    const other = { ...INVITE, id: id('other'), createdAt: NOW + 1, role: 'owner' as const }
    const used = { ...INVITE, used: 1 }
    const revoked = { ...other, isRevoked: true, expiresAt: NOW + 7 }
    valueOf(await history.keepInvite(INVITE))
    valueOf(await history.keepInvite(other))
    valueOf(await history.keepGuest(ann.id, used))
    valueOf(await history.keepInvite(revoked))
    const before = valueOf(await history.openRegister())
    await folder.crash()

    const { history: after } = await openRoom(folder)

    const register = { invites: [used, revoked], guests: new Map([[ann.id, INVITE.id]]) }
    expect(before).toEqual(register)
    expect(valueOf(await after.openRegister())).toEqual(register)
  })

  it('keeps a guest and the invite both or neither when it dies meanwhile', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.keepInvite(INVITE))
    void history.keepGuest(ann.id, { ...INVITE, used: 1 })
    await folder.crash()

    const { history: after } = await openRoom(folder)
    const { invites, guests } = valueOf(await after.openRegister())

    expect(invites.map(({ used }) => used)).toEqual([guests.size])
  })

  it('keeps neither on a full disk, and both afterwards', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.keepInvite(INVITE))
    const empty = await folder.fill()

    const refused = [
      await history.keepGuest(ann.id, { ...INVITE, used: 1 }),
      await history.keepInvite({ ...INVITE, isRevoked: true }),
    ]
    const read = valueOf(await history.openRegister().finally(empty))
    const taken = await history.keepGuest(bob.id, { ...INVITE, used: 1 })

    expect([...refused, taken].map(({ ok }) => ok)).toEqual([false, false, true])
    expect(read).toEqual({ invites: [INVITE], guests: new Map() })
    expect(valueOf(await history.openRegister())).toEqual({
      invites: [{ ...INVITE, used: 1 }],
      guests: new Map([[bob.id, INVITE.id]]),
    })
  })
}

function describeStanding(make: () => Promise<ContractFolder>): void {
  it('[RU1] knows after a start what the rulings among the facts come to', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    valueOf(await first.history.commit(ROOM, [say('one'), ...RULINGS, say('two')], NOW))
    valueOf(await first.history.commit(ROOM, [say('three')], NOW))
    await first.history.close()

    const second = await openRoom(folder)

    expect(first.room.standing).toEqual(NO_STANDING)
    expect(second.room.standing).toEqual(RULINGS.reduce(applyRuling, NO_STANDING))
    expect(second.room.standing).toEqual(await replayed(second.history))
  })

  it('[MO3] forgets after a start what ended more than a year before the last fact, whatever the clock says', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    const measures: readonly Ruling[] = [
      { type: 'member-banned', member: ann, until: NOW + DAY_MS, by: owner },
      { type: 'member-muted', member: ann, until: NOW + DAY_MS, by: owner },
      { type: 'member-banned', member: bob, until: NOW + 2 * DAY_MS, by: owner },
      { type: 'member-muted', member: bob, until: null, by: owner },
    ]
    valueOf(await first.history.commit(ROOM, measures, NOW))
    await first.history.close()
    folder.setClock(NOW + 1_000 * DAY_MS)
    const second = await openRoom(folder)
    valueOf(await second.history.commit(ROOM, [say('later')], NOW + 366 * DAY_MS + 1))
    await second.history.close()

    const third = await openRoom(folder)

    expect(second.room.standing).toEqual(measures.reduce(applyRuling, NO_STANDING))
    expect(third.room.standing).toEqual(measures.slice(2).reduce(applyRuling, NO_STANDING))
  })

  it('[RU1] knows it after a crash, also one in the midst of a commit', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    valueOf(await first.history.commit(ROOM, RULINGS, NOW))
    await folder.crash()
    const second = await openRoom(folder)
    const before = second.room.standing
    void second.history.commit(ROOM, LATER, NOW)
    await folder.crash()

    const third = await openRoom(folder)

    expect(before).toEqual(RULINGS.reduce(applyRuling, NO_STANDING))
    expect(third.room.standing).toEqual(await replayed(third.history))
  })

  it('[RU1] [ST1] rules nothing on a full disk', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.commit(ROOM, RULINGS, NOW))
    const empty = await folder.fill()
    const refused = await history.commit(ROOM, LATER, NOW)
    empty()
    valueOf(await history.commit(ROOM, [say('one')], NOW))
    await history.close()

    const { room } = await openRoom(folder)

    expect(refused.ok).toBe(false)
    expect(room.standing).toEqual(RULINGS.reduce(applyRuling, NO_STANDING))
  })

  it('[RU1] is back where it was when the folder is put back to what it was', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    valueOf(await first.history.commit(ROOM, RULINGS, NOW))
    valueOf(await first.history.claimName(ROOM, ann.id, 'ann', NOW))
    valueOf(await first.history.keepGuest(ann.id, INVITE))
    await first.history.close()
    const putBack = await folder.backUp()
    const second = await openRoom(folder)
    valueOf(await second.history.commit(ROOM, LATER, NOW))
    valueOf(await second.history.claimName(ROOM, ann.id, 'anna', NOW))
    valueOf(await second.history.keepGuest(bob.id, { ...INVITE, used: 2 }))
    await second.history.close()
    putBack()

    const third = await openRoom(folder)

    expect(third.room.standing).toEqual(RULINGS.reduce(applyRuling, NO_STANDING))
    expect(third.room.standing).toEqual(await replayed(third.history))
    expect([...third.room.names.keys()]).toEqual(['ann'])
    expect(valueOf(await third.history.openRegister())).toEqual({
      invites: [INVITE],
      guests: new Map([[ann.id, INVITE.id]]),
    })
  })

  it('[RU1] stores a ruling each time that it is made', async () => {
    const { history } = await openRoom(await make())
    const ruling = RULINGS[0]
    const drafts: Draft[] = ruling ? [ruling, ruling] : []

    const { outcomes } = valueOf(await history.commit(ROOM, drafts, NOW))

    expect(drafts.every(isRuling)).toBe(true)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stored'])
  })
}

const BANNED: Draft = {
  type: 'member-banned',
  member: bob,
  until: NOW + 1,
  by: ann,
  addresses: ['10.0.0.1', 'fd00:1:2:3::/64'],
}
const KEPT = new Map([[bob.id, { addresses: ['10.0.0.1', 'fd00:1:2:3::/64'], until: NOW + 1 }]])
const UNBANNED: Draft = { type: 'member-unbanned', member: bob, by: ann }

function describeAddressBans(make: () => Promise<ContractFolder>): void {
  it('[MO6] has after a crash the addresses of each ban, which are in no fact', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    const { addressBans } = valueOf(await first.history.commit(ROOM, [BANNED], NOW))
    valueOf(await first.history.commit(ROOM, [say('one')], NOW))
    await folder.crash()

    const { room } = await openRoom(folder)

    expect([first.room.addressBans, addressBans, room.addressBans]).toEqual([new Map(), KEPT, KEPT])
    const facts = room.recent.map(({ frame }) => new TextDecoder().decode(frame))
    expect(facts.join()).not.toMatch(/10\.0\.0\.1|fd00/)
  })

  it('[MO6] tells of them only when they have changed', async () => {
    const { history } = await openRoom(await make())
    const told = []
    for (const draft of [say('one'), BANNED, say('two'), { ...BANNED, addresses: [] }, UNBANNED]) {
      // oxlint-disable-next-line no-await-in-loop -- one commit after the other.
      told.push(valueOf(await history.commit(ROOM, [draft], NOW)).addressBans)
    }

    expect(told).toEqual([undefined, KEPT, undefined, new Map(), undefined])
  })

  it('[MO6] forgets them with the ban, in the same commit', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    valueOf(await first.history.commit(ROOM, [BANNED], NOW))
    valueOf(await first.history.commit(ROOM, [UNBANNED], NOW))
    await folder.crash()

    const { room } = await openRoom(folder)

    expect(room.addressBans).toEqual(new Map())
  })

  it('[MO6] has the ban and its addresses or neither when it dies meanwhile', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    void first.history.commit(ROOM, [BANNED], NOW)
    await folder.crash()

    const { room } = await openRoom(folder)

    expect(room.addressBans).toEqual(room.sequence === 1 ? KEPT : new Map())
  })

  it('[MO6] keeps no address on a full disk', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    const empty = await folder.fill()
    const refused = await history.commit(ROOM, [BANNED], NOW)
    empty()
    const { addressBans } = valueOf(await history.commit(ROOM, [say('one')], NOW))

    expect([refused.ok, addressBans]).toEqual([false, undefined])
  })
}
