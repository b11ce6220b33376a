import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameKey } from '../protocol/name-key.ts'
import type { Request } from '../protocol/request.ts'
import type { Effect } from './effect.ts'
import type { Host } from './host.ts'
import { hello, inShort, join, read, ROOM, say, testId, TestHost } from './host.fixture.ts'
import { factsIn, testHash } from './history.fixture.ts'

const CONNECTIONS = 5
const names = fc.constantFrom('Ann', 'ANN', 'Bob', 'Cid', '\u200B')

/** A resume point that is good for no fact, to be made good where the fact is there. */
function resumeAt(sequence: number | null) {
  return sequence === null ? null : { epoch: testId('none'), sequence: sequence + 1, hash: '' }
}

const hellos = fc
  .tuple(names, fc.constantFrom('1', '2', '3'), fc.constantFrom('', 'b'))
  .map(([name, who, device]) => hello(name, who, device))

const requests: fc.Arbitrary<Request> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.option(fc.nat(20)), fc.constantFrom('member', 'viewer'))
      .map(([at, role]) => join(resumeAt(at), role)),
  },
  {
    weight: 14,
    arbitrary: fc
      .tuple(fc.nat(9), fc.constantFrom('a', 'b', ''))
      .map(([id, text]) => say(id, text)),
  },
  fc.nat(9).map((id): Request => ({ type: 'withdraw-message', room: ROOM, id: testId(id) })),
  names.map((name): Request => ({ type: 'rename', room: ROOM, name })),
  fc.tuple(fc.nat(20), fc.nat(20)).map(([before, from]) => read(before + 1, from + 1)),
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
    /** How a new connection begins, before what comes. */
    begin: fc.option(hellos, { freq: 9 }),
    /** What comes: a request, the end of a connection, or the disk. */
    what: fc.oneof(
      { weight: 18, arbitrary: requests },
      hellos,
      { weight: 6, arbitrary: fc.constantFrom('store', 'read') },
      { weight: 2, arbitrary: fc.constantFrom('fail', 'fail-kept', 'fail-kept', 'fail-read') },
      fc.constant('lose'),
    ),
    waitMs: fc.nat(60),
  }),
  { minLength: 60, maxLength: 160, size: 'max' },
)

interface Step {
  readonly from: number
  readonly begin: Request | null
  readonly what: Request | string
}

/** The shell's view of who receives what: kept from the effects alone. */
class Wire {
  /** The last fact that each subscribed connection was told. */
  readonly told = new Map<number, number>()
  readonly closed = new Set<number>()
  published: number[] = []

  perform(effects: readonly Effect[]): void {
    for (const [index, effect] of effects.entries()) {
      if (effect.type === 'subscribe') {
        if (this.told.has(effect.connection)) throw new Error('subscribed twice')
        this.told.set(effect.connection, effect.after)
        checkMissed(effects[index - 1], effects[index - 2], effect.after)
      }
      if (effect.type === 'unsubscribe' && !this.told.delete(effect.connection)) {
        throw new Error('unsubscribed without a subscription')
      }
      if (effect.type === 'close') this.closed.add(effect.connection)
      if (effect.type === 'repeat') this.#checkRepeat(effect.to, effect.facts)
      if (effect.type === 'publish') this.#publish(effect)
    }
  }

  #publish({ frames, sequence }: Extract<Effect, { type: 'publish' }>): void {
    const facts = factsIn(frames)
    if (facts.at(-1)?.sequence !== sequence) throw new Error('published another last number')
    this.published.push(...facts.map((fact) => fact.sequence))
    for (const [id, told] of this.told) {
      if (facts[0]?.sequence !== told + 1) throw new Error(`${id} was told ${told} before`)
      this.told.set(id, sequence)
    }
  }

  /** Whoever is in the room knows what is repeated, or it would look like a gap. */
  #checkRepeat(to: number, facts: readonly { readonly sequence: number }[]): void {
    const told = this.told.get(to)
    const last = facts.at(-1)?.sequence ?? 0
    if (told !== undefined && last > told) throw new Error(`repeated ${last} after ${told}`)
  }
}

/** [JN3]: what follows `joined` is what it says, up to where the subscription begins. */
function checkMissed(before: Effect | undefined, first: Effect | undefined, after: number): void {
  const missed = before?.type === 'repeat' ? before.facts : []
  const answer = before?.type === 'send' ? before.answer : first?.type === 'send' && first.answer
  if (!answer || answer.type !== 'joined') throw new Error('subscribed without joined')
  const numbers = missed.map(({ sequence }) => sequence)
  const promised = Array.from(
    { length: answer.sequence - answer.from + 1 },
    (_, index) => answer.from + index,
  )
  if (numbers.join() !== promised.join() || answer.sequence !== after) {
    throw new Error(`joined promised ${promised.join()} and told ${numbers.join()}`)
  }
}

/** What must hold after every step, as a list of what does not. */
function violations(test: TestHost, wire: Wire): string[] {
  const { seats, names: held, claims, sequence, recent } = test.room()
  const members = [...seats.values()]
  const keys = members.map(({ member }) => nameKey(member.name))
  const reserved = test.waiting.flatMap(({ draft }) =>
    draft.type === 'member-renamed' ? [`${draft.member} ${nameKey(draft.name)}`] : [],
  )
  const checks: Record<string, boolean> = {
    'everything is published once and in order':
      wire.published.every((number, index) => number === index + 1) &&
      wire.published.length === sequence,
    'what is published is stored': sequence <= test.history.sequence,
    'recent facts are without gaps': recent.facts.every(
      (fact, index) => fact.sequence === sequence - recent.facts.length + 1 + index,
    ),
    'names are unique': new Set(keys).size === keys.length,
    'everybody holds the own name': members.every(
      ({ member }) => held.get(nameKey(member.name)) === member.id,
    ),
    'a member holds one name, and the one that is being stored': [...held].every(
      ([key, member]) => claims.get(member)?.key === key || reserved.includes(`${member} ${key}`),
    ),
    'a name is being stored only while it is': members.every(
      ({ member, naming }) =>
        naming === null || reserved.includes(`${member.id} ${nameKey(naming)}`),
    ),
    'seats belong to admitted connections': members.every(
      ({ member, connections }) =>
        connections.size > 0 &&
        [...connections.keys()].every((id) =>
          [...(test.host.present.get(member.id)?.values() ?? [])].includes(id),
        ),
    ),
    'subscriptions are those of the seats':
      members
        .flatMap(({ connections }) => [...connections.keys()])
        .toSorted((left, right) => left - right)
        .join() === [...wire.told.keys()].toSorted((left, right) => left - right).join(),
    'nobody closed is subscribed': [...wire.closed].every((id) => !wire.told.has(id)),
    'members have one connection for each instance': [...test.host.present].every(
      ([member, here]) =>
        [...here].every(([instance, id]) => {
          const connection = test.connection(id)
          return (
            connection.kind === 'admitted' &&
            connection.member === member &&
            connection.instance === instance
          )
        }),
    ),
    'there are not too many': test.host.present.size <= test.rules.limits['members-per-host'],
  }
  return Object.keys(checks).filter((name) => !checks[name])
}

/** A resume point of a fact that is there is made good: clients come back with what they hold. */
function madeGood(test: TestHost, request: Request): Request {
  if (request.type !== 'join' || !request.resume) return request
  const fact = test.history.at(request.resume.sequence)
  if (!fact || fact.sequence > test.room().sequence) return request
  const resume = { epoch: fact.epoch, sequence: fact.sequence, hash: testHash(fact.frame) }
  return { ...request, resume }
}

class Play {
  readonly test = new TestHost({
    'flood-burst': 8,
    'flood-per-second': 20,
    'members-per-host': 2,
    'recent-facts': 6,
  })
  readonly wire = new Wire()
  readonly #idOf = Array.from({ length: CONNECTIONS }, (_, index) => index)
  #nextId = CONNECTIONS

  constructor() {
    this.test.isHeld = true
  }

  /** Takes a step and says what it broke. */
  take({ from, begin, what }: Step): string[] {
    const id = this.#idOf[from] ?? 0
    if (typeof what === 'string') {
      this.wire.perform(this.#disturb(id, what))
      return violations(this.test, this.wire)
    }
    const { kind } = this.test.connection(id)
    if (kind === 'closed') this.#idOf[from] = this.#nextId++
    if (kind !== 'greeting' || !begin) return this.#hear(id, madeGood(this.test, what))
    return [
      ...this.#hear(id, begin),
      ...(what.type === 'join' ? [] : this.#hear(id, join())),
      ...this.#hear(id, madeGood(this.test, what)),
    ]
  }

  #disturb(id: number, what: string): readonly Effect[] {
    switch (what) {
      case 'lose':
        return this.test.lose(id)
      case 'store':
        return this.test.store()
      case 'read':
        return this.test.read()
      case 'fail-read':
        return this.test.read({ isFailing: true })
      default:
        return this.test.failToStore({ isKept: what === 'fail-kept' })
    }
  }

  #hear(id: number, request: Request): string[] {
    const before = this.test.host
    const effects = this.test.hear(id, request)
    this.wire.perform(effects)
    const isRefused = inShort(effects).some((line) => line.includes(' refusal '))
    const isChanged = partsOf(this.test.host).some((part, index) => part !== partsOf(before)[index])
    if (isRefused && isChanged) return ['a refusal changed something']
    if (isRefused && effects.length > 1) return ['a refusal had other effects']
    return violations(this.test, this.wire)
  }
}

/** What a refusal leaves as it was; attempts count all the same. [RQ4] [FL1] */
function partsOf({ rooms, present, register, guesses }: Host) {
  return [rooms, present, register, guesses]
}

describe('a host', () => {
  it('[DF2] [SM1] [ST1] keeps its promises whatever its connections ask and its disk does', () => {
    fc.assert(
      fc.property(steps, (played) => {
        const play = new Play()
        const broken = played.flatMap((step) => {
          play.test.now += step.waitMs
          return play.take(step)
        })

        expect(broken).toEqual([])
      }),
      { numRuns: 300, seed: 20_261_120 },
    )
  })
})
