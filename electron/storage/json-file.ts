// A small JSON file: written whole, synced and renamed, so that a crash leaves the old or the new one.

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { systemCode } from '../wire/node-error.ts'

/** Only the user reads what Parley keeps. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** Makes a folder that only the user reads, with its parents. Fails with `folder-unwritable`, also for one that is there. */
export async function makePrivateFolder(path: string): Promise<Result<void>> {
  try {
    await mkdir(path, { recursive: true, mode: FOLDER_MODE })
    await access(path, constants.W_OK | constants.X_OK)
    return succeeded(undefined)
  } catch (error) {
    return failed('folder-unwritable', { path, cause: systemCode(error) })
  }
}

/** The text of a file, or null if there is none. Fails with `file-unreadable`. */
export async function readTextFile(path: string): Promise<Result<string | null>> {
  try {
    return succeeded(await readFile(path, 'utf8'))
  } catch (error) {
    const cause = systemCode(error)
    return cause === 'ENOENT' ? succeeded(null) : failed('file-unreadable', { path, cause })
  }
}

/** Replaces a file; durable when it resolves. Fails with `folder-unwritable`; the old file is whole then. */
export async function writeTextFile(path: string, text: string): Promise<Result<void>> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = await open(temporary, 'wx', FILE_MODE)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
    return succeeded(undefined)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined) // The first reason is the one to tell.
    return failed('folder-unwritable', { path: dirname(path), cause: systemCode(error) })
  }
}

/** Removes a file; durable when it resolves, also when there is none. Fails with `folder-unwritable`. */
export async function removeFile(path: string): Promise<Result<void>> {
  try {
    await unlink(path)
    await syncFolder(dirname(path))
    return succeeded(undefined)
  } catch (error) {
    const cause = systemCode(error)
    return cause === 'ENOENT'
      ? succeeded(undefined)
      : failed('folder-unwritable', { path: dirname(path), cause })
  }
}

/** A rename is on disk when its folder is. Windows does not open folders, and syncs them by itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/**
 * Puts a file that cannot be understood aside, next to where it was. It is never deleted. Fails with
 * `folder-unwritable`.
 */
export async function setAside(path: string, now: Date): Promise<Result<void>> {
  try {
    await rename(path, `${path}.damaged-${now.toISOString().replaceAll(':', '-')}`)
    return succeeded(undefined)
  } catch (error) {
    return failed('folder-unwritable', { path: dirname(path), cause: systemCode(error) })
  }
}
