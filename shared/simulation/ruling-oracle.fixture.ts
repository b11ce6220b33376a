// Judges whether what was decided about members holds: I15, I16.

import type { Row } from './disk.fixture.ts'
import type { HostLink } from './host.fixture.ts'
import type { LogOracle } from './log-oracle.fixture.ts'
import {
  authorOf,
  FACT_TYPES,
  isRecord,
  numberOf,
  readTold,
  textOf,
  type Told,
} from './told.fixture.ts'
import type { Verdict } from './verdict.fixture.ts'

const OUT: ReadonlySet<string> = new Set(['member-kicked', 'member-banned'])
const BANS: ReadonlySet<string> = new Set(['member-banned', 'member-unbanned'])
const MUTES: ReadonlySet<string> = new Set(['member-muted', 'member-unmuted'])

/** Where a connection came in, and after which fact it must be told nothing more. */
interface Stay {
  readonly member: string
  readonly joinedAt: number
  outAfter: number
}

export class RulingOracle {
  readonly #verdict: Verdict
  readonly #log: LogOracle
  /** Milliseconds since 1970, by the clock of the host. */
  readonly #now: () => number
  readonly #stays = new WeakMap<HostLink, Stay>()

  constructor(verdict: Verdict, log: LogOracle, now: () => number) {
    this.#verdict = verdict
    this.#log = log
    this.#now = now
  }

  /** A row is about to be in the log. What ends by itself is not judged: the clock may have been put back since. */
  appended(row: Row): void {
    const told = readTold(row.body)
    if (told.type !== 'message') return
    const mute = this.#last(authorOf(told), MUTES)
    const isMuted = mute?.type === 'member-muted' && mute.value['until'] === null
    this.#verdict.check(!isMuted, 'I16', () => `row ${row.sequence} is by somebody who is muted`)
  }

  /** Somebody is let in. */
  joined(link: HostLink, member: string, joinedAt: number): void {
    this.#stays.set(link, { member, joinedAt, outAfter: Infinity })
    const ban = this.#last(member, BANS)
    if (ban?.type !== 'member-banned' || !this.#log.isTold(ban)) return
    const { until } = ban.value
    const isInForce = typeof until !== 'number' || this.#now() < until
    this.#verdict.check(!isInForce, 'I15', () => `connection ${link.id} is let in, and is banned`)
  }

  /** A connection is about to be told something. */
  told(link: HostLink, told: Told): void {
    const stay = this.#stays.get(link)
    if (!stay || !FACT_TYPES.has(told.type)) return
    const sequence = numberOf(told.value['sequence'])
    this.#verdict.check(
      sequence <= stay.outAfter,
      'I15',
      () => `connection ${link.id} is told fact ${sequence}, and was put out by ${stay.outAfter}`,
    )
    // An older one is history to who came back since.
    if (OUT.has(told.type) && isAbout(told, stay.member) && sequence > stay.joinedAt) {
      stay.outAfter = Math.min(stay.outAfter, sequence)
    }
  }

  #last(member: string, types: ReadonlySet<string>): Told | null {
    return this.#log.findLast((told) => types.has(told.type) && isAbout(told, member))
  }
}

function isAbout({ value }: Told, member: string): boolean {
  return isRecord(value['member']) && textOf(value['member']['id']) === member
}
