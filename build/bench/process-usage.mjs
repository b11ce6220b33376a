// What a process has used so far, as the Linux kernel counts it.
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** Clock ticks per second of /proc: fixed at 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100

/** Fields of /proc/PID/stat after the program's name, counted from 0. */
const USER_TICKS = 11
const SYSTEM_TICKS = 12

/**
 * @typedef {object} Usage
 * @property {number} cpuSeconds User and system time of all threads. NaN where there is no /proc.
 * @property {number} residentKib Resident memory in KiB. NaN where there is no /proc.
 */

/**
 * @param {number} pid
 * @returns {Usage}
 */
export function readUsage(pid) {
  if (process.platform !== 'linux') return { cpuSeconds: NaN, residentKib: NaN }
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  // The name is in parentheses and may hold anything, so fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])
  return {
    cpuSeconds: ticks / TICKS_PER_SECOND,
    residentKib: Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN),
  }
}

/**
 * @returns {number} CPU seconds that all programs of this machine have used since it started.
 */
export function readMachineCpuSeconds() {
  const milliseconds = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq)
  return milliseconds.reduce((sum, used) => sum + used, 0) / 1e3
}

/** Watches, from when it is made, what other programs use: much of it spoils every other figure. */
export class OthersWatch {
  #machine = readMachineCpuSeconds()
  #own = readOwnCpuSeconds()
  #at = sharedNow()

  /**
   * @param {number} measuredCpuSeconds What the processes that are measured have used meanwhile.
   * @returns {number} Cores.
   */
  cores(measuredCpuSeconds) {
    const own = readOwnCpuSeconds() - this.#own
    const others = readMachineCpuSeconds() - this.#machine - own - measuredCpuSeconds
    return (Math.max(0, others) * 1e3) / (sharedNow() - this.#at)
  }
}

/** CPU seconds of all threads of this process. */
function readOwnCpuSeconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/**
 * @returns {number} Milliseconds of a clock that all processes of this machine share.
 */
export function sharedNow() {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}
