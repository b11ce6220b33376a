import { describe, expect, it } from 'vitest'
import { Simulation, type SimulatedClient } from './simulation.fixture.ts'

const NAMES = ['Ann', 'Bob', 'Cid']
const SEEDS = Array.from({ length: 16 }, (_, index) => index + 1)

function run(seed: number): Simulation {
  return new Simulation(seed, NAMES).run(1_500, 100)
}

function messagesOf(client: SimulatedClient): string[] {
  return client.view.timeline.flatMap((entry) =>
    entry.kind === 'message' ? [entry.message.id] : [],
  )
}

/** What must hold when everything has come to rest. */
function outcomeOf(simulation: Simulation) {
  return simulation.clients.map((client) => ({
    connection: client.view.connection.kind,
    messages: messagesOf(client),
    pending: client.view.pending,
    acknowledged: client.acknowledged.toSorted(),
    ownInOrder: messagesOf(client).filter((messageId) => client.written.includes(messageId)),
    present: client.view.members.map(({ name }) => name).toSorted(),
    you: client.view.joined?.you.name,
    count: client.view.memberCount,
  }))
}

describe('three clients and a host over bad connections', () => {
  it.each(SEEDS)('[DF2] [SM1] [SM2] [SM3] [PR1] come to the same room, seed %i', (seed) => {
    const simulation = run(seed)

    expect(outcomeOf(simulation)).toEqual(
      simulation.clients.map((client) => ({
        connection: 'online',
        messages: simulation.published,
        pending: [],
        acknowledged: client.written.toSorted(),
        ownInOrder: client.written,
        present: simulation.seated,
        you: client.session.settings.name,
        count: NAMES.length,
      })),
    )
  })

  it('plays something: messages, losses and refusals are in it', () => {
    const { published, trace } = run(1)

    expect([
      published.length > 60,
      trace.filter((line) => line.endsWith('lost waiting')).length > 10,
    ]).toEqual([true, true])
  })

  it('plays the same again with the same seed, and something else with another', () => {
    const [first, again, other] = [7, 7, 8].map((seed) => run(seed).trace)

    expect([first, JSON.stringify(first) === JSON.stringify(other)]).toEqual([again, false])
  })
})
