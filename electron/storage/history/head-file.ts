// The head file: a record for each commit, in a file of fixed size that is written from its beginning to its
// end, so that a sync carries 92 bytes and no new length.

import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Head } from '../../../shared/history/chain.ts'
import {
  decodeHeadFile,
  encodeHeadRecord,
  HEAD_RECORD_BYTES,
  type HeadRecord,
} from '../../../shared/history/head-record.ts'
import { systemCode } from '../../wire/node-error.ts'

/** Bytes. Some 11,000 commits; then the last record of each room goes into a new file. */
const FILE_BYTES = 1_048_576

const FILE_MODE = 0o600

/** Says that what was written to a file is on the disk, or throws. */
export type SyncFile = (descriptor: number) => void

export class HeadFile {
  readonly #path: string
  readonly #sync: SyncFile
  readonly #heads: Map<string, HeadRecord>
  #commit: number
  #descriptor: number | null = null
  /** Where the next record goes. */
  #offset = FILE_BYTES

  /** Reads the file; what is not there or not valid counts as not written. Throws when it cannot be read. */
  constructor(path: string, sync: SyncFile = fdatasyncSync) {
    this.#path = path
    this.#sync = sync
    const { heads, commit } = decodeHeadFile(readIfThere(path))
    this.#heads = new Map(heads)
    this.#commit = commit
  }

  /** The last valid record of each room. */
  get heads(): ReadonlyMap<string, HeadRecord> {
    return this.#heads
  }

  /** Says that a room's chain is on the disk up to here; it is on the disk itself when this returns. */
  append(room: string, { sequence, hash }: Head): void {
    const record: HeadRecord = { room, sequence, hash, commit: this.#commit + 1 }
    if (this.#descriptor === null || this.#offset + HEAD_RECORD_BYTES > FILE_BYTES) {
      this.#renew(new Map(this.#heads).set(room, record))
    } else {
      writeWhole(this.#descriptor, encodeHeadRecord(record), this.#offset)
      this.#sync(this.#descriptor)
      this.#offset += HEAD_RECORD_BYTES
    }
    // Only now: whoever asks is told what is on the disk.
    this.#commit = record.commit
    this.#heads.set(room, record)
  }

  /** Replaces everything that is known of the rooms, after they were made anew. */
  replace(heads: ReadonlyMap<string, Head>): void {
    const records = new Map<string, HeadRecord>()
    for (const [room, head] of heads) records.set(room, { ...head, room, commit: ++this.#commit })
    this.#renew(records)
    this.#heads.clear()
    for (const [room, record] of records) this.#heads.set(room, record)
  }

  /** Lets the file go. The next record is written into a new one. */
  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    this.#descriptor = null
  }

  #renew(records: ReadonlyMap<string, HeadRecord>): void {
    this.close()
    const bytes = new Uint8Array(Math.max(FILE_BYTES, records.size * 2 * HEAD_RECORD_BYTES))
    let offset = 0
    for (const record of records.values()) {
      bytes.set(encodeHeadRecord(record), offset)
      offset += HEAD_RECORD_BYTES
    }
    const temporary = `${this.#path}.new`
    const descriptor = openSync(temporary, 'w', FILE_MODE)
    try {
      writeWhole(descriptor, bytes, 0)
      this.#sync(descriptor)
      renameSync(temporary, this.#path)
      syncFolder(dirname(this.#path))
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
    this.#descriptor = descriptor
    this.#offset = offset
  }
}

/** A system may take less than it was given, on a disk that is nearly full. */
function writeWhole(descriptor: number, bytes: Uint8Array, start: number): void {
  let written = 0
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, start + written)
  }
}

function readIfThere(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Uint8Array()
    throw error
  }
}

/** A rename is on disk when its folder is. Windows does not open folders, and syncs them by itself. */
export function syncFolder(path: string): void {
  if (process.platform !== 'win32') syncPath(path, 'r')
}

/** What a file holds is on the disk when this returns. Windows syncs only what is open for writing. */
export function syncPath(path: string, flags: 'r' | 'r+' = 'r+'): void {
  const descriptor = openSync(path, flags)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
