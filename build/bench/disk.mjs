// What the disk of this machine takes for itself: no acknowledgement can be sooner than that.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LatencyHistogram } from './latency-histogram.mjs'

/** Bytes. A page of the database, as a commit of one message writes it. */
const PAGE_BYTES = 4_096

/**
 * Writes a page to the end of a file and syncs it, again and again, where servers have their data.
 * @param {number} count
 * @returns {LatencyHistogram}
 */
export function measureSync(count) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const latency = new LatencyHistogram()
  const page = Buffer.alloc(PAGE_BYTES, 'parley ')
  const file = openSync(join(folder, 'file'), 'w')
  try {
    for (let number = 0; number < count; number++) {
      const start = performance.now()
      writeSync(file, page)
      fdatasyncSync(file)
      latency.add(performance.now() - start)
    }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
  return latency
}
