// Lines that show that a long download is alive.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Short enough that nobody takes the program for stuck. */
const REPORT_EVERY_MS = 2_000
const BYTES_PER_MEGABYTE = 1_000_000

/**
 * Reports how much a download has written below `folder`, every two seconds until `work` ends.
 * @template T
 * @param {object} options
 * @param {string} options.folder Holds nothing but this download.
 * @param {() => number | undefined} options.expectedBytes Asked each time, may become known late.
 * @param {(line: string) => void} options.log
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export async function reportDownload({ folder, expectedBytes, log }, work) {
  const startedAt = performance.now()
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    log(`  ${describeProgress(folderBytes(folder), expectedBytes())}, ${seconds} s`)
  }, REPORT_EVERY_MS)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

/**
 * @param {number} bytes
 * @param {number | undefined} expectedBytes
 */
function describeProgress(bytes, expectedBytes) {
  const soFar = (bytes / BYTES_PER_MEGABYTE).toFixed(1)
  if (expectedBytes === undefined) return `${soFar} MB`
  const percent = Math.min(100, Math.floor((100 * bytes) / expectedBytes))
  return `${soFar} of ${(expectedBytes / BYTES_PER_MEGABYTE).toFixed(1)} MB (${percent} %)`
}

/**
 * @param {string} folder
 * @returns {number} Bytes in all files below; files that vanish meanwhile count as 0.
 */
function folderBytes(folder) {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((sum, status) => sum + (status?.isFile() ? status.size : 0), 0)
  } catch {
    // A folder removed while being read: the next report will see the new state.
    return 0
  }
}
