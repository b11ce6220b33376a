// What a call costs, in time of the processor: a machine that is busy with something else does not count.

/** Milliseconds of CPU time of a call, the least of three: collecting garbage is not part of it. */
export function cpuTimeOf(act: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage()
    act()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000
  })
  return Math.min(...times)
}
