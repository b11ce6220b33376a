// Damage to the files of a host, chosen by a seed.

import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chanceOf } from '../testing/chance.ts'

export const FILES = ['history.db', 'history.db-wal', 'history.head'] as const

/** Bytes at the beginning of the head file in which all of its records are; the rest is empty. */
const HEAD_BYTES = 32_768

export interface Damage {
  readonly file: (typeof FILES)[number]
  /** A bit that is flipped, counted from 0, or null for an end that is cut off. */
  readonly bit: number | null
  /** The byte that is hit, or the new length. */
  readonly offset: number
}

/** Damage number `index`; the kinds take turns, the places are random. */
export function chooseDamage(data: string, index: number): Damage {
  const below = chanceOf(index)
  const file = FILES[index % FILES.length] ?? 'history.db'
  const { size } = statSync(join(data, file))
  const offset = below(file === 'history.head' ? HEAD_BYTES : size)
  return { file, offset, bit: below(3) === 0 ? null : below(8) }
}

export function inflict(data: string, { file, bit, offset }: Damage): void {
  const path = join(data, file)
  if (bit === null) return truncateSync(path, offset)
  const bytes = readFileSync(path)
  bytes[offset] = (bytes[offset] ?? 0) ^ (1 << bit)
  writeFileSync(path, bytes)
}

export function describeDamage({ file, bit, offset }: Damage): string {
  return bit === null ? `${file} cut at ${offset}` : `bit ${bit} of byte ${offset} of ${file}`
}
