// How a person or a system tells a program to end.

/**
 * Resolves at the first SIGINT or SIGTERM. From the call on they do not end the process by themselves, the
 * second one neither: npm passes on what the terminal has already sent, and a goodbye takes a second at most.
 */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((settle) => {
    process.on('SIGINT', settle)
    process.on('SIGTERM', settle)
  })
}
