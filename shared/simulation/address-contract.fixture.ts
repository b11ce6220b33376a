// What every History keeps of the addresses that bans keep out: beside the facts, and with them.

import { expect, it } from 'vitest'
import type { Draft } from '../history/history.ts'
import type { ContractFolder } from './contract-folder.fixture.ts'
import { ann, bob, NOW, openRoom, ROOM, say, valueOf } from './contract-room.fixture.ts'

const BANNED: Draft = {
  type: 'member-banned',
  member: bob,
  until: NOW + 1,
  by: ann,
  addresses: ['10.0.0.1', 'fd00:1:2:3::/64'],
}
const KEPT = new Map([[bob.id, { addresses: ['10.0.0.1', 'fd00:1:2:3::/64'], until: NOW + 1 }]])
const UNBANNED: Draft = { type: 'member-unbanned', member: bob, by: ann }

/** Describes it as tests. `make` gives a folder in which nothing is stored. */
export function describeAddressContract(make: () => Promise<ContractFolder>): void {
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
