/** Marks a case that the types rule out: the compiler lists it when a union grows. Throws if reached. */
export function assertNever(value: never): never {
  throw new Error(`unreachable case: ${JSON.stringify(value)}`)
}
