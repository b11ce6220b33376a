// JSON that other programs wrote: nothing about its shape is taken for granted.
import { readFileSync } from 'node:fs'

/**
 * @param {string} path
 * @returns {unknown} Undefined when the file is missing or is not JSON.
 */
export function readJson(path) {
  try {
    /** @type {unknown} */
    const value = JSON.parse(readFileSync(path, 'utf8'))
    return value
  } catch {
    // A missing report and a report cut short mean the same to every caller.
    return undefined
  }
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown} Undefined when there is no such property.
 */
export function field(value, name) {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {string | undefined}
 */
export function textField(value, name) {
  const found = field(value, name)
  return typeof found === 'string' ? found : undefined
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {number | undefined}
 */
export function numberField(value, name) {
  const found = field(value, name)
  return typeof found === 'number' ? found : undefined
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {readonly unknown[]} Empty when there is no such list.
 */
export function listField(value, name) {
  const found = field(value, name)
  return Array.isArray(found) ? found : []
}
