// What a program with several processes uses, as the Linux kernel counts it.
import { readdirSync, readFileSync } from 'node:fs'
import { readUsage } from './process-usage.mjs'

/** The field of /proc/PID/stat after the program's name, counted from 0. */
const PARENT = 1

/**
 * @typedef {object} TreeUsage
 * @property {number} processes
 * @property {number} cpuSeconds Of the processes that live.
 * @property {number} proportionalKib Memory in KiB: what several processes share counts for each in proportion (PSS).
 */

/**
 * @param {number} pid
 * @returns {TreeUsage} Of this process and all below it.
 */
export function readTree(pid) {
  const pids = treeOf(pid)
  return {
    processes: pids.length,
    cpuSeconds: pids.reduce((sum, each) => sum + readUsage(each).cpuSeconds, 0),
    proportionalKib: pids.reduce((sum, each) => sum + readProportionalKib(each), 0),
  }
}

/** @param {number} root */
function treeOf(root) {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: readParent(name) }))
  const found = [root]
  for (const pid of found) {
    found.push(...parents.filter(({ parent }) => parent === pid).map((each) => each.pid))
  }
  return found
}

/** @param {string} name */
function readParent(name) {
  try {
    const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
    // The name in parentheses may hold anything: fields are counted after it.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[PARENT])
  } catch {
    return -1 // It has ended meanwhile.
  }
}

/** @param {number} pid */
function readProportionalKib(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? NaN)
}
