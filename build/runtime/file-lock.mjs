// One process at a time, across processes that know nothing of each other but a path.
import { linkSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { numberField, readJson, textField } from './json.mjs'

/** How often the holder shows that it lives. */
const HEARTBEAT_MS = 2_000
/** A holder silent for this long is gone, even if another process has got its number. */
const SILENT_MS = 30_000
const POLL_MS = 100

/**
 * Runs `work` while holding the lock at `path`, and releases it whatever happens. A lock whose
 * holder has died is taken over.
 * @template T
 * @param {string} path
 * @param {number} waitMs How long to wait for another holder before giving up with an error.
 * @param {() => Promise<T>} work
 * @param {() => void} [onWait] Called once, when another process holds the lock.
 * @returns {Promise<T>}
 */
export async function withFileLock(path, waitMs, work, onWait) {
  mkdirSync(dirname(path), { recursive: true })
  const token = `${process.pid}.${process.hrtime.bigint()}`
  const giveUpAt = performance.now() + waitMs
  let waiting = false
  while (!tryTake(path, token)) {
    if (!waiting) onWait?.()
    waiting = true
    if (performance.now() > giveUpAt) {
      throw new Error(
        `another process has held ${path} for ${waitMs / 1000} s; end it, or remove the file`,
      )
    }
    await delay(POLL_MS)
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
    if (readHolder(path)?.token === token) rmSync(path, { force: true })
  }
}

/**
 * @param {string} path
 * @param {string} token
 */
function tryTake(path, token) {
  const own = `${path}.${token}`
  // Written aside and linked, so that nobody ever reads a lock without its holder.
  writeFileSync(own, JSON.stringify({ token, pid: process.pid, host: hostname() }))
  try {
    if (tryLink(own, path)) return true
    if (!isAbandoned(path)) return false
    removeAbandoned(own, path)
    return tryLink(own, path)
  } finally {
    rmSync(own, { force: true })
  }
}

/**
 * Two processes may find the same dead lock: the second must not remove what the first has taken.
 * @param {string} own
 * @param {string} path
 */
function removeAbandoned(own, path) {
  const guard = `${path}.takeover`
  if (!tryLink(own, guard)) {
    if (isAbandoned(guard)) rmSync(guard, { force: true })
    return
  }
  try {
    if (isAbandoned(path)) rmSync(path, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path */
function isAbandoned(path) {
  const holder = readHolder(path)
  if (!holder) return false
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  return age > SILENT_MS || (holder.host === hostname() && !isAlive(holder.pid))
}

/**
 * @param {string} path
 * @returns {{ token: string, pid: number, host: string } | undefined} Undefined once released.
 */
function readHolder(path) {
  const holder = readJson(path)
  const token = textField(holder, 'token')
  const pid = numberField(holder, 'pid')
  const host = textField(holder, 'host')
  return token !== undefined && pid !== undefined && host !== undefined
    ? { token, pid, host }
    : undefined
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // Taken over after a long sleep of the machine; the work's own steps are atomic.
  }
}
