// What every History keeps, whatever it stores facts in: run on the model of the simulation and on the real one.

import { describe, expect, it } from 'vitest'
import type { Draft, History, RememberedRoom, StoredFact } from '../history/history.ts'
import type { Result } from '../result.ts'
import type { ContractFolder } from './contract-folder.fixture.ts'
import { describeRegisterContract } from './register-contract.fixture.ts'
import { isSameBytes, textOf, toldIn } from './told.fixture.ts'

const ROOM = 'front'
const NOW = 1_760_000_000_000
const RECENT = { facts: 10, bytes: 65_536 }
const EVERYTHING = { before: Number.MAX_SAFE_INTEGER, from: 1, facts: 1_000, bytes: 10_000_000 }

function id(text: string | number): string {
  return `${text}`.padEnd(22, '_')
}

function say(name: string | number, text = `text ${name}`, author = 'ann'): Draft {
  return { type: 'message', id: id(name), author: { id: id(author), name: author }, text }
}

function several(count: number): Draft[] {
  return Array.from({ length: count }, (_, index) => say(index + 1))
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`it failed: ${JSON.stringify(result.error)}`)
  return result.value
}

interface Opened {
  readonly history: History
  readonly room: RememberedRoom
}

async function openRoom(folder: ContractFolder, recent = RECENT): Promise<Opened> {
  const history = await folder.open()
  return { history, room: valueOf(await history.open(ROOM, recent)) }
}

async function reopen(folder: ContractFolder, { history }: Opened): Promise<Opened> {
  await history.close()
  return openRoom(folder)
}

async function readAll(history: History): Promise<readonly StoredFact[]> {
  return valueOf(await history.page(ROOM, EVERYTHING)).facts
}

/** Numbers and what was said, in short. */
function inShort(facts: readonly StoredFact[]): string[] {
  return facts.map(({ frame, sequence }) => {
    const [told] = toldIn(frame)
    return `${sequence} ${textOf(told?.value['text']) || told?.type}`
  })
}

/** Describes what a History keeps, as tests. `make` gives a folder in which nothing is stored. */
export function describeHistoryContract(name: string, make: () => Promise<ContractFolder>): void {
  describe(`${name} keeps what a history promises`, () => {
    describeStoring(make)
    describeRegisterContract(make)
    describeIds(make)
    describeReading(make)
    describeLoss(make)
  })
}

function describeStoring(make: () => Promise<ContractFolder>): void {
  it('[DF2] numbers 1..n without gaps, over several commits', async () => {
    const { history } = await openRoom(await make())

    await history.commit(ROOM, several(3), NOW)
    await history.commit(ROOM, [say('a'), say('b')], NOW)

    const facts = await readAll(history)
    expect(facts.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
    expect(facts.map(({ frame }) => toldIn(frame)[0]?.value['sequence'])).toEqual([1, 2, 3, 4, 5])
  })

  it('[DF1] gives the frames that it will always give, one after the other', async () => {
    const { history } = await openRoom(await make())

    const { outcomes, frames, earlier } = valueOf(await history.commit(ROOM, several(4), NOW))

    const stored = outcomes.flatMap((outcome) => (outcome.kind === 'stored' ? [outcome.fact] : []))
    const said = toldIn(frames).map(({ value }) => value['sequence'])
    const read = await readAll(history)
    expect([said, earlier, stored.length]).toEqual([[1, 2, 3, 4], [], 4])
    expect(
      stored.every((fact, at) => isSameBytes(fact.frame, read[at]?.frame ?? new Uint8Array())),
    ).toBe(true)
  })

  it('[DF3] opens a new epoch with each start and goes on with the numbers', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, several(2), NOW)

    const second = await reopen(folder, first)
    await second.history.commit(ROOM, [say('later')], NOW)

    const facts = await readAll(second.history)
    expect(second.room.sequence).toBe(2)
    expect(facts.map(({ epoch }) => epoch === first.room.epoch)).toEqual([true, true, false])
    expect(facts[2]?.epoch).toBe(second.room.epoch)
  })

  it('[DF2] never lets time go back in a room', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, [say(1)], NOW)

    const second = await reopen(folder, first)
    const { outcomes } = valueOf(await second.history.commit(ROOM, [say(2)], NOW - 1_000_000))

    expect(outcomes.map((outcome) => outcome.kind === 'stored' && outcome.at)).toEqual([NOW])
  })

  it('stores renames among messages', async () => {
    const { history } = await openRoom(await make())
    const renamed = {
      type: 'member-renamed',
      member: id('ann'),
      name: 'Anna',
      previous: 'ann',
    } as const

    await history.commit(ROOM, [say(1), renamed, say(2)], NOW)

    const types = (await readAll(history)).map(({ frame }) => toldIn(frame)[0]?.type)
    expect(types).toEqual(['message', 'member-renamed', 'message'])
  })

  it('fails for a room that is not open', async () => {
    const { history } = await openRoom(await make())

    const committed = await history.commit('elsewhere', [say(1)], NOW)

    expect(committed.ok).toBe(false)
  })
}

function describeIds(make: () => Promise<ContractFolder>): void {
  it('[SM2] answers the same id with the stored fact, also after a restart', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, several(3), NOW)
    const again = valueOf(await first.history.commit(ROOM, [say(2)], NOW + 1))

    const second = await reopen(folder, first)
    const later = valueOf(await second.history.commit(ROOM, [say(2)], NOW + 2))

    for (const { outcomes, frames } of [again, later]) {
      const [outcome] = outcomes
      expect(outcome?.kind === 'repeated' && outcome.fact.sequence).toBe(2)
      expect(frames.length).toBe(0)
    }
    expect((await readAll(second.history)).length).toBe(3)
  })

  it('[SM2] finds an id that comes twice in one commit', async () => {
    const { history } = await openRoom(await make())

    const { outcomes } = valueOf(await history.commit(ROOM, [say(1), say(2), say(1)], NOW))

    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'repeated'])
    expect(inShort(await readAll(history))).toEqual(['1 text 1', '2 text 2'])
  })

  it('[SM4] does not store other content under the same id', async () => {
    const { history } = await openRoom(await make())

    await history.commit(ROOM, [say(1)], NOW)
    const { outcomes } = valueOf(await history.commit(ROOM, [say(1, 'other'), say(2)], NOW))

    expect(outcomes.map(({ kind }) => kind)).toEqual(['conflict', 'stored'])
    expect(inShort(await readAll(history))).toEqual(['1 text 1', '2 text 2'])
  })

  it('[SM4] keeps the ids of different authors apart', async () => {
    const { history } = await openRoom(await make())

    const { outcomes } = valueOf(
      await history.commit(ROOM, [say(1), say(1, 'another', 'bob')], NOW),
    )

    expect(outcomes.map(({ kind }) => kind)).toEqual(['stored', 'stored'])
  })
}

function describeReading(make: () => Promise<ContractFolder>): void {
  it('[HI1] gives the newest facts below a number, oldest first', async () => {
    const { history } = await openRoom(await make())
    await history.commit(ROOM, several(20), NOW)

    const page = valueOf(
      await history.page(ROOM, { before: 15, from: 3, facts: 5, bytes: 100_000 }),
    )
    const short = valueOf(
      await history.page(ROOM, { before: 5, from: 3, facts: 5, bytes: 100_000 }),
    )
    const none = valueOf(await history.page(ROOM, { before: 3, from: 3, facts: 5, bytes: 100_000 }))

    expect(page.facts.map(({ sequence }) => sequence)).toEqual([10, 11, 12, 13, 14])
    expect(short.facts.map(({ sequence }) => sequence)).toEqual([3, 4])
    expect(none.facts).toEqual([])
  })

  it('[HI1] keeps to the bytes of a page, and gives one fact however large', async () => {
    const { history } = await openRoom(await make())
    await history.commit(ROOM, [say(1, 'x'.repeat(3_000)), say(2), say(3)], NOW)

    const small = valueOf(await history.page(ROOM, { before: 4, from: 1, facts: 9, bytes: 600 }))
    const one = valueOf(await history.page(ROOM, { before: 2, from: 1, facts: 9, bytes: 600 }))

    expect(small.facts.map(({ sequence }) => sequence)).toEqual([2, 3])
    expect(one.facts.map(({ sequence }) => sequence)).toEqual([1])
  })

  it('[JN7] gives one fact, or none', async () => {
    const { history } = await openRoom(await make())
    await history.commit(ROOM, several(3), NOW)

    const found = await Promise.all([2, 4, 0].map((sequence) => history.factAt(ROOM, sequence)))

    expect(found.map((result) => valueOf(result)?.sequence ?? null)).toEqual([2, null, null])
  })

  it('remembers the last facts within their limits when it opens', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, several(30), NOW)
    await first.history.close()

    const second = await openRoom(folder, { facts: 4, bytes: 65_536 })

    expect(second.room.recent.map(({ sequence }) => sequence)).toEqual([27, 28, 29, 30])
    expect([second.room.sequence, second.room.damage]).toEqual([30, null])
  })

  it('[HI3] remembers from which fact on a member may read: the first that it was told', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    await first.history.admit(ROOM, id('ann'), 3)
    await first.history.admit(ROOM, id('ann'), 9)

    const second = await reopen(folder, first)

    expect([...second.room.since]).toEqual([[id('ann'), 3]])
  })
}

function describeLoss(make: () => Promise<ContractFolder>): void {
  it('[SM1] has after a crash everything that it said was stored', async () => {
    const folder = await make()
    const first = await openRoom(folder)
    await first.history.commit(ROOM, several(5), NOW)
    await folder.crash()

    const second = await openRoom(folder)

    expect([second.room.sequence, second.room.damage]).toEqual([5, null])
    expect(inShort(await readAll(second.history)).length).toBe(5)
  })

  it('[ST1] acknowledges nothing while the disk is full, and takes the same again afterwards', async () => {
    const folder = await make()
    const { history } = await openRoom(folder)
    await history.commit(ROOM, [say(1)], NOW)
    const empty = await folder.fill()

    const refused = await history.commit(ROOM, [say(2)], NOW)
    const read = await readAll(history)
    empty()
    const taken = await history.commit(ROOM, [say(2), say(3)], NOW)

    expect([refused.ok, inShort(read), taken.ok]).toEqual([false, ['1 text 1'], true])
    expect(inShort(await readAll(history))).toEqual(['1 text 1', '2 text 2', '3 text 3'])
  })

  it('answers calls in the order in which they were made', async () => {
    const { history } = await openRoom(await make())

    const commits = await Promise.all(several(6).map((draft) => history.commit(ROOM, [draft], NOW)))

    const numbers = commits.flatMap((commit) =>
      valueOf(commit).outcomes.map((outcome) => outcome.kind === 'stored' && outcome.fact.sequence),
    )
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6])
  })
}
