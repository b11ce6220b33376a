// Figures as a table for people.

/** @typedef {import('./figures.mjs').Figure} Figure */

/**
 * One line: the figure, its goal if there is one, and whether that is met.
 * @param {Figure} figure
 * @returns {string}
 */
export function toLine({ label, value, unit, goal }) {
  const shown = `${formatNumber(value).padStart(12)} ${unit.padEnd(14)}`
  return `  ${label.padEnd(58)}${shown}${goal === undefined ? '' : toVerdict(value, goal)}`.trimEnd()
}

/**
 * @param {number} value
 * @param {number} goal
 */
function toVerdict(value, goal) {
  const shown = `goal ≤ ${formatNumber(goal)}`
  if (Number.isNaN(value)) return shown
  return `${shown}  ${value <= goal ? 'met' : 'missed'}`
}

/** @param {number} value */
function formatNumber(value) {
  if (Number.isNaN(value)) return 'unknown'
  const digits = Math.abs(value) < 10 ? 2 : Math.abs(value) < 1_000 ? 1 : 0
  return value.toLocaleString('en', { maximumFractionDigits: Number.isInteger(value) ? 0 : digits })
}
