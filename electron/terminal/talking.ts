// One session of `parley join`: from the dial to the goodbye, from the lines of the input to those of the output.

import type { HostAddress } from '../../shared/address/host-address.ts'
import { describeError, type ChatError } from '../../shared/error.ts'
import type { RulingAsked } from '../../shared/protocol/moderation.ts'
import { foldName } from '../../shared/protocol/name.ts'
import { isBlank } from '../../shared/protocol/text.ts'
import type { CopyStore } from '../../shared/session/copy.ts'
import { ruledMember } from '../../shared/session/known-rulings.ts'
import type { Trust } from '../../shared/session/trust.ts'
import { ChatClient } from '../client/chat-client.ts'
import type { ProfileKey } from '../identity/profile-key.ts'
import type { ProfileStore } from '../storage/profile-store.ts'
import { FactPrinter } from './fact-printer.ts'
import { InputLines } from './input-lines.ts'
import { JoinOutcome, type JoinedClient } from './join-outcome.ts'
import { parseModeration, type ModerationLine } from './moderation-line.ts'
import type { Print } from './output.ts'
import { SessionPrinter } from './session-printer.ts'
import { untilSignal } from './signals.ts'
import type { JoinCommand } from './usage.ts'

/** Milliseconds for what waits in the outbox after the end of the input. */
const DRAIN_MS = 60_000

/** Milliseconds between two records of what was printed: a killed `join` prints at most these anew. */
const RECORD_MS = 1_000

/** Messages that wait before no further line is read: a file of any length can be said. */
const MAX_WAITING = 500

/** What belongs to a profile. */
export interface Folders {
  readonly profile: ProfileStore
  readonly key: ProfileKey
  readonly copies: CopyStore
}

/** Where and by what a session comes in. */
export interface Attempt {
  readonly address: HostAddress
  readonly trust: Trust
  /** Of the room, normalised; null when none is known. */
  readonly password: string | null
  /** The token of an invite; null without one. */
  readonly invite: string | null
  /** Whether an invite names the host: it is remembered when it is joined, and in place of no other key. [TR6] */
  readonly isInvited: boolean
}

export class Talking {
  readonly #folders: Folders
  readonly #print: Print
  readonly #outcome = new JoinOutcome()
  readonly #printer: SessionPrinter
  readonly #client: ChatClient
  readonly #input = new InputLines(process.stdin)
  #facts: FactPrinter | null = null
  #recorded = 0
  /** What remembers the host of an invite; nothing before there is something to remember. */
  #remember: () => void = () => undefined

  constructor(folders: Folders, command: JoinCommand, attempt: Attempt, print: Print) {
    const { profile, key, copies } = folders
    const { address, trust, password, invite } = attempt
    this.#folders = folders
    this.#print = print
    this.#printer = new SessionPrinter(print, () => this.#facts)
    this.#client = new ChatClient({
      settings: {
        address,
        name: command.name,
        role: command.role,
        room: null,
        fill: 'everything',
        instance: profile.instance,
        key: key.publicKey,
        trust,
        openHosts: [],
      },
      copies,
      credentials: { key, password, invite },
      onEvents: (events) => {
        this.#openFacts()
        this.#printer.printAll(events)
        this.#outcome.observe(this.#state())
        if (events.some(({ type }) => type === 'room-joined')) this.#remember()
      },
      onTrusted: (fingerprint) => {
        if (attempt.isInvited) {
          this.#remember = () => void profile.trustNewHost(address, fingerprint)
        } else void profile.trustHost(address, fingerprint)
      },
      onTrouble: (error) => this.#printError(error),
    })
  }

  /** Runs until the input is over and everything is said, or until the session ends. */
  async run(): Promise<JoinOutcome> {
    this.#client.start()
    void untilSignal().then(() => this.#outcome.interrupt())
    const recording = setInterval(() => void this.#record(), RECORD_MS)
    await this.#outcome.settled(DRAIN_MS)
    clearInterval(recording)
    this.#input.close()
    await this.#client.leave()
    this.#outcome.leave(this.#client.loop.view)
    await this.#record()
    return this.#outcome
  }

  /** The session as the outcome looks at it. */
  #state(): JoinedClient {
    const { loop } = this.#client
    const isPrinted = (this.#facts?.printed ?? 0) >= (loop.resumePoint?.sequence ?? 0)
    return {
      view: loop.view,
      isCaughtUp: loop.isCaughtUp && isPrinted,
      hasWaiting: loop.hasWaiting,
      waitingCount: loop.waitingCount,
    }
  }

  /** Once the room and its copy are known, facts can be printed and lines be sent. */
  #openFacts(): void {
    const { loop } = this.#client
    const { copyKey: key } = loop
    if (key === null) return
    if (this.#facts) return this.#facts.beginAt(loop.session.first)
    const { profile } = this.#folders
    this.#recorded = profile.printedUpTo(key)
    this.#facts = new FactPrinter({
      print: this.#print,
      read: async (from, facts) => {
        const page = await loop.readFrom(from, facts)
        return page.ok ? page.value : []
      },
      printed: this.#recorded,
      onCaughtUp: () => this.#outcome.observe(this.#state()),
    })
    void this.#sendLines()
  }

  async #record(): Promise<void> {
    const { copyKey } = this.#client.loop
    const printed = this.#facts?.printed ?? 0
    if (copyKey === null || printed === this.#recorded) return
    this.#recorded = printed
    await this.#folders.profile.setPrintedUpTo(copyKey, printed)
  }

  async #sendLines(): Promise<void> {
    let line = 0
    for await (const text of this.#input) {
      line++
      if (text.trim() === '/quit') break
      await this.#sendLine(text, line)
      await this.#outcome.untilFewerThan(MAX_WAITING, () => this.#state())
    }
    this.#outcome.endInput(this.#state())
  }

  async #sendLine(text: string, line: number): Promise<void> {
    if (isBlank(text)) return
    const decision = parseModeration(text)
    if (decision) return this.#decide(decision)
    const sent = await this.#client.loop.send(text)
    if (sent.ok) {
      this.#facts?.expect(sent.value.id)
      this.#print({ event: 'queued', line, id: sent.value.id })
    } else {
      this.#outcome.reject()
      this.#printError(sent.error)
    }
  }

  /** Asks the room to decide. What it decides is told as a ruling; a refusal is printed. */
  async #decide(decision: ModerationLine): Promise<void> {
    const asked = decision.kind === 'room' ? decision.asked : this.#askAbout(decision)
    if (asked === null) return this.#printError({ code: 'unknown-member' })
    const ruled = await this.#client.loop.rule(asked)
    if (!ruled.ok) this.#printError(ruled.error)
  }

  /** About somebody who is here, or about whom the room has decided before; null for a name that nobody bears. */
  #askAbout({ name, ask }: Extract<ModerationLine, { kind: 'member' }>): RulingAsked | null {
    const { members, rulings } = this.#client.loop.view
    const key = foldName(name)
    const member =
      members.find((each) => foldName(each.name) === key)?.id ?? ruledMember(rulings, name)
    return member === null ? null : ask(member)
  }

  #printError(error: ChatError): void {
    this.#print({ event: 'error', code: error.code, message: describeError(error) })
  }
}
