// Judges what a host says and decides while it runs: I7, I8, I11, I12.

import type { HostLoop } from '../host/host-loop.ts'
import type { Limits } from '../protocol/limits.ts'
import type { HostLink, HostRules, HostRun, HostWatcher } from './host.fixture.ts'
import type { LogOracle } from './log-oracle.fixture.ts'
import {
  authorOf,
  CONTENT_TYPES,
  FACT_TYPES,
  isRecord,
  numberOf,
  summaryOf,
  textOf,
  toldIn,
  tryTold,
  type Told,
} from './told.fixture.ts'
import type { RulingOracle } from './ruling-oracle.fixture.ts'
import type { Trace } from './trace.fixture.ts'
import type { Verdict } from './verdict.fixture.ts'

/** What is known of a connection. */
interface LinkState {
  isInRoom: boolean
  isOver: boolean
  member: string
  /** Whether it asked for anything since its queue was empty. */
  hasAsked: boolean
  /** Facts that follow a header which was asked for. */
  due: number
}

/** Bytes of presence, snapshots and goodbyes that may come on top of facts. */
const SMALL_FRAMES = 2_048

type HostState = HostLoop['host']

export class RoomOracle implements HostWatcher {
  readonly #verdict: Verdict
  readonly #log: LogOracle
  readonly #rulings: RulingOracle
  readonly #trace: Trace
  readonly #rules: HostRules
  readonly #links = new WeakMap<HostLink, LinkState>()
  /** The first fact that a member may read. */
  readonly #since = new Map<string, number>()
  readonly #told = new Set<HostLink>()
  /** The connection that speaks for a member. */
  readonly #spoken = new Map<string, LinkState>()
  #run: HostRun | null = null
  #judged: HostState | null = null
  /** Who was in each room when its names were judged last. */
  readonly #judgedSeats = new Map<string, object>()
  #before: HostState | null = null
  #isRefused = false
  #isLeaving = false
  #asking: HostLink | null = null

  constructor(
    verdict: Verdict,
    log: LogOracle,
    rulings: RulingOracle,
    rules: HostRules,
    trace: Trace,
  ) {
    this.#verdict = verdict
    this.#rulings = rulings
    this.#trace = trace
    this.#log = log
    this.#rules = rules
  }

  readonly started = (run: HostRun): void => {
    this.#run = run
    this.#log.started()
  }

  readonly hearing = (run: HostRun, link: HostLink, body: Uint8Array): void => {
    const told = tryTold(body)
    const type = told?.type
    this.#trace.note(`${link.id} asks`, ...summaryOf(told))
    const state = this.#stateOf(link)
    if (type !== 'heartbeat') state.hasAsked = true
    this.#before = run.loop.host
    this.#isRefused = false
    this.#asking = link
    this.#isLeaving = type === 'leave'
  }

  readonly heard = (run: HostRun, link: HostLink): void => {
    this.#asking = null
    const state = this.#stateOf(link)
    // A host that stops hears nothing any more: only who is out is out.
    if (this.#isLeaving && !isSeated(run.loop.host, link, state)) state.isInRoom = false
    if (!this.#isRefused || !this.#before || this.#before === run.loop.host) return
    const isSame = stateText(this.#before) === stateText(run.loop.host)
    this.#verdict.check(isSame, 'I12', () => 'a refused request has changed the room')
  }

  readonly telling = (_run: HostRun, link: HostLink, frames: Uint8Array): void => {
    const state = this.#stateOf(link)
    const isIdle = link.wire.queuedBytes === 0 && state.due === 0
    if (isIdle && this.#asking !== link) state.hasAsked = false
    this.#told.add(link)
    for (const told of toldIn(frames)) this.#judge(link, state, told)
    if (!state.hasAsked) this.#judgeQueue(link, frames.length)
  }

  readonly ended = (link: HostLink): void => {
    const state = this.#stateOf(link)
    state.isOver = true
    state.isInRoom = false
  }

  readonly troubled = (message: string): void => {
    this.#verdict.fail('crash', message)
  }

  /** The database is an older one: who joined since then joins anew. */
  restored(left: number): void {
    for (const [member, since] of this.#since) if (since > left + 1) this.#since.delete(member)
  }

  /** What has to hold whenever nothing is under way within the host. */
  judgeMoment(): void {
    if (this.#told.size > 0) this.#judgeOverrun()
    const host = this.#run?.process.isDead ? null : this.#run?.loop.host
    if (!host || host === this.#judged) return
    this.#judged = host
    this.#judgeNames(host)
  }

  #judgeOverrun(): void {
    for (const link of this.#told) {
      const isLeft = link.wire.isOverrun && link.wire.isOpen && !this.#run?.process.isDead
      this.#verdict.check(!isLeft, 'I11', () => `connection ${link.id} lost frames and goes on`)
    }
    this.#told.clear()
  }

  #judge(link: HostLink, state: LinkState, told: Told): void {
    const { type, value } = told
    this.#verdict.check(!state.isOver, 'I7', () => `${type} after the end of connection ${link.id}`)
    if (type === 'refusal') this.#refuse(link, value)
    if (type === 'welcome') this.#welcome(state, textOf(value['member']))
    if (type === 'joined') this.#join(link, state, value)
    this.#rulings.told(link, told)
    if (type === 'history') this.#expect(state, numberOf(value['from']), numberOf(value['to']))
    if (!CONTENT_TYPES.has(type)) return
    // The answer to a message that was heard before he left tells him nothing new.
    const isOwn = type === 'message' && authorOf(told) === state.member
    this.#verdict.check(
      state.isInRoom || isOwn,
      'I7',
      () => `${type} for connection ${link.id} outside the room`,
    )
    if (!FACT_TYPES.has(type)) return
    state.due = Math.max(0, state.due - 1)
    this.#log.judgeTold(told, `connection ${link.id}`)
    const first = this.#rules.history === 'all' ? 1 : (this.#since.get(state.member) ?? 1)
    const isHis = numberOf(value['sequence']) >= first
    this.#verdict.check(
      isHis,
      'I7',
      () => `fact ${numberOf(value['sequence'])} is from before the member`,
    )
  }

  #refuse(link: HostLink, refusal: Told['value']): void {
    if (this.#asking === link) this.#isRefused = true
    // Later ones go before what is refused for good, and its author sends it again if he does not hear of it.
    if (!('retryAfterMs' in refusal)) this.#log.setLate(textOf(refusal['id']))
  }

  /** A member has one connection: the one before is over, whatever it still says. */
  #welcome(state: LinkState, member: string): void {
    const before = this.#spoken.get(member)
    if (before && before !== state) before.isOver = true
    state.member = member
    this.#spoken.set(member, state)
  }

  #join(link: HostLink, state: LinkState, joined: Told['value']): void {
    state.isInRoom = true
    this.#expect(state, numberOf(joined['from']), numberOf(joined['sequence']))
    state.member = isRecord(joined['you']) ? textOf(joined['you']['id']) : ''
    this.#rulings.joined(link, state.member, numberOf(joined['sequence']))
    if (this.#since.has(state.member)) return
    this.#since.set(state.member, numberOf(joined['sequence']) + 1)
  }

  #expect(state: LinkState, from: number, to: number): void {
    state.hasAsked = true
    state.due = to - from + 1
  }

  /** Who only listens is never sent more than the live queue holds, or what is kept for those who come back. */
  #judgeQueue(link: HostLink, bytes: number): void {
    const { limits } = this.#rules
    const bound = boundOf(limits)
    const queued = link.wire.queuedBytes + bytes
    this.#verdict.check(
      queued <= bound,
      'I11',
      () => `${queued} bytes wait for connection ${link.id}, which asked for nothing`,
    )
  }

  #judgeNames(host: HostState): void {
    for (const { id, seats } of host.rooms.values()) {
      if (this.#judgedSeats.get(id) === seats) continue
      this.#judgedSeats.set(id, seats)
      const names = new Set([...seats.values()].map(({ member }) => folded(member.name)))
      this.#verdict.check(names.size === seats.size, 'I8', () => 'two members have one name')
    }
  }

  #stateOf(link: HostLink): LinkState {
    const known = this.#links.get(link)
    if (known) return known
    const state = { isInRoom: false, isOver: false, member: '', hasAsked: true, due: 0 }
    this.#links.set(link, state)
    return state
  }
}

function isSeated(host: HostState, link: HostLink, { member }: LinkState): boolean {
  return [...host.rooms.values()].some(
    ({ seats }) => seats.get(member)?.connections.has(link.id) ?? false,
  )
}

function boundOf(limits: Limits): number {
  return (
    Math.max(limits['live-queue-bytes'], limits['recent-bytes'], limits['text-bytes'] * 6) +
    SMALL_FRAMES
  )
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

/** What a host has decided so far, as text. In no order: a state of before may have another one. */
function stateText(host: HostState): string {
  return JSON.stringify([
    [...host.present].map(([id, here]) => [id, [...here]] as const).toSorted(byKey),
    [...host.rooms.values()].map(({ seats, names, sequence, since }) => [
      [...seats]
        .map(([id, seat]) => [id, { ...seat, connections: [...seat.connections] }] as const)
        .toSorted(byKey),
      [...names].toSorted(byKey),
      [...since].toSorted(byKey),
      sequence,
    ]),
  ])
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
