// How a person or a system tells a program to end.

/** Resolves at the first SIGINT or SIGTERM. From the call on they do not end the process by themselves. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((settle) => {
    process.once('SIGINT', settle)
    process.once('SIGTERM', settle)
  })
}
