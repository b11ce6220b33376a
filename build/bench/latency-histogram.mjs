// Latencies of millions of deliveries in bounded memory.

/** Milliseconds of one bin: the resolution of every percentile. */
const BIN_MS = 0.01

/** Bins; the last one also holds what took longer than 20 s. */
const BINS = 2_000_000

/** @typedef {{ readonly bins: readonly (readonly [number, number])[], readonly max: number }} HistogramParts */

export class LatencyHistogram {
  #bins = new Uint32Array(BINS)
  #max = 0

  /** @param {number} milliseconds */
  add(milliseconds) {
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor(milliseconds / BIN_MS)))
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1
    if (milliseconds > this.#max) this.#max = milliseconds
  }

  /**
   * Adds what another process has measured.
   * @param {HistogramParts} parts
   */
  addParts(parts) {
    for (const [bin, count] of parts.bins) this.#bins[bin] = (this.#bins[bin] ?? 0) + count
    this.#max = Math.max(this.#max, parts.max)
  }

  /**
   * What can be sent to another process.
   * @returns {HistogramParts}
   */
  toParts() {
    /** @type {[number, number][]} */
    const bins = []
    for (const [bin, count] of this.#bins.entries()) if (count > 0) bins.push([bin, count])
    return { bins, max: this.#max }
  }

  /** @returns {number} The largest in milliseconds, exact; 0 when there is none. */
  get max() {
    return this.#max
  }

  /**
   * @param {number} share Between 0 and 1.
   * @returns {number} Milliseconds that this share of the deliveries did not exceed; NaN when there are none.
   */
  percentile(share) {
    const total = this.#bins.reduce((sum, count) => sum + count, 0)
    let left = Math.ceil(total * share)
    for (const [bin, count] of this.#bins.entries()) {
      left -= count
      if (left <= 0 && total > 0) return Math.min(this.#max, (bin + 1) * BIN_MS)
    }
    return NaN
  }
}
