// What a call costs, in time of the processor: a machine that is busy with something else does not count.

const TRIES = 8

/**
 * Milliseconds of CPU time of a call, the least of many: compiling it, and collecting garbage, which other threads
 * of the process do meanwhile, are not part of it.
 */
export function cpuTimeOf(act: () => unknown): number {
  const times = Array.from({ length: TRIES }, () => {
    const before = process.cpuUsage()
    act()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}
