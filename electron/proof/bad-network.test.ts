// Four members behind bad networks: whatever happens there, in the end everybody has the same list.

import { expect, it } from 'vitest'
import { BadNetwork } from '../testing/bad-network.ts'
import { chanceOf } from '../testing/chance.ts'
import { TestClient } from '../testing/test-client.ts'
import { startServer } from '../testing/test-server.ts'
import { until } from '../testing/until.ts'

/** Things that happen before the networks heal. */
const TROUBLES = 40

/** Milliseconds from a wake until everybody is in the room again: three for a dead connection to show. */
const RESUME_MS = 5_000

interface Member {
  readonly name: string
  readonly client: TestClient
  readonly network: BadNetwork
  said: number
}

async function joinBehind(port: number, name: string): Promise<Member> {
  const network = await BadNetwork.to(port)
  const client = await TestClient.join(network.port, { name })
  return { name, client, network, said: 0 }
}

/** What can befall a network. */
const TROUBLE: readonly ((network: BadNetwork, below: (max: number) => number) => void)[] = [
  (network, below) => network.become({ latencyMs: below(200) }),
  (network) => network.become({ sliceBytes: 1 }),
  (network, below) => network.become({ bytesPerSecond: 2_000 + below(20_000) }),
  (network) => network.become({ isBlackhole: true }),
  (network) => network.reset(),
  (network) => network.halfClose('up'),
  (network) => network.halfClose('down'),
  (network) => network.heal(),
]

async function speak(member: Member, lines: number): Promise<void> {
  const first = member.said + 1
  member.said += lines
  const texts = Array.from({ length: lines }, (_, index) => `${member.name} ${first + index}`)
  await member.client.says(...texts)
}

/** All that a member holds in its copy, in order. */
async function heldBy({ client }: Member): Promise<readonly string[]> {
  const page = await client.loop.readFrom(1, 10_000)
  if (!page.ok) throw new Error(page.error.code)
  expect(page.value.map(({ sequence }) => sequence)).toEqual(
    page.value.map((_, index) => index + 1),
  )
  return page.value.flatMap((fact) => (fact.type === 'message' ? [fact.text] : []))
}

it.each([1, 2, 3])(
  'everybody has the same, nothing is lost, doubled or out of order, and a wake is answered (seed %i)',
  async (seed) => {
    const below = chanceOf(seed)
    const { port } = await startServer({ limits: { 'flood-burst': 10_000 } })
    const members = await Promise.all(
      ['Ada', 'Bob', 'Cleo', 'Dan'].map((name) => joinBehind(port, name)),
    )
    for (let trouble = 0; trouble < TROUBLES; trouble++) {
      const member = members[below(members.length)]
      if (member) TROUBLE[below(TROUBLE.length)]?.(member.network, below)
      for (const other of members) await speak(other, below(4))
      // The next trouble comes whenever it likes.
      await new Promise((settle) => setTimeout(settle, below(60)))
    }

    for (const { network } of members) network.heal()
    const healedAt = performance.now()
    for (const { client } of members) client.client.wake()
    await Promise.all(members.map(({ client }) => client.becomes('online')))
    await Promise.all(members.map(({ client }) => client.isDelivered()))
    const resumedMs = performance.now() - healedAt

    const count = members.reduce((sum, { said }) => sum + said, 0)
    await until(async () => {
      for (const member of members) expect(await heldBy(member)).toHaveLength(count)
    })
    const lists = await Promise.all(members.map(heldBy))
    expect(new Set(lists.map((list) => list.join('\n'))).size).toBe(1)
    for (const { name, said } of members) {
      const own = lists[0]?.filter((text) => text.startsWith(`${name} `))
      expect(own).toEqual(Array.from({ length: said }, (_, index) => `${name} ${index + 1}`))
    }
    expect(resumedMs).toBeLessThan(RESUME_MS)
  },
)
