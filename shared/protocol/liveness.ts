// Whether a connection lives: both sides beat when they have nothing to say, both count silence. [HB1] [HB2]

/** When something was last heard and last sent, in milliseconds of a monotonic clock. */
export interface Liveness {
  readonly heardAt: number
  readonly sentAt: number
}

/** What to do now: nothing, send a heartbeat, or give the connection up. */
export type LivenessVerdict = 'alive' | 'beat' | 'dead'

export function judgeLiveness(
  liveness: Liveness,
  limits: { readonly heartbeatMs: number; readonly silenceMs: number },
  now: number,
): LivenessVerdict {
  if (now - liveness.heardAt >= limits.silenceMs) return 'dead'
  return now - liveness.sentAt >= limits.heartbeatMs ? 'beat' : 'alive'
}
