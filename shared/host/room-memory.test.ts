import { beforeEach, expect, test } from 'vitest'
import type { Result } from '../result.ts'
import { failed, succeeded } from '../result.ts'
import type { Room } from '../room/room.ts'
import { RoomMemory } from './room-memory.ts'

const ROOM = 'room'

let isBroken: boolean
let later: (() => void)[]
let reports: unknown[]
/** What was given to the history, whether it took it or not. */
let written: string[]
/** The name that each member has now. */
let names: Map<string, { name: string }>
let memory: RoomMemory

function take(what: string): Promise<Result<void>> {
  written.push(what)
  return Promise.resolve(isBroken ? failed('storage-unavailable') : succeeded(undefined))
}

beforeEach(() => {
  isBroken = true
  later = []
  reports = []
  written = []
  names = new Map()
  const history = {
    admit: (_: string, member: string, since: number) => take(`admit ${member} ${since}`),
    claimName: (_: string, member: string, name: string) => take(`claim ${member} ${name}`),
    forgetMember: (_: string, member: string) => take(`forget ${member}`),
  }
  const world = {
    history,
    later: (_: number, act: () => void) => void later.push(act),
    now: () => 0,
    report: (report: unknown) => void reports.push(report),
  }
  // Of the world and of the room only this is looked at.
  // oxlint-disable typescript/no-unsafe-type-assertion
  memory = new RoomMemory(
    world as unknown as ConstructorParameters<typeof RoomMemory>[0],
    () => ({ claims: names, quiet: new Map() }) as unknown as Room,
  )
  // oxlint-enable typescript/no-unsafe-type-assertion
})

function claim(member: string, name: string): void {
  names.set(member, { name })
  memory.claimName({ type: 'claim-name', room: ROOM, member, name })
}

function forget(member: string): void {
  names.delete(member)
  memory.forgetMember({ type: 'forget-member', room: ROOM, member })
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

async function tryAgain(): Promise<readonly string[]> {
  written = []
  for (const act of later.splice(0)) act()
  await settle()
  return written
}

test('a disk that takes nothing is told of once each time, however many came, by one timer', async () => {
  for (let number = 0; number < 100; number++) claim(`member ${number}`, `name ${number}`)
  await settle()
  expect([later.length, reports.length, written.length]).toEqual([1, 1, 100])

  await tryAgain()
  expect([later.length, reports.length, written.length]).toEqual([1, 2, 100])

  isBroken = false
  expect(await tryAgain()).toHaveLength(100)
  expect([later.length, reports.length]).toEqual([0, 2])
})

test('what is tried again is the newest: an older name does not win', async () => {
  claim('ann', 'Ann')
  claim('ann', 'Anna')
  claim('bob', 'Bob')
  forget('bob')
  memory.admit({ type: 'admit', room: ROOM, member: 'ann', since: 7 })
  await settle()
  isBroken = false

  expect(await tryAgain()).toEqual(['claim ann Anna', 'forget bob', 'admit ann 7'])
  expect(later).toEqual([])
})

test('what was kept meanwhile is not written again', async () => {
  claim('ann', 'Ann')
  await settle()
  isBroken = false
  claim('ann', 'Anna')
  await settle()

  expect(await tryAgain()).toEqual([])
})

test('tries nothing again once it is stopped', async () => {
  claim('ann', 'Ann')
  await settle()
  memory.stop()

  expect(await tryAgain()).toEqual([])
})
