// Judges what a client tells its person and keeps on its disk: I4, absences, the copy and the outbox.

import { assertNever } from '../assert-never.ts'
import type { Range } from '../session/copy.ts'
import type { DurableFact } from '../protocol/schema.ts'
import type { PendingMessage, SessionEvent } from '../session/view.ts'
import type { ClientWatcher, SimulatedClient } from './client.fixture.ts'
import type { LogOracle } from './log-oracle.fixture.ts'
import { authorOf, numberOf, readTold, textIn } from './told.fixture.ts'
import type { Trace } from './trace.fixture.ts'
import type { Verdict } from './verdict.fixture.ts'

/** Where a body says what it is, and how much of it traces show. */
const TYPE_AT = 9
const TYPE_LENGTH = 60

/** What a person has seen, and what the disk has said. */
interface Seen {
  /** Facts in the order of the room, since the timeline began anew. */
  facts: DurableFact[]
  /** The last number that this client was told, also before the timeline began anew. */
  last: number
  /** The room's last number when the client joined. */
  joinedAt: number
  written: number
  readonly discarded: Set<string>
  outbox: readonly PendingMessage[]
  held: readonly Range[]
  branch: object | null
}

export class ClientOracle implements ClientWatcher {
  readonly #verdict: Verdict
  readonly #log: LogOracle
  readonly #trace: Trace
  readonly #seen = new Map<SimulatedClient, Seen>()

  constructor(verdict: Verdict, log: LogOracle, trace: Trace) {
    this.#verdict = verdict
    this.#trace = trace
    this.#log = log
  }

  /** The facts that a person sees, oldest first. */
  factsOf(client: SimulatedClient): readonly DurableFact[] {
    return this.#of(client).facts
  }

  /** Whether a person has given up a message. */
  isDiscarded(id: string): boolean {
    return [...this.#seen.values()].some(({ discarded }) => discarded.has(id))
  }

  readonly began = (client: SimulatedClient): void => {
    const seen = this.#of(client)
    seen.facts = []
    seen.last = 0
  }

  readonly hearing = (client: SimulatedClient, body: Uint8Array): void => {
    const text = textIn(body)
    this.#trace.note(client.settings.label, 'hears', text.slice(TYPE_AT, TYPE_AT + TYPE_LENGTH))
    const isJoined = text.startsWith('{"type":"joined"')
    if (isJoined) this.#of(client).joinedAt = numberOf(readTold(body).value['sequence'])
    if (!text.startsWith('{"type":"message"')) return
    const { member } = client
    // Read whole only where it may be an acknowledgement: everything else is said to all.
    const told = text.includes(member) ? readTold(body) : null
    if (told && authorOf(told) === member) this.#log.acknowledge(told)
  }

  readonly queued = (client: SimulatedClient, { id, text }: PendingMessage): void => {
    const seen = this.#of(client)
    this.#log.wrote(client.settings.label, seen.written++, id, text)
  }

  readonly discarding = (client: SimulatedClient, id: string): void => {
    // Unless its own disk has forgotten it by then, a later start sends it all the same.
    this.#of(client).discarded.add(id)
    this.#log.setLate(id)
  }

  readonly retrying = (_client: SimulatedClient, id: string): void => {
    this.#log.setLate(id)
  }

  readonly told = (client: SimulatedClient, events: readonly SessionEvent[]): void => {
    const seen = this.#of(client)
    for (const event of events) this.#judgeEvent(client, seen, event)
  }

  readonly copied = (client: SimulatedClient): void => {
    const { content, present } = client.copyDisk
    if (!content || !present) return
    const seen = this.#of(client)
    const before = seen.branch === present ? seen.held : []
    for (const range of present.held) {
      for (let sequence = range.from; sequence <= range.to; sequence++) {
        const known = before.find(({ from, to }) => from <= sequence && sequence <= to)
        if (known) sequence = known.to
        else if (!present.facts.has(sequence)) {
          return this.#fail(client, `says that it holds fact ${sequence} and does not`)
        }
      }
    }
    seen.branch = present
    seen.held = present.held
    this.#judgeOutbox(client, seen, content.outbox)
  }

  // oxlint-disable-next-line complexity -- one case for each kind of event.
  #judgeEvent(client: SimulatedClient, seen: Seen, event: SessionEvent): void {
    switch (event.type) {
      case 'copy-opened':
        seen.facts = []
        return this.#append(client, seen, event.facts)
      case 'facts-received':
        return this.#append(client, seen, event.facts)
      case 'older-read':
        return this.#prepend(client, seen, event.facts)
      case 'history-restarted':
        seen.facts = []
        if (event.reason === 'diverged') seen.last = 0
        return
      case 'was-away':
        return this.#judgeAbsence(client, seen, event)
      case 'connection-changed':
      case 'room-joined':
      case 'members-listed':
      case 'members-refreshed':
      case 'presence-changed':
      case 'outbox-changed':
      case 'behind-read':
        // What these tell is compared with the host's at rest.
        return
      default:
        assertNever(event)
    }
  }

  #append(client: SimulatedClient, seen: Seen, facts: readonly DurableFact[]): void {
    for (const fact of facts) {
      const last = seen.facts.at(-1)?.sequence
      const isNext = last === undefined ? fact.sequence > seen.last : fact.sequence === last + 1
      this.#verdict.check(
        isNext,
        'I4',
        () => `${client.settings.label} is told fact ${fact.sequence} after ${last ?? seen.last}`,
      )
      seen.facts.push(fact)
      seen.last = fact.sequence
    }
  }

  #prepend(client: SimulatedClient, seen: Seen, facts: readonly DurableFact[]): void {
    if (facts.length === 0) return
    const all = [...facts, ...seen.facts]
    const first = all[0]?.sequence ?? 1
    const isWhole = all.every(({ sequence }, index) => sequence === first + index)
    const { label } = client.settings
    this.#verdict.check(isWhole, 'I4', () => `${label} reads older facts that do not fit`)
    seen.facts = all
    seen.last = Math.max(seen.last, all.at(-1)?.sequence ?? 0)
  }

  #judgeAbsence(
    client: SimulatedClient,
    seen: Seen,
    { after, count }: Extract<SessionEvent, { type: 'was-away' }>,
  ): void {
    const isRight = after === seen.last && after + count === seen.joinedAt && count > 0
    const { label } = client.settings
    this.#verdict.check(
      isRight,
      'I4',
      () =>
        `${label}: ${count} after ${after} while away, but it was ${seen.last}..${seen.joinedAt}`,
    )
  }

  /** A message leaves the outbox when its fact is in the copy, or the person has discarded it. */
  #judgeOutbox(client: SimulatedClient, seen: Seen, outbox: readonly PendingMessage[]): void {
    if (outbox === seen.outbox) return
    // The order stays, so that what is left is met on the way.
    let next = 0
    for (const { id } of seen.outbox) {
      if (outbox[next]?.id === id) {
        next++
        continue
      }
      if (seen.discarded.has(id) || isCopied(client, id)) continue
      if (outbox.some((left) => left.id === id)) continue
      this.#fail(client, `has lost message ${id}`)
    }
    seen.outbox = outbox
  }

  #fail(client: SimulatedClient, what: string): void {
    this.#verdict.fail('copy', `the copy of ${client.settings.label} ${what}`)
  }

  #of(client: SimulatedClient): Seen {
    const known = this.#seen.get(client)
    if (known) return known
    const seen: Seen = {
      facts: [],
      last: 0,
      joinedAt: 0,
      written: 0,
      discarded: new Set(),
      outbox: [],
      held: [],
      branch: null,
    }
    this.#seen.set(client, seen)
    return seen
  }
}

function isCopied(client: SimulatedClient, id: string): boolean {
  return (client.copyDisk.content?.branches ?? []).some(({ messages }) => messages.has(id))
}
