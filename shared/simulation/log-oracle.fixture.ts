// Judges what is stored: I1, I2, I3, I5, I6, I12 for messages, I13.

import { digest } from './digest.fixture.ts'
import type { Disk, DiskWatcher, Row } from './disk.fixture.ts'
import { authorOf, isSameBytes, numberOf, readTold, textOf, type Told } from './told.fixture.ts'
import type { Verdict } from './verdict.fixture.ts'

/** A row as it was when it was stored. */
interface Entry {
  readonly told: Told
  /** Author and id of a message, otherwise null. */
  readonly key: string | null
  readonly epoch: string
  readonly hash: Uint8Array
}

/** A message that somebody wrote, and when among his own. */
interface Written {
  readonly writer: string
  readonly place: number
  readonly text: string
  /** It was refused for good once, so that later ones went before it. */
  isLate: boolean
}

const NO_HASH = new Uint8Array(32)

export class LogOracle implements DiskWatcher {
  readonly #verdict: Verdict
  readonly entries: Entry[] = []
  readonly #epochs = new Set<string>()
  readonly #byKey = new Map<string, number>()
  readonly #everStored = new Set<string>()
  readonly #damaged = new Set<number>()
  readonly #everDamaged = new Set<number>()
  readonly #written = new Map<string, Written>()
  readonly #writers = new Map<string, number>()
  readonly #acknowledged = new Map<string, number>()
  /** The last fact that somebody was told. */
  #told = 0
  /** What the next start has to tell. */
  #damageDue: string | null = null
  /** Whether anything has been damaged since the last start that came to its end. */
  #isDamaged = false

  constructor(verdict: Verdict) {
    this.#verdict = verdict
  }

  readonly appended = (row: Row): void => {
    const told = readTold(row.body)
    const { value } = told
    const last = this.entries.at(-1)
    const sequence = this.entries.length + 1
    const isMessage = told.type === 'message'
    const key = isMessage ? `${authorOf(told)} ${textOf(value['id'])}` : null
    const epoch = textOf(value['epoch'])
    const hasNumber = row.sequence === sequence && numberOf(value['sequence']) === sequence
    this.#verdict.check(
      hasNumber,
      'I3',
      () => `row ${row.sequence} is stored as number ${sequence}`,
    )
    this.#judgeEpoch(epoch, last?.epoch ?? null, sequence)
    const hash = digest(last?.hash ?? NO_HASH, row.body)
    this.#verdict.check(
      isSameBytes(hash, row.hash),
      'I13',
      () => `row ${sequence} breaks the chain`,
    )
    const intact = this.entries.findLast((_, index) => !this.#damaged.has(index + 1))
    const before = numberOf(intact?.told.value['at'])
    this.#verdict.check(
      !(numberOf(value['at']) < before),
      'I13',
      () => `row ${sequence}: time goes back`,
    )
    if (key !== null) this.#judgeMessage(key, told, sequence)
    if (told.type === 'history-damaged') this.#judgeDamage()
    this.entries.push({ told, key, epoch, hash: row.hash })
  }

  readonly restored = (disk: Disk, isHeadKept: boolean): void => {
    const left = disk.rows.length
    this.#isDamaged = true
    // A client that has heard of a message, and whose own disk has not, sends it again at the next start.
    for (const { key, told } of this.entries.splice(left)) {
      if (key !== null && this.#acknowledged.has(key)) this.setLate(textOf(told.value['id']))
    }
    const isLost = isHeadKept && this.#told > left
    const fresh = this.#findDamage(disk).find((sequence) => !disk.damaged.has(sequence))
    this.#damageDue = isLost ? `${this.#told - left} facts are lost` : null
    if (fresh !== undefined) this.#damageDue = `row ${fresh} is damaged`
    this.#told = Math.min(this.#told, left)
    this.#byKey.clear()
    this.#writers.clear()
    this.entries.forEach(({ key, told }, index) => {
      if (key === null || this.#damaged.has(index + 1)) return
      this.#byKey.set(key, index + 1)
      const written = this.#written.get(textOf(told.value['id']))
      if (written && !written.isLate) this.#writers.set(written.writer, written.place)
    })
    for (const [key, sequence] of this.#acknowledged) {
      if (this.#byKey.get(key) !== sequence) this.#acknowledged.delete(key)
    }
  }

  readonly flipped = (sequence: number): void => {
    this.#everDamaged.add(sequence)
    this.#isDamaged = true
    this.#damaged.add(sequence)
    this.#damageDue = `row ${sequence} is damaged`
    const entry = this.entries[sequence - 1]
    if (!entry?.key) return
    // It is lost, and whoever sends it again is heard.
    this.#byKey.delete(entry.key)
    this.#acknowledged.delete(entry.key)
    this.setLate(textOf(entry.told.value['id']))
  }

  /** The host runs and is about to be heard. */
  started(): void {
    this.#verdict.check(this.#damageDue === null, 'I13', () => `not told: ${this.#damageDue ?? ''}`)
    this.#isDamaged = false
    for (const [key, sequence] of this.#acknowledged) {
      const isThere = this.entries[sequence - 1]?.key === key
      this.#verdict.check(isThere, 'I1', () => `${key} was acknowledged and is gone`)
    }
  }

  /** Somebody wrote a message, and it is on the disk there. */
  wrote(writer: string, place: number, id: string, text: string): void {
    this.#written.set(id, { writer, place, text, isLate: false })
  }

  /** From here on a message may stand behind later ones. */
  setLate(id: string): void {
    const written = this.#written.get(id)
    if (written) written.isLate = true
  }

  /** An author was told the fact of a message. */
  acknowledge(told: Told): void {
    const sequence = numberOf(told.value['sequence'])
    const id = textOf(told.value['id'])
    const key = `${authorOf(told)} ${id}`
    const written = this.#written.get(id)
    const hasText = !written || written.text === textOf(told.value['text'])
    this.#verdict.check(hasText, 'I1', () => `${key} is acknowledged with other content`)
    const entry = this.entries[sequence - 1]
    // The acknowledgement of a history that was replaced meanwhile. The client believes it all the same.
    if (entry?.key !== key) return this.setLate(id)
    if (!this.#damaged.has(sequence)) this.#acknowledged.set(key, sequence)
  }

  /** The host tells a fact: it is on the disk, and the same there. */
  judgeTold(told: Told, to: string): void {
    const sequence = numberOf(told.value['sequence'])
    this.#told = Math.max(this.#told, sequence)
    const entry = this.entries[sequence - 1]
    if (!entry)
      return this.#verdict.fail('I6', `${to} is told fact ${sequence}, which is not stored`)
    if (isSameBytes(entry.told.body, told.body)) return
    const isStandIn = told.type === 'damaged-fact' && this.#damaged.has(sequence)
    this.#verdict.check(
      isStandIn,
      'I6',
      () => `${to} is told another fact ${sequence} than is stored`,
    )
  }

  /** Whether a message is stored, or was once and got lost with the disk. */
  hasKnown(author: string, id: string): boolean {
    return this.#everStored.has(`${author} ${id}`)
  }

  /** The last fact that is not damaged and fits; null when there is none. */
  findLast(fits: (told: Told) => boolean): Told | null {
    for (let index = this.entries.length - 1; index >= 0; index--) {
      const told = this.entries[index]?.told
      if (told && fits(told) && !this.#damaged.has(index + 1)) return told
    }
    return null
  }

  /** Whether somebody was told a fact, or a later one. */
  isTold({ value }: Told): boolean {
    return numberOf(value['sequence']) <= this.#told
  }

  /** Whether a fact as a client has it is the one that is stored. */
  isStored(sequence: number, type: string, id: string | null): boolean {
    const entry = this.entries[sequence - 1]
    if (!entry) return false
    // A backup may have brought back what was damaged when the client read it.
    if (type === 'damaged-fact') return this.#everDamaged.has(sequence)
    return entry.told.type === type && (id === null || entry.told.value['id'] === id)
  }

  /** Damage is told: because there is some. */
  #judgeDamage(): void {
    this.#damageDue = null
    this.#verdict.check(this.#isDamaged, 'I13', () => 'damage is told where there is none')
  }

  /** The rows that are not what was stored. */
  #findDamage({ rows }: Disk): readonly number[] {
    this.#damaged.clear()
    for (const { sequence, body } of rows) {
      const entry = this.entries[sequence - 1]
      if (!entry || !isSameBytes(entry.told.body, body)) this.#damaged.add(sequence)
    }
    return [...this.#damaged]
  }

  #judgeEpoch(epoch: string, last: string | null, sequence: number): void {
    const isOld = epoch !== last && this.#epochs.has(epoch)
    this.#verdict.check(!isOld, 'I3', () => `fact ${sequence} goes back to an old epoch`)
    this.#epochs.add(epoch)
  }

  #judgeMessage(key: string, told: Told, sequence: number): void {
    const known = this.#byKey.get(key)
    this.#verdict.check(
      known === undefined,
      'I1',
      () => `${key} is stored twice: ${known}, ${sequence}`,
    )
    this.#byKey.set(key, sequence)
    this.#everStored.add(key)
    const id = textOf(told.value['id'])
    const written = this.#written.get(id)
    if (!written) return
    const hasText = written.text === textOf(told.value['text'])
    this.#verdict.check(hasText, 'I12', () => `${key} is stored with a text that nobody wrote`)
    if (written.isLate) return
    const before = this.#writers.get(written.writer) ?? -1
    this.#verdict.check(
      before < written.place,
      'I5',
      () => `${written.writer}: message ${written.place} stands after message ${before}`,
    )
    this.#writers.set(written.writer, written.place)
  }
}
