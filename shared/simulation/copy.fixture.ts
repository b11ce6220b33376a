// The copies of one profile on a simulated disk: what resolves is there, what has not resolved is lost when
// the program dies, or has just come through.

import type { ChatError } from '../error.ts'
import type { Member } from '../protocol/schema.ts'
import { failed, succeeded, type Result } from '../result.ts'
import type { CopiedFact, CopyStore, Range } from '../session/copy.ts'
import type { PendingMessage } from '../session/view.ts'
import type { Chance } from './chance.fixture.ts'
import type { Faults } from './faults.fixture.ts'
import { never } from './machine.fixture.ts'

/** The facts of one history of the host. */
export interface Branch {
  readonly facts: Map<number, CopiedFact>
  /** The ids of the messages among them. */
  readonly messages: Set<string>
  held: readonly Range[]
}

/** What is on the disk of one room. */
export interface CopyContent {
  name: string
  you: Member | null
  /** The present history last. */
  readonly branches: Branch[]
  outbox: PendingMessage[]
}

/** A profile's disk. It outlives the programs that use it. */
export class CopyDisk {
  /** One host and one room: more are not simulated. Null until something is written. */
  content: CopyContent | null = null
  isFailing = false
  isSlow = false

  get present(): Branch | null {
    return this.content?.branches.at(-1) ?? null
  }
}

export interface CopyWorld {
  readonly disk: CopyDisk
  readonly later: (ms: number, act: () => void) => void
  readonly isDead: () => boolean
  /** Something is promised, or a promise is kept. */
  readonly touch: () => void
  readonly chance: Chance
  readonly faults: Faults
  /** Something is about to be called, or has been: a program can die here. */
  readonly boundary: () => void
  /** A message is in the outbox. */
  readonly queued: (message: PendingMessage) => void
  /** A change is on the disk. */
  readonly changed: () => void
}

type Failure = Extract<PendingMessage['state'], { kind: 'failed' }>['reason'] | null

export class SimulatedCopies implements CopyStore {
  readonly #world: CopyWorld
  #last: Promise<unknown> = Promise.resolve()
  #underWay: (() => void) | null = null

  constructor(world: CopyWorld) {
    this.#world = world
  }

  /** The program has died: what was being written is there or not. */
  crash(): void {
    const write = this.#underWay
    this.#underWay = null
    if (!write) return
    if (this.#world.chance.happens(0.5)) write()
    else this.#world.faults.strike('copy-write-lost')
  }

  readonly open: CopyStore['open'] = (_key, newest) =>
    this.#call(false, () => {
      const { content, present } = this.#world.disk
      if (!content || !present) return null
      const { held, facts } = present
      const last = held.at(-1)
      const stretch = last ? this.#newest(last.from, last.to + 1, Math.max(1, newest)) : []
      const end = stretch.at(-1)
      return {
        room: { id: 'front', name: content.name },
        you: content.you,
        held,
        resume: end && facts.size > 0 ? resumeAt(end) : null,
        newest: newest >= 1 ? stretch : [],
        outbox: content.outbox,
      }
    })

  readonly describe: CopyStore['describe'] = (_key, room, you) =>
    this.#call(true, () => {
      const content = this.#ensure()
      content.name = room.name
      content.you = you
    })

  readonly queue: CopyStore['queue'] = (_key, message) =>
    this.#call(true, () => {
      const content = this.#ensure()
      if (content.outbox.some(({ id }) => id === message.id)) return
      content.outbox = [...content.outbox, message]
      this.#world.queued(message)
    })

  readonly judge: CopyStore['judge'] = (_key, id, failure) =>
    this.#call(true, () => {
      const content = this.#ensure()
      content.outbox = content.outbox.map((message) =>
        message.id === id ? { ...message, state: stateOf(failure) } : message,
      )
    })

  readonly discard: CopyStore['discard'] = (_key, id) =>
    this.#call(true, () => this.#forget(this.#ensure(), id))

  readonly keep: CopyStore['keep'] = (_key, facts, held) =>
    this.#call(true, () => {
      const content = this.#ensure()
      const branch = content.branches.at(-1)
      if (!branch) return
      for (const copied of facts) {
        const { fact } = copied
        if (!branch.facts.has(fact.sequence)) {
          branch.facts.set(fact.sequence, copied)
          if (fact.type === 'message') branch.messages.add(fact.id)
        }
        const isOwn = fact.type === 'message' && fact.author.id === content.you?.id
        if (isOwn) this.#forget(content, fact.id)
      }
      branch.held = held
    })

  readonly page: CopyStore['page'] = (_key, { before, from, facts }) =>
    this.#call(false, () => this.#newest(from, before, facts))

  readonly search: CopyStore['search'] = () => Promise.resolve(succeeded([]))

  readonly putAside: CopyStore['putAside'] = () =>
    this.#call(true, () => {
      const { content, present } = this.#world.disk
      if (!content || !present) return
      if (present.facts.size === 0) present.held = []
      else content.branches.push(emptyBranch())
    })

  readonly close: CopyStore['close'] = async () => {
    await this.#call(false, () => undefined)
  }

  #ensure(): CopyContent {
    const { disk } = this.#world
    disk.content ??= {
      name: 'front',
      you: null,
      branches: [emptyBranch()],
      outbox: [],
    }
    return disk.content
  }

  #forget(content: CopyContent, id: string): void {
    content.outbox = content.outbox.filter((message) => message.id !== id)
  }

  #newest(from: number, before: number, most: number): readonly CopiedFact[] {
    const { present } = this.#world.disk
    const page: CopiedFact[] = []
    for (let sequence = before - 1; sequence >= from && page.length < most; sequence--) {
      const fact = present?.facts.get(sequence)
      if (fact) page.push(fact)
    }
    return page.toReversed()
  }

  #call<T>(isWrite: boolean, act: () => T): Promise<Result<T>> {
    this.#world.boundary()
    if (this.#world.isDead()) return never()
    this.#world.touch()
    const turn = this.#last.then(() => this.#perform(isWrite, act))
    this.#last = turn
    this.#world.boundary()
    return turn
  }

  #perform<T>(isWrite: boolean, act: () => T): Promise<Result<T>> {
    const { disk, chance, faults, later, changed } = this.#world
    return new Promise((settle) => {
      if (this.#world.isDead()) return
      if (isWrite) {
        this.#underWay = () => {
          act()
          changed()
        }
      }
      if (disk.isSlow) faults.strike('slow-copy')
      later(disk.isSlow ? chance.spread(50, 2_000) : chance.below(4), () => {
        this.#underWay = null
        this.#world.touch()
        if (disk.isFailing) {
          faults.strike('copy-failing')
          settle(unavailable())
          return
        }
        const value = act()
        if (isWrite) changed()
        settle(succeeded(value))
      })
    })
  }
}

function emptyBranch(): Branch {
  return { facts: new Map(), messages: new Set(), held: [] }
}

function unavailable(): { readonly ok: false; readonly error: ChatError } {
  return failed('copy-unavailable', { path: 'copy.db', cause: 'ENOSPC' })
}

function stateOf(failure: Failure): PendingMessage['state'] {
  return failure === null ? { kind: 'waiting' } : { kind: 'failed', reason: failure }
}

function resumeAt({ epoch, hash, fact }: CopiedFact) {
  return { epoch, sequence: fact.sequence, hash }
}
