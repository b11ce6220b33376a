// The password of a room out of a file: not on the command line, where every process of the machine sees it.

import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { normalizePassword } from '../../shared/passphrase/passphrase.ts'
import { failed, type Result } from '../../shared/result.ts'
import { systemCode } from '../wire/node-error.ts'

/** Bytes that are read: more than the longest password in the largest of its forms. */
const MAX_BYTES = 4_096

/**
 * The first line of a file in UTF-8 as a normalised password. Fails with `file-unreadable` when there is no such
 * file or no text in its first line, otherwise as `normalizePassword`.
 */
export async function readPasswordFile(path: string): Promise<Result<string>> {
  let bytes: Buffer
  try {
    bytes = await readStart(path)
  } catch (error) {
    const code = systemCode(error)
    const cause = code === 'ENOENT' ? 'there is no such file' : code
    return failed('file-unreadable', { path, cause })
  }
  const line = firstLine(bytes)
  if (line === null) return failed('file-unreadable', { path, cause: 'it is not UTF-8 text' })
  if (line.trim() === '') {
    return failed('file-unreadable', { path, cause: 'its first line is empty' })
  }
  return normalizePassword(line)
}

/** Works for pipes as well. */
function readStart(path: string): Promise<Buffer> {
  return buffer(createReadStream(path, { end: MAX_BYTES - 1 }))
}

/** Null for bytes that are not text. */
function firstLine(bytes: Buffer): string | null {
  const end = bytes.findIndex((byte) => byte === 0x0a || byte === 0x0d)
  try {
    // Fatal: a password in another encoding would be one that nobody can type.
    const decoder = new TextDecoder('utf-8', { fatal: true })
    return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end))
  } catch {
    return null
  }
}
