// One process for each folder. The lock is a file that names its process; a dead owner's is taken over.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { makePrivateFolder } from './json-file.ts'
import { systemCode } from '../wire/node-error.ts'

const LOCK_FILE = 'lock'

/** Tries to take a lock over from owners that died. More than one is a race of starts. */
const MAX_TAKEOVERS = 3

export interface FolderLock {
  /** Gives the folder free. */
  readonly release: () => Promise<void>
}

/**
 * Locks a folder, making it if it is missing. Fails with `inUse` when a living process holds it and with
 * `folder-unwritable` when nothing can be written there.
 */
export async function lockFolder(
  path: string,
  inUse: 'profile-in-use' | 'data-in-use',
): Promise<Result<FolderLock>> {
  const made = await makePrivateFolder(path)
  if (!made.ok) return made
  const lockPath = join(path, LOCK_FILE)
  const own = `${process.pid} ${startTime(process.pid)}`
  const temporary = `${lockPath}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    await writeFile(temporary, own, { mode: 0o600 })
    for (let attempt = 0; attempt < MAX_TAKEOVERS; attempt++) {
      // oxlint-disable-next-line no-await-in-loop
      const taken = await takeLock(temporary, lockPath)
      if (taken === 'taken') return succeeded({ release: () => rm(lockPath, { force: true }) })
      if (taken === 'held') return failed(inUse, { path })
    }
    return failed(inUse, { path })
  } catch (error) {
    return failed('folder-unwritable', { path, cause: systemCode(error) })
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined) // What is left there locks nothing.
  }
}

/** A link appears whole or not at all: nobody reads a lock that is half written. */
async function takeLock(temporary: string, lockPath: string): Promise<'taken' | 'held' | 'freed'> {
  if (await tryLink(temporary, lockPath)) return 'taken'
  const owner = await readOwner(lockPath)
  if (owner === null) return 'freed'
  if (isHeldBy(owner)) return 'held'
  return removeDead(temporary, lockPath, owner)
}

/**
 * Removes the lock of a dead owner, under a lock of its own: of two starts that both saw the dead one, the
 * later would otherwise remove what the earlier has taken meanwhile.
 */
async function removeDead(
  temporary: string,
  lockPath: string,
  dead: string,
): Promise<'held' | 'freed'> {
  const takeover = `${lockPath}.takeover`
  if (!(await tryLink(temporary, takeover))) {
    const other = await readOwner(takeover)
    // Whoever takes over now will hold the lock in a moment.
    if (other !== null && isHeldBy(other)) return 'held'
    await rm(takeover, { force: true })
    return 'freed'
  }
  try {
    if ((await readOwner(lockPath)) === dead) await rm(lockPath, { force: true })
    return 'freed'
  } finally {
    await rm(takeover, { force: true })
  }
}

/** Whether the name was free. */
async function tryLink(existing: string, name: string): Promise<boolean> {
  try {
    await link(existing, name)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/** What a lock says of its owner; null when it was released in this moment. */
async function readOwner(lockPath: string): Promise<string | null> {
  try {
    return await readFile(lockPath, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}

function isHeldBy(owner: string): boolean {
  const [pid = '', started = ''] = owner.split(' ')
  if (!/^\d+$/.test(pid) || !isAlive(Number(pid))) return false
  // A process id is used again after a restart of the system; together with its start it is not.
  return started === startTime(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

/** When a process started, in ticks since the system did; empty where the system does not tell. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks; the fields are counted after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return '' // No /proc on this system: the process id alone has to do.
  }
}
