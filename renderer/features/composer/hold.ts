import type { Hold } from '../../../shared/session/view.ts'

/** Milliseconds. What is over sooner would only flicker: the message is on its way before it is read. */
const SHORTEST_TOLD_MS = 500

/** Whether a hold lasts long enough, from now on in milliseconds since 1970, that a person is told of it. */
export function isWorthTelling({ retryAt }: Hold, now: number): boolean {
  return retryAt - now >= SHORTEST_TOLD_MS
}
