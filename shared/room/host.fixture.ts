// Drives a host in tests: connections by number, requests in, effects out. What is to be stored or read is
// stored and read at once, unless a test holds it back.

import type { KeptInvite } from '../history/register.ts'
import type { Ruling } from '../history/standing.ts'
import { limitsWith, type Limits } from '../protocol/limits.ts'
import { failed, succeeded } from '../result.ts'
import type { Request, RequestOf, ResumePoint } from '../protocol/request.ts'
import type { EntryRule, HostConnection, HostRules } from './connection.ts'
import type { Effect, Submission } from './effect.ts'
import { factsIn, MemoryHistory, testHash } from './history.fixture.ts'
import { receiveKept } from './entry.ts'
import { stops } from './moderation.ts'
import { createHost, loseConnection, type Host } from './host.ts'
import { testKey, testProof } from '../protocol/proof.fixture.ts'
import { TEST_CHECKS, testPeer } from './proofs.fixture.ts'
import { receiveRequest } from './receive.ts'
import { receiveLookUp, receivePage } from './read.ts'
import { recentLimits } from './recent.ts'
import { createRoom, type Room } from './room.ts'
import { receiveStopped, receiveStored, receiveUnstored } from './stored.ts'
import { admitUnverified, receiveUnverified, type UnverifiedRequest } from './unverified.ts'

/** What somebody without a key says to become a member. */
export function enter(name: string): UnverifiedRequest {
  return { type: 'enter', room: ROOM, name }
}

/** An id of 22 characters that shows where it comes from. */
export function testId(text: string | number): string {
  return `${text}`.padEnd(22, '_')
}

export const EPOCH = testId('epoch')
export const ROOM = 'front'

export type Reading = Extract<Effect, { type: 'look-up' | 'read-page' }>
type Keeping = Extract<Effect, { type: 'keep-guest' }>

export function rulesWith(
  changes: Partial<Limits> = {},
  history: HostRules['history'] = 'all',
  entry: EntryRule = { kind: 'open' },
): HostRules {
  return {
    limits: limitsWith(changes),
    entry,
    checks: TEST_CHECKS,
    owner: null,
    identify: (key) => `M${key.slice(1, 22)}`,
    hashOf: testHash,
    classic: entry.kind === 'open',
    history,
  }
}

/** A hello of somebody, who is `who`, from one of his devices. */
export function hello(name: string, who = name, device = ''): RequestOf<'hello'> {
  return {
    type: 'hello',
    version: 1,
    capabilities: [],
    name,
    instance: testId(`i${who}${device}`),
    key: testKey(who),
    nonce: testId('nonce'),
  }
}

export function join(
  resume: ResumePoint | null = null,
  role: 'member' | 'viewer' = 'member',
): RequestOf<'join'> {
  return { type: 'join', room: ROOM, role, resume }
}

export function say(id: string | number, text = `text ${id}`): RequestOf<'send-message'> {
  return { type: 'send-message', room: ROOM, id: testId(id), text }
}

export const LEAVE: Request = { type: 'leave', room: ROOM }

export function rename(name: string): Request {
  return { type: 'rename', room: ROOM, name }
}

export function read(before: number, from = 1): Request {
  return { type: 'read-history', room: ROOM, before, from }
}

export class TestHost {
  host: Host
  readonly history = new MemoryHistory(ROOM, EPOCH)
  /** What is remembered of names, invites and guests. */
  readonly names = new Map<string, string>()
  /** Those of them who have said nothing, as a start of the host finds them. */
  quiet: string[] = []
  readonly invites = new Map<string, KeptInvite>()
  readonly guests = new Map<string, string>()
  readonly connections = new Map<number, HostConnection>()
  readonly rules: HostRules
  now = 1_000
  /** Whether a test stores by `store`, reads by `read` and keeps uses of invites by `keep`. */
  isHeld = false
  /** Whether invites cannot be marked as used. */
  isDiskFull = false
  /** Whether a test sees the names that are written down. */
  isClaiming = false
  /** Whether a test proves by itself. */
  isUnproven = false
  waiting: Submission[] = []
  reading: Reading[] = []
  keeping: Keeping[] = []

  constructor(
    limits: Partial<Limits> = {},
    history: HostRules['history'] = 'all',
    entry: EntryRule = { kind: 'open' },
  ) {
    this.rules = rulesWith(limits, history, entry)
    this.host = this.#remembered()
  }

  /** A host that starts anew over the same history, with nobody in it. */
  restart(epoch: string, since: ReadonlyMap<string, number> = new Map()): void {
    this.history.epoch = epoch
    this.connections.clear()
    this.host = this.#remembered(since)
  }

  /** What the connection is now; a new one is greeting. */
  connection(id: number): HostConnection {
    return this.connections.get(id) ?? { kind: 'greeting', id, peer: testPeer(id) }
  }

  /** Who says hello proves the own key at once, unless `isUnproven`. */
  hear(id: number, request: Request): readonly Effect[] {
    const effects = this.#hear(id, request)
    const connection = this.connection(id)
    if (request.type !== 'hello' || connection.kind !== 'proving' || this.isUnproven) return effects
    return this.#hear(id, this.proof(id))
  }

  /** What the connection proves that has said hello. */
  proof(id: number, secrets?: Parameters<typeof testProof>[2]): RequestOf<'prove'> {
    const connection = this.connection(id)
    if (connection.kind !== 'proving') throw new Error(`connection ${id} has nothing to prove`)
    const { hello: said, peer } = connection
    const { binding, nonce: hostNonce } = peer
    return testProof(said.key, { binding, clientNonce: said.nonce, hostNonce }, secrets)
  }

  #hear(id: number, request: Request): readonly Effect[] {
    const step = receiveRequest(this.rules, this.host, this.connection(id), request, this.now)
    this.host = step.host
    this.connections.set(id, step.connection)
    return this.#perform(step.effects)
  }

  /** Lets a connection in that has no key. */
  admitUnverified(id: number, member = testId(`U${id}`)): readonly Effect[] {
    const connection = this.connection(id)
    if (connection.kind !== 'greeting') throw new Error(`connection ${id} is not new`)
    const unverified = { member, room: ROOM }
    const step = admitUnverified(this.rules, this.host, connection, unverified, this.now)
    this.host = step.host
    this.connections.set(id, step.connection)
    return step.effects
  }

  /** Hears a connection without a key. */
  ask(id: number, request: Request | UnverifiedRequest): readonly Effect[] {
    const connection = this.connection(id)
    const step = receiveUnverified(this.rules, this.host, connection, request, this.now)
    this.host = step.host
    this.connections.set(id, step.connection)
    return this.#perform(step.effects)
  }

  lose(id: number): readonly Effect[] {
    const step = loseConnection(this.host, this.connection(id), 'connection-lost')
    this.host = step.host
    this.connections.set(id, step.connection)
    return step.effects
  }

  /** Says hello and joins. */
  seat(id: number, name: string, role: 'member' | 'viewer' = 'member'): readonly Effect[] {
    this.hear(id, hello(name))
    return this.hear(id, join(null, role))
  }

  /** The resume point of a client that holds everything up to a fact. */
  resumeAt(sequence: number): ResumePoint {
    const fact = this.history.at(sequence)
    if (!fact) throw new Error(`there is no fact ${sequence}`)
    return { epoch: fact.epoch, sequence, hash: testHash(fact.frame) }
  }

  /** Stores a ruling that nobody asked for. */
  rule(ruling: Ruling): readonly Effect[] {
    this.waiting.push({ connection: 0, member: '', draft: ruling })
    return this.store()
  }

  /** Stores what waits, or the first so many of it, in one commit. */
  store(count = this.waiting.length): readonly Effect[] {
    const submissions = this.waiting.splice(0, count)
    const committed = this.history.commit(
      submissions.map(({ draft }) => draft),
      this.now,
    )
    const step = receiveStored(this.rules, this.host, ROOM, submissions, committed, this.now)
    this.host = step.host
    return this.#perform(step.effects)
  }

  /** Everything that waits cannot be stored; `isKept` when the disk has kept it after all. */
  failToStore({ isKept = false } = {}): readonly Effect[] {
    const submissions = this.waiting.splice(0)
    if (isKept)
      this.history.keepUntold(
        submissions.map(({ draft }) => draft),
        this.now,
      )
    const step = receiveUnstored(this.host, ROOM, submissions, (id) => this.connection(id))
    this.host = step.host
    for (const connection of step.connections) this.connections.set(connection.id, connection)
    return step.effects
  }

  /** Writes down who holds which name. Claims are seen only by a test that looks for them. */
  #name(effect: Extract<Effect, { type: 'claim-name' | 'forget-member' }>): readonly Effect[] {
    for (const [name, holder] of this.names) {
      if (holder === effect.member) this.names.delete(name)
    }
    if (effect.type === 'forget-member') return [effect]
    this.names.set(effect.name, effect.member)
    return this.isClaiming ? [effect] : []
  }

  #stop(effect: Extract<Effect, { type: 'drop-waiting' }>): readonly Effect[] {
    const stopped = this.waiting.filter((each) => stops(effect, each))
    this.waiting = this.waiting.filter((each) => !stopped.includes(each))
    const { reason } = effect
    const step = receiveStopped(this.host, ROOM, stopped, reason, (id) => this.connection(id))
    this.host = step.host
    for (const connection of step.connections) this.connections.set(connection.id, connection)
    return step.effects
  }

  /** Reads what was to be read first, or fails to. */
  read({ isFailing = false } = {}): readonly Effect[] {
    const [reading] = this.reading.splice(0, 1)
    return reading ? this.#read(reading, isFailing) : []
  }

  /** The first use of an invite that waits is kept on the disk, or cannot be. */
  keep({ isFailing = false } = {}): readonly Effect[] {
    const [keeping] = this.keeping.splice(0, 1)
    return keeping ? this.#keepGuest(keeping, !isFailing) : []
  }

  room(): Room {
    const room = this.host.rooms.get(ROOM)
    if (!room) throw new Error('the front room is gone')
    return room
  }

  #remembered(since: ReadonlyMap<string, number> = new Map()): Host {
    const { facts: recent, sequence } = this.history
    const limits = recentLimits(this.rules.limits)
    const { standing, addressBans } = this.history
    const { names, quiet } = this
    const remembered = { sequence, recent, since, names, quiet, standing, addressBans }
    const register = { invites: [...this.invites.values()], guests: this.guests }
    return createHost([createRoom(ROOM, 'Front', remembered, limits)], register)
  }

  /** Stores and reads what is asked for; what follows from it stands in its place. */
  #perform(effects: readonly Effect[]): readonly Effect[] {
    return effects.flatMap((effect) => {
      if (effect.type === 'store') {
        this.waiting.push(effect.submission)
        return this.isHeld ? [] : this.store()
      }
      if (effect.type === 'claim-name' || effect.type === 'forget-member') return this.#name(effect)
      if (effect.type === 'drop-waiting') return [effect, ...this.#stop(effect)]
      if (effect.type === 'keep-guest') return this.#useInvite(effect)
      if (effect.type !== 'look-up' && effect.type !== 'read-page') return [effect]
      if (!this.isHeld) return this.#read(effect, false)
      this.reading.push(effect)
      return []
    })
  }

  #useInvite(effect: Keeping): readonly Effect[] {
    if (!this.isHeld) return this.#keepGuest(effect, !this.isDiskFull)
    this.keeping.push(effect)
    return []
  }

  #keepGuest(effect: Keeping, isKept: boolean): readonly Effect[] {
    const connection = this.connection(effect.connection)
    const step = receiveKept(this.rules, this.host, connection, effect, isKept, this.now)
    this.host = step.host
    this.connections.set(effect.connection, step.connection)
    if (isKept) {
      this.invites.set(effect.invite.id, effect.invite)
      this.guests.set(effect.member, effect.invite.id)
    }
    return this.#perform(step.effects)
  }

  #read(reading: Reading, isFailing: boolean): readonly Effect[] {
    const connection = this.connection(reading.connection)
    const failure = failed('disk-failing')
    if (reading.type === 'look-up') {
      const found = isFailing ? failure : succeeded(this.history.at(reading.sequence))
      const step = receiveLookUp(this.rules, this.host, connection, reading.join, found, this.now)
      this.host = step.host
      return this.#perform(step.effects)
    }
    const { room, before, from } = reading
    const query = { before, from, facts: 100, bytes: 65_536 }
    const page = isFailing ? failure : succeeded(this.history.page(query))
    const step = receivePage(this.host, connection, room, before, page)
    this.connections.set(reading.connection, step.connection)
    return step.effects
  }
}

/** The answers among effects to one connection. */
export function answersTo(id: number, effects: readonly Effect[]) {
  return effects.flatMap((effect) =>
    effect.type === 'send' && effect.to === id ? [effect.answer] : [],
  )
}

/** What the effects publish. */
export function published(effects: readonly Effect[]) {
  return effects.flatMap((effect) => (effect.type === 'publish' ? factsIn(effect.frames) : []))
}

/** Effects told in short: what, to whom, about what. */
export function inShort(effects: readonly Effect[]): string[] {
  // oxlint-disable-next-line complexity -- one line for each effect.
  return effects.map((effect) => {
    switch (effect.type) {
      case 'send':
        return `send ${effect.to} ${effect.answer.type}${'code' in effect.answer ? ` ${effect.answer.code}` : ''}`
      case 'repeat':
        return `repeat ${effect.to} ${numbers(effect.facts)}`
      case 'publish':
        return `publish ${numbers(factsIn(effect.frames))}`
      case 'store':
        return `store ${effect.submission.draft.type}`
      case 'look-up':
        return `look-up ${effect.connection} #${effect.sequence}`
      case 'read-page':
        return `read-page ${effect.connection} ${effect.from}..${effect.before - 1}`
      case 'admit':
        return `admit ${effect.member.replace(/_+$/, '')} ${effect.since}`
      case 'claim-name':
        return `claim-name ${effect.member.replace(/_+$/, '')} ${effect.name}`
      case 'forget-member':
        return `forget-member ${effect.member.replace(/_+$/, '')}`
      case 'keep-guest':
        return `keep-guest ${effect.member.replace(/_+$/, '')}`
      case 'subscribe':
        return `subscribe ${effect.connection} after #${effect.after}`
      case 'unsubscribe':
        return `unsubscribe ${effect.connection}`
      case 'announce':
        return `announce ${effect.change.type} ${effect.change.member.name}${'reason' in effect.change ? ` ${effect.change.reason}` : ''}`
      case 'drop-waiting':
        return `drop-waiting ${effect.member.replace(/_+$/, '')}`
      case 'cut':
        return `cut ${effect.connection} ${effect.reason.code}`
      case 'close':
        return `close ${effect.connection} ${effect.reason.code}`
      default:
        throw new Error(`unknown effect: ${JSON.stringify(effect satisfies never)}`)
    }
  })
}

function numbers(facts: readonly { readonly sequence: number }[]): string {
  return facts.map(({ sequence }) => `#${sequence}`).join(' ')
}
