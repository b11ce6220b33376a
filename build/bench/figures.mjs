// What a scenario has measured, as it is told and written to files.

/** CPU seconds of the server per million deliveries. */
export const CPU_UNIT = 'CPU s/million'

/**
 * @typedef {object} Figure
 * @property {string} scenario
 * @property {string} label
 * @property {number} value
 * @property {string} unit
 * @property {number} [goal] The value should not be above it.
 */

/** @typedef {[label: string, value: number, unit: string, goal?: number | undefined]} Row */

/**
 * @param {string} scenario
 * @param {string} situation
 * @param {readonly Row[]} rows
 * @returns {Figure[]}
 */
export function toFigures(scenario, situation, rows) {
  return rows.map(([label, value, unit, goal]) => ({
    scenario,
    label: `${situation}: ${label}`,
    value,
    unit,
    ...(goal !== undefined && { goal }),
  }))
}

/**
 * @param {string} what Such as `latency`.
 * @param {import('./latency-histogram.mjs').LatencyHistogram} latency
 * @param {{ p99?: number, p999?: number }} [goals] Milliseconds.
 * @returns {Row[]}
 */
export function latencyRows(what, latency, goals = {}) {
  return [
    [`${what} p50`, latency.percentile(0.5), 'ms'],
    [`${what} p99`, latency.percentile(0.99), 'ms', goals.p99],
    [`${what} p99.9`, latency.percentile(0.999), 'ms', goals.p999],
    [`${what} max`, latency.max, 'ms'],
  ]
}

/**
 * Where there are too few measurements for more.
 * @param {string} what
 * @param {import('./latency-histogram.mjs').LatencyHistogram} latency
 * @param {number} [goal] Milliseconds, for the p99.
 * @returns {Row[]}
 */
export function briefRows(what, latency, goal) {
  return [
    [`${what} p50`, latency.percentile(0.5), 'ms'],
    [`${what} p99`, latency.percentile(0.99), 'ms', goal],
  ]
}

/** @param {readonly number[]} values An odd number of them. */
export function median(values) {
  return values.toSorted((left, right) => left - right)[(values.length - 1) / 2] ?? NaN
}
