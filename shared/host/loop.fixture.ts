// Runs a host's loop in tests: outlets that count what is queued and drain when told, a history whose answers
// can be held back, a clock that stands still.

import type { ChatError } from '../error.ts'
import type { Draft, History, PageQuery, RememberedRoom, StoredFact } from '../history/history.ts'
import type { KeptInvite, RememberedRegister } from '../history/register.ts'
import type { Answer } from '../protocol/answer.ts'
import { encodeFrame } from '../protocol/frame.ts'
import { FRAME_HEADER_BYTES, type Limits } from '../protocol/limits.ts'
import type { Message } from '../protocol/schema.ts'
import type { Request, RequestOf } from '../protocol/request.ts'
import { failed, succeeded, type Result } from '../result.ts'
import type { HostRules } from '../room/connection.ts'
import type { Submission } from '../room/effect.ts'
import { factsIn, MemoryHistory } from '../room/history.fixture.ts'
import { testProof } from '../protocol/proof.fixture.ts'
import { testPeer } from '../room/proofs.fixture.ts'
import { EPOCH, hello, join, ROOM, rulesWith, testId } from '../room/host.fixture.ts'
import { HostLoop } from './host-loop.ts'
import type { HostEvent, Outlet } from './outlet.ts'

/** Lets everything that waits for a resolved promise go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

export class TestOutlet implements Outlet {
  queuedBytes = 0
  /** A slow one keeps what is sent until `drain`. */
  isSlow = false
  isAdmitted = false
  closedWith: ChatError | null = null
  isCut = false
  /** Bytes of each write. */
  readonly writes: number[] = []
  readonly answers: Answer[] = []
  readonly #maxBytes: number
  #isOverrun = false
  #onDrained: (() => void)[] = []

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  send(frames: Uint8Array): boolean {
    if (this.closedWith) return true
    this.#isOverrun ||= this.queuedBytes + frames.length > this.#maxBytes
    if (this.#isOverrun) return false
    if (this.isSlow) this.queuedBytes += frames.length
    this.writes.push(frames.length)
    // What JSON holds is as good as an answer here.
    this.answers.push(...(factsIn(frames) as Answer[]))
    return true
  }

  onceDrained(act: () => void): void {
    this.#onDrained.push(act)
  }

  admit(): void {
    this.isAdmitted = true
  }

  cut(reason: ChatError): void {
    this.isCut = true
    this.close(reason)
  }

  close(reason: ChatError): void {
    this.closedWith ??= reason
  }

  /** Everything queued leaves, and what waits for that is told. */
  drain(): void {
    this.queuedBytes = 0
    for (const act of this.#onDrained.splice(0)) act()
  }

  /** What was said since the last look, in short. */
  heard(): string[] {
    return this.answers.splice(0).map((answer) => {
      if ('sequence' in answer && 'epoch' in answer) return `#${answer.sequence}`
      return 'code' in answer ? `${answer.type} ${answer.code}` : answer.type
    })
  }
}

const PEER = testPeer('')

/** What the proofs of a connection of a test are bound to. */
export function contextOf({ nonce: clientNonce }: RequestOf<'hello'>) {
  return { binding: PEER.binding, clientNonce, hostNonce: PEER.nonce }
}

/** A history that answers at once, or when a test lets it. */
export class TestHistory implements History {
  readonly memory = new MemoryHistory(ROOM, EPOCH)
  readonly admitted: string[] = []
  readonly pages: PageQuery[] = []
  readonly names = new Map<string, string>()
  /** Those of them who have said nothing. */
  readonly quiet = new Set<string>()
  readonly invites = new Map<string, KeptInvite>()
  readonly guests = new Map<string, string>()
  /** What an earlier start has admitted. */
  since: RememberedRoom['since'] = new Map()
  /** Whether answers wait for `release`. */
  isHeld = false
  isFailing = false
  commits = 0
  #waiting: (() => void)[] = []

  async open(): Promise<Result<RememberedRoom>> {
    return succeeded(this.remembered())
  }

  remembered(): RememberedRoom {
    const { since } = this
    const { facts, sequence, epoch, standing, addressBans } = this.memory
    const [recent, names] = [facts.slice(-500), new Map(this.names)]
    const quiet = [...this.quiet]
    return { epoch, sequence, recent, since, names, quiet, standing, addressBans, damage: null }
  }

  commit(_room: string, drafts: readonly Draft[], now: number) {
    this.commits++
    return this.#answer(() => this.memory.commit(drafts, now))
  }

  page(_room: string, query: PageQuery) {
    this.pages.push(query)
    return this.#answer(() => this.memory.page(query))
  }

  factAt(_room: string, sequence: number): Promise<Result<StoredFact | null>> {
    return this.#answer(() => this.memory.at(sequence))
  }

  admit(_room: string, member: string, since: number) {
    return this.#answer(() => void this.admitted.push(`${member.replace(/_+$/, '')} ${since}`))
  }

  claimName(_room: string, member: string, key: string, hasSpoken: boolean) {
    return this.#answer(() => {
      if (hasSpoken) this.quiet.delete(member)
      else this.quiet.add(member)
      for (const [other, holder] of this.names) if (holder === member) this.names.delete(other)
      this.names.set(key, member)
    })
  }

  forgetMember(_room: string, member: string) {
    return this.#answer(() => {
      for (const [key, holder] of this.names) if (holder === member) this.names.delete(key)
      this.quiet.delete(member)
    })
  }

  openRegister(): Promise<Result<RememberedRegister>> {
    return this.#answer(() => ({
      invites: [...this.invites.values()],
      guests: new Map(this.guests),
    }))
  }

  keepInvite(invite: KeptInvite) {
    return this.#answer(() => void this.invites.set(invite.id, invite))
  }

  keepGuest(member: string, invite: KeptInvite) {
    return this.#answer(() => {
      this.invites.set(invite.id, invite)
      this.guests.set(member, invite.id)
    })
  }

  async close(): Promise<void> {}

  /** Answers the oldest calls that wait. */
  async release(count = this.#waiting.length): Promise<void> {
    for (const answer of this.#waiting.splice(0, count)) answer()
    await settled()
  }

  /** What is done is done when it is asked for; only the answer waits. */
  async #answer<T>(act: () => T): Promise<Result<T>> {
    const answer = this.isFailing ? failed('disk-failing') : succeeded(act())
    if (this.isHeld) {
      await new Promise<void>((release) => {
        this.#waiting.push(release)
      })
    }
    return answer
  }
}

export interface TestMember {
  readonly id: number
  readonly outlet: TestOutlet
}

export class TestLoop {
  readonly history = new TestHistory()
  readonly events: HostEvent[] = []
  readonly messages: Message[] = []
  readonly limits: Limits
  now = 1_000
  /** Whether a test proves by itself. */
  isUnproven = false
  loop: HostLoop
  readonly #soon: (() => void)[] = []
  readonly #later: (() => void)[] = []
  readonly #rules: HostRules

  constructor(
    limits: Partial<Limits> = {},
    readable: HostRules['history'] = 'all',
    owner: string | null = null,
  ) {
    this.#rules = { ...rulesWith(limits, readable), owner }
    this.limits = this.#rules.limits
    this.loop = this.#start()
  }

  #start(): HostLoop {
    const remembered = this.history.remembered()
    const { invites, guests } = this.history
    const register = { invites: [...invites.values()], guests: new Map(guests) }
    return new HostLoop(this.#rules, [{ id: ROOM, name: 'Front', remembered }], register, {
      history: this.history,
      now: () => this.now,
      soon: (act) => void this.#soon.push(act),
      later: (_ms, act) => void this.#later.push(act),
      report: (event) => void this.events.push(event),
      onMessage: (message) => void this.messages.push(message),
    })
  }

  /** The host starts again over the same history, with nobody connected. */
  restart(): void {
    this.loop = this.#start()
  }

  /** Everything that was to happen soon happens, and what follows from it. */
  async turn(): Promise<void> {
    do {
      for (const act of this.#soon.splice(0)) act()
      await settled()
    } while (this.#soon.length > 0)
  }

  /** The time of `later` comes. */
  async passTime(): Promise<void> {
    for (const act of this.#later.splice(0)) act()
    await this.turn()
  }

  connect(): TestMember {
    const outlet = new TestOutlet(this.limits['queue-bytes'])
    return { id: this.loop.accept(outlet, PEER), outlet }
  }

  /** Who says hello proves the own key at once. */
  say(member: TestMember, ...requests: readonly Request[]): void {
    const { id } = member
    for (const request of requests) {
      this.loop.receive(id, encodeFrame(request).subarray(FRAME_HEADER_BYTES))
      if (request.type === 'hello' && !this.isUnproven)
        this.say(member, testProof(request.key, contextOf(request)))
    }
  }

  /** Somebody who has joined; what was said on the way in is forgotten. */
  async seat(name: string): Promise<TestMember> {
    const member = this.connect()
    this.say(member, hello(name), join())
    await this.turn()
    member.outlet.heard()
    return member
  }
}

/** A message to be stored, by its number. */
export function submission(id: string | number, text = `text ${id}`, connection = 1): Submission {
  const author = { id: testId('MAnn'), name: 'Ann' }
  const draft = { type: 'message', id: testId(id), author, text } as const
  return { connection, member: author.id, draft }
}
