// Opens what is in a data folder, and makes it anew first where it is not sound.

import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failureKind } from '../sqlite.ts'
import { readAddressBans } from './address-ban-table.ts'
import { HeadFile } from './head-file.ts'
import type { HistoryOptions } from './history-options.ts'
import { asidePath, finishSalvage, hasLongerBackup, salvage } from './salvage.ts'
import { databasePath, HEAD_FILE } from './schema.ts'
import { checkRoom } from './start-check.ts'
import { SALVAGE_COUNT, Tables } from './tables.ts'

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Bytes. A log of a crash is about 4 MiB; what is much larger is not held in memory for a case so rare. */
const MAX_LOG_BYTES = 67_108_864

/** How what is there looks: the end of a room may be lost without anything else being wrong. */
type Soundness = 'sound' | 'end-lost' | 'unsound'

/** Throws what SQLite or the system say when the folder cannot be used at all. */
export function openSoundTables(
  folder: string,
  options: HistoryOptions,
): { readonly tables: Tables; readonly head: HeadFile } {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  finishSalvage(folder)
  const headPath = join(folder, HEAD_FILE)
  const head = new HeadFile(headPath, options.syncHead)
  if (existsSync(headPath)) chmodSync(headPath, FILE_MODE)
  // SQLite overwrites its log from the first frame on that it does not understand.
  const log = readLog(folder)
  const now = options.now?.() ?? Date.now()
  const { tables, soundness } = openAsItIs(folder, options, head)
  if (soundness !== 'sound' && log) {
    writeFileSync(`${asidePath(folder, now)}-wal`, log, { mode: FILE_MODE })
  }
  if (tables) return { tables, head }
  head.replace(salvage(folder, head.heads, randomBytes(16).toString('base64url'), now))
  return { tables: Tables.open(folder, options), head }
}

function openAsItIs(
  folder: string,
  options: HistoryOptions,
  head: HeadFile,
): { readonly tables: Tables | null; readonly soundness: Soundness } {
  let tables: Tables | null = null
  try {
    tables = Tables.open(folder, options)
    const soundness = judge(folder, tables, head)
    if (soundness !== 'unsound') return { tables, soundness }
    tables.close()
  } catch (error) {
    tables?.close()
    if (failureKind(error) !== 'damaged') throw error
  }
  return { tables: null, soundness: 'unsound' }
}

/** A lost end is no reason to make the database anew, unless a backup has more. */
function judge(folder: string, tables: Tables, head: HeadFile): Soundness {
  if (tables.count(SALVAGE_COUNT) > 0) return 'unsound'
  const rooms = tables.rooms()
  for (const [name, { sequence }] of head.heads) {
    if (sequence > 0 && !rooms.has(name)) return 'unsound'
  }
  tables.register.register()
  let soundness: Soundness = 'sound'
  for (const [name, number] of rooms) {
    const { tip, lost, hasHoles } = checkRoom(tables.stored, number, head.heads.get(name) ?? null)
    if (hasHoles) return 'unsound'
    if (lost > 0 && hasLongerBackup(folder, name, tip.sequence)) return 'unsound'
    if (lost > 0) soundness = 'end-lost'
    // Read once, so that what is damaged there is found now.
    tables.since(number)
    tables.knownDamage(number)
    tables.register.names(number)
    readAddressBans(tables.writer, number)
  }
  return soundness
}

function readLog(folder: string): Uint8Array | null {
  const path = `${databasePath(folder)}-wal`
  const isThere = existsSync(path)
  const size = isThere ? statSync(path).size : 0
  return size > 0 && size <= MAX_LOG_BYTES ? readFileSync(path) : null
}
