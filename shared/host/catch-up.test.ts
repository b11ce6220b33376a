import { describe, expect, it } from 'vitest'
import type { Limits } from '../protocol/limits.ts'
import { join, LEAVE, say } from '../room/host.fixture.ts'
import { TestLoop, type TestMember } from './loop.fixture.ts'

const WIDE: Partial<Limits> = { 'flood-burst': 10_000, 'live-queue-bytes': 20_000 }

interface Scene {
  readonly test: TestLoop
  readonly ann: TestMember
  /** Whoever does not keep up. */
  readonly bob: TestMember
}

/** Bob reads nothing, and Ann says so much that he is behind. */
async function behind(limits: Partial<Limits> = {}, count = 3, text = 'x'.repeat(9_000)) {
  const test = new TestLoop({ ...WIDE, ...limits })
  const scene: Scene = { test, ann: await test.seat('Ann'), bob: await test.seat('Bob') }
  await test.passTime()
  scene.bob.outlet.heard()
  scene.bob.outlet.isSlow = true
  await speak(scene, count, text)
  return scene
}

let nextId = 0

async function speak({ test, ann }: Scene, count: number, text = 'x'): Promise<void> {
  for (let each = 0; each < count; each++) {
    test.say(ann, say(`m${nextId++}`, text))
    await test.turn()
  }
  ann.outlet.heard()
}

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `#${from + index}`)
}

/** Reads what comes, again and again, until nothing more does. */
async function readAll({ test, bob }: Scene): Promise<string[]> {
  const heard: string[] = []
  for (let reads = 0; reads < 1_000; reads++) {
    bob.outlet.drain()
    await test.turn()
    const more = bob.outlet.heard()
    if (more.length === 0) return heard
    heard.push(...more)
  }
  throw new Error('it never ends')
}

describe('CatchUp', () => {
  it('[SR2] [SR3] tells from memory what was missed, then who is here, then what is live', async () => {
    const scene = await behind()
    const { bob, test } = scene
    const live = bob.outlet.heard()
    const missed = await readAll(scene)
    bob.outlet.isSlow = false
    bob.outlet.drain()
    await speak(scene, 1)

    expect({ live, missed, next: bob.outlet.heard(), pages: test.history.pages }).toEqual({
      live: ['#1', '#2'],
      missed: ['#3', 'snapshot'],
      next: ['#4'],
      pages: [],
    })
  })

  it('[SR2] waits until everything has left, and says no more than a write at a time', async () => {
    const scene = await behind({ 'recent-bytes': 1_000_000 }, 40)
    const { bob } = scene
    const before = bob.outlet.heard()
    bob.outlet.drain()
    await scene.test.turn()
    const first = bob.outlet.queuedBytes

    expect([before.length, first > 40_000 && first <= 65_536]).toEqual([2, true])
    expect(await readAll(scene)).toContain('snapshot')
  })

  it('[SR2] reads from the history what is not in memory any more', async () => {
    const scene = await behind({ 'recent-facts': 20 }, 40)
    const heard = [...scene.bob.outlet.heard(), ...(await readAll(scene))]

    expect([heard, scene.test.history.pages.length > 0]).toEqual([
      [...range(1, 40), 'snapshot'],
      true,
    ])
  })

  it('[SR2] reads what is long in smaller pages, down to a single fact', async () => {
    const scene = await behind({ 'recent-facts': 1, 'live-queue-bytes': 10_000 }, 30)
    const heard = [...scene.bob.outlet.heard(), ...(await readAll(scene))]

    expect([heard, scene.bob.outlet.closedWith]).toEqual([[...range(1, 30), 'snapshot'], null])
  })

  it('[SM1] tells nothing that is stored and not published yet', async () => {
    const scene = await behind({ 'recent-facts': 1 }, 6)
    const { test, bob, ann } = scene
    const live = bob.outlet.heard()
    // The disk has the next one, and whether it is synced is not known yet.
    test.history.isHeld = true
    test.say(ann, say('unpublished'))
    await test.turn()
    const commit = test.history
    commit.isHeld = false
    const early = [...live, ...(await readAll(scene))]
    await commit.release()

    expect([early, await readAll(scene)]).toEqual([[...range(1, 6), 'snapshot'], ['#7']])
  })

  it('[SR2] goes on with what is published while it reads', async () => {
    const scene = await behind({ 'recent-facts': 2 }, 10)
    const { test, bob } = scene
    const live = bob.outlet.heard()
    test.history.isHeld = true
    bob.outlet.drain()
    await test.turn()
    test.history.isHeld = false
    await speak(scene, 5)
    await test.history.release()
    const heard = [...live, ...bob.outlet.heard(), ...(await readAll(scene))]

    expect(heard).toEqual([...range(1, 15), 'snapshot'])
  })

  it('[JN5] says nothing to who has left while a page was read', async () => {
    const scene = await behind({ 'recent-facts': 2 }, 10)
    const { test, bob } = scene
    bob.outlet.heard()
    test.history.isHeld = true
    bob.outlet.drain()
    await test.turn()
    test.say(bob, LEAVE)
    await test.history.release()
    await test.turn()

    expect(bob.outlet.heard()).toEqual([])
  })

  it('[SR2] does not forget who left, came back and fell behind again while a page was read', async () => {
    const scene = await behind({ 'recent-facts': 2 }, 10)
    const { test, bob } = scene
    bob.outlet.heard()
    test.history.isHeld = true
    bob.outlet.drain()
    await test.turn()
    const page = test.history
    page.isHeld = false
    test.say(bob, LEAVE, join())
    await test.turn()
    await speak(scene, 5, 'x'.repeat(9_000))
    await page.release()
    const heard = [...bob.outlet.heard(), ...(await readAll(scene))]
    const reads = test.history.pages.map(({ from, facts }) => `${facts} from ${from}`)

    expect(heard).toEqual(['joined', ...range(9, 15), 'snapshot'])
    expect(new Set(reads).size).toBe(reads.length)
  })

  it('[SR2] minds nothing when the connection is gone while a page is read', async () => {
    const scene = await behind({ 'recent-facts': 2 }, 10)
    const { test, bob } = scene
    bob.outlet.heard()
    test.history.isHeld = true
    bob.outlet.drain()
    await test.turn()
    test.loop.lose(bob.id)
    await test.history.release()
    await test.turn()

    expect([bob.outlet.heard(), test.events.filter(({ event }) => event === 'error')]).toEqual([
      [],
      [],
    ])
  })

  it('[SR1] ends a connection when the history cannot be read', async () => {
    const scene = await behind({ 'recent-facts': 2 }, 10)
    scene.test.history.isFailing = true
    await readAll(scene)

    expect(scene.bob.outlet.closedWith).toEqual({ code: 'too-slow' })
  })

  it('[SR1] ends a connection that queued more than it may', async () => {
    const scene = await behind({ 'queue-bytes': 30_000 }, 40)
    await readAll(scene)

    expect(scene.bob.outlet.closedWith).toEqual({ code: 'too-slow' })
  })

  it('[SR3] brings back who fell behind over presence longer than the limit', async () => {
    const test = new TestLoop({ ...WIDE, 'live-queue-bytes': 200 })
    const ann = await test.seat('Ann')
    await test.passTime()
    ann.outlet.heard()
    for (const name of ['Bob', 'Cid', 'Dan']) await test.seat(name)
    const eve = await test.seat('Eve')
    test.say(eve, say('a'))
    await test.turn()
    test.say(eve, say('b'))
    await test.turn()
    test.say(eve, say('c'))
    await test.turn()

    // Facts are longer than the limit too: each is caught up with.
    expect(ann.outlet.heard().filter((line) => line !== 'snapshot')).toEqual(['#1', '#2', '#3'])
  })
})
