// What every History keeps beside the facts: names, invites and guests, and what the rulings come to.

import { expect, it } from 'vitest'
import type { Draft, History } from '../history/history.ts'
import { NAME_HOLD_MS, type KeptInvite } from '../history/register.ts'
import { applyRuling, NO_STANDING, readRuling, type Ruling } from '../history/standing.ts'
import { isRuling } from '../protocol/ruling.ts'
import { describeAddressContract } from './address-contract.fixture.ts'
import type { ContractFolder } from './contract-folder.fixture.ts'
import { ann, bob, id, NOW, openRoom, owner, ROOM, say, valueOf } from './contract-room.fixture.ts'

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

const EVERYTHING = { before: Number.MAX_SAFE_INTEGER, from: 1, facts: 1_000, bytes: 10_000_000 }
const FRAME_HEADER_BYTES = 4

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
  describeAddressContract(make)
}

function describeNames(make: () => Promise<ContractFolder>): void {
  it('has after a crash every name that it said was claimed', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', true, NOW))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', true, NOW))
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
    valueOf(await history.claimName(ROOM, ann.id, 'ann', true, NOW))
    valueOf(await history.claimName(ROOM, ann.id, 'anna', true, NOW))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', true, NOW))
    valueOf(await history.claimName(ROOM, owner.id, 'bob', true, NOW))
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
      valueOf(await history.claimName(ROOM, member, key, true, NOW))
    }
    valueOf(await history.claimName(ROOM, ann.id, 'ann', true, NOW + 1))
    valueOf(await history.claimName(ROOM, owner.id, 'owner', true, NOW + NAME_HOLD_MS - DAY_MS))
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
    valueOf(await history.claimName(ROOM, ann.id, 'ann', true, NOW - 31 * DAY_MS))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', true, NOW))
    await history.close()

    const later = NOW + NAME_HOLD_MS
    folder.setClock(later)
    const first = await openRoom(folder)
    valueOf(await first.history.claimName(ROOM, bob.id, 'bob', true, later))
    await first.history.close()
    const second = await openRoom(folder)

    expect([...first.room.names.keys()].sort()).toEqual(['ann', 'bob'])
    expect([...second.room.names.keys()]).toEqual(['bob'])
  })

  it('[NM7] knows who has said nothing, who was written down longest ago first', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', false, NOW + 2))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', false, NOW + 1))
    valueOf(await history.claimName(ROOM, owner.id, 'owner', false, NOW))
    valueOf(await history.claimName(ROOM, owner.id, 'owner', true, NOW + 3))
    await folder.crash()

    const { room } = await openRoom(folder)

    expect(room.quiet).toEqual([bob.id, ann.id])
    expect(room.names.size).toBe(3)
  })

  it('[NM7] forgets a member: the name, and from where on he may read', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    for (const { id: member, name } of [ann, bob]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other.
      valueOf(await history.claimName(ROOM, member, name, false, NOW))
      // oxlint-disable-next-line no-await-in-loop
      valueOf(await history.admit(ROOM, member, 1))
    }
    valueOf(await history.forgetMember(ROOM, ann.id))
    await folder.crash()

    const { room } = await openRoom(folder)

    expect([room.quiet, room.names, room.since]).toEqual([
      [bob.id],
      new Map([['bob', bob.id]]),
      new Map([[bob.id, 1]]),
    ])
  })

  it('[NM7] [HI3] forgets with a name that is free again from where on a silent member may read', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', true, NOW))
    valueOf(await history.claimName(ROOM, bob.id, 'bob', false, NOW))
    valueOf(await history.admit(ROOM, ann.id, 1))
    valueOf(await history.admit(ROOM, bob.id, 1))
    valueOf(await history.claimName(ROOM, owner.id, 'owner', true, NOW + NAME_HOLD_MS))
    await history.close()
    folder.setClock(NOW + NAME_HOLD_MS + 1)

    const { room } = await openRoom(folder)

    expect([[...room.names.keys()], [...room.since.keys()]]).toEqual([['owner'], [ann.id]])
  })

  it('claims no name on a full disk, and does so afterwards', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    valueOf(await history.claimName(ROOM, ann.id, 'ann', true, NOW))
    const empty = await folder.fill()

    const refused = await history.claimName(ROOM, ann.id, 'anna', true, NOW)
    empty()
    const taken = await history.claimName(ROOM, bob.id, 'bob', true, NOW)
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

  it('[MO3] forgets after a start what ended more than a year before the last fact and by the clock', async () => {
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

    folder.setClock(NOW)
    const third = await openRoom(folder)
    await third.history.close()
    folder.setClock(NOW + 1_000 * DAY_MS)
    const fourth = await openRoom(folder)

    const all = measures.reduce(applyRuling, NO_STANDING)
    expect([second.room.standing, third.room.standing]).toEqual([all, all])
    expect(fourth.room.standing).toEqual(measures.slice(2).reduce(applyRuling, NO_STANDING))
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
    valueOf(await first.history.claimName(ROOM, ann.id, 'ann', true, NOW))
    valueOf(await first.history.keepGuest(ann.id, INVITE))
    await first.history.close()
    const putBack = await folder.backUp()
    const second = await openRoom(folder)
    valueOf(await second.history.commit(ROOM, LATER, NOW))
    valueOf(await second.history.claimName(ROOM, ann.id, 'anna', true, NOW))
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
