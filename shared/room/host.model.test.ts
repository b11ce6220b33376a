import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameKey } from '../protocol/name.ts'
import type { Request } from '../protocol/request.ts'
import type { Effect } from './effect.ts'
import { hello, inShort, join, ROOM, say, testId, TestHost } from './host.fixture.ts'

const CONNECTIONS = 5
const names = fc.constantFrom('Ann', 'ANN', 'Bob', 'Cid', '\u200B')

const requests: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(names, fc.constantFrom('1', '2', '3'))
      .map(([name, instance]) => hello(name, instance)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.option(fc.nat(20)), fc.constantFrom('member', 'viewer'))
      .map(([at, role]) => join(at, role)),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.nat(9), fc.constantFrom('a', 'b', ''))
      .map(([id, text]) => say(id, text)),
  },
  fc.nat(9).map((id): Request => ({ type: 'withdraw-message', room: ROOM, id: testId(id) })),
  names.map((name): Request => ({ type: 'rename', room: ROOM, name })),
  fc.constantFrom<Request>(
    { type: 'leave', room: ROOM },
    { type: 'leave', room: 'attic' },
    { type: 'list-members', room: ROOM, after: null },
    { type: 'heartbeat' },
    { type: 'goodbye', reason: 'leaving' },
  ),
)

const steps = fc.array(
  fc.record({
    from: fc.nat(CONNECTIONS - 1),
    /** What comes: a request, the end of a connection, or a new connection in its place. */
    what: fc.oneof(
      { weight: 9, arbitrary: requests },
      fc.constantFrom('lose' as const, 'replace' as const),
    ),
    waitMs: fc.nat(60),
  }),
  { maxLength: 120 },
)

/** The shell's view of who receives what: kept from the effects alone. */
class Wire {
  readonly subscribed = new Set<number>()
  readonly closed = new Set<number>()
  published = 0

  perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'subscribe') {
        if (this.subscribed.has(effect.connection)) throw new Error('subscribed twice')
        this.subscribed.add(effect.connection)
      }
      if (effect.type === 'unsubscribe' && !this.subscribed.delete(effect.connection)) {
        throw new Error('unsubscribed without a subscription')
      }
      if (effect.type === 'close') this.closed.add(effect.connection)
      if (effect.type === 'publish' && effect.fact.sequence !== ++this.published) {
        throw new Error(`published #${effect.fact.sequence} as number ${this.published}`)
      }
    }
  }
}

/** What must hold after every step, as a list of what does not. */
function violations(test: TestHost, wire: Wire): string[] {
  const { seats, names: held, sequence, recent } = test.room()
  const members = [...seats.values()]
  const keys = members.map(({ member }) => nameKey(member.name))
  const checks: Record<string, boolean> = {
    'the room counts what was published': sequence === wire.published,
    'recent facts are without gaps': recent.facts.every(
      (fact, index) => fact.sequence === sequence - recent.facts.length + 1 + index,
    ),
    'names are unique': new Set(keys).size === keys.length,
    'names are those of the seats': held.size === seats.size && keys.every((key) => held.has(key)),
    'seats belong to admitted connections': members.every(
      ({ member, connection }) => test.host.admitted.get(member.id) === connection,
    ),
    'subscriptions are those of the seats':
      members
        .map(({ connection }) => connection)
        .toSorted((left, right) => left - right)
        .join() === [...wire.subscribed].toSorted((left, right) => left - right).join(),
    'nobody closed is subscribed': [...wire.closed].every((id) => !wire.subscribed.has(id)),
    'members have one connection': [...test.host.admitted].every(([member, id]) => {
      const connection = test.connection(id)
      return connection.kind === 'admitted' && connection.member === member
    }),
    'there are not too many': test.host.admitted.size <= test.rules.limits['members-per-host'],
  }
  return Object.keys(checks).filter((name) => !checks[name])
}

describe('a host', () => {
  it('[DF2] keeps its promises whatever its connections ask', () => {
    fc.assert(
      fc.property(steps, (played) => {
        const test = new TestHost({ 'flood-burst': 3, 'members-per-host': 2, 'recent-facts': 6 })
        const wire = new Wire()
        const idOf = Array.from({ length: CONNECTIONS }, (_, index) => index)
        let nextId = CONNECTIONS
        const broken = played.flatMap(({ from, what, waitMs }) => {
          test.now += waitMs
          const id = idOf[from] ?? 0
          if (what === 'lose' || what === 'replace') {
            if (what === 'replace') idOf[from] = nextId++
            wire.perform(what === 'lose' ? test.lose(id) : [])
          } else {
            const before = test.host
            const effects = test.hear(id, what)
            wire.perform(effects)
            const isRefused = inShort(effects).some((line) => line.includes(' refusal '))
            if (isRefused && test.host !== before) return ['a refusal changed something']
            if (isRefused && effects.length > 1) return ['a refusal had other effects']
          }
          return violations(test, wire)
        })

        expect(broken).toEqual([])
      }),
      { numRuns: 300, seed: 20_261_120 },
    )
  })
})
