// What a seed plays with: limits that are reached, networks of all kinds.

import { limitsWith } from '../protocol/limits.ts'
import type { StreamQuality } from './byte-stream.fixture.ts'
import type { Chance } from './chance.fixture.ts'
import type { Faults } from './faults.fixture.ts'
import type { HostRules } from './host.fixture.ts'

/** A network on which nothing goes wrong. */
export const GOOD_NETWORK: StreamQuality = {
  latencyMs: 2,
  jitterMs: 0,
  bytesPerMs: 10_000,
  windowBytes: 65_536,
  tiny: 0,
}

/** Limits small enough to be met within a run. What belongs together fits together, as in the defaults. */
export function chooseRules(chance: Chance): Omit<HostRules, 'owner'> {
  const [heartbeat, silence] = chance.pick([
    [25_000, 60_000],
    [5_000, 12_000],
  ])
  const [liveQueue, recent] = chance.pick([
    [4_096, 3_072],
    [4_096, 3_072],
    [20_480, 16_384],
  ])
  return {
    history: chance.happens(0.35) ? 'from-joining' : 'all',
    limits: limitsWith({
      'flood-burst': chance.pick([4, 10, 30]),
      'flood-per-second': chance.pick([4, 10, 40]),
      'text-bytes': chance.pick([300, 600, 3_000]),
      'live-queue-bytes': liveQueue ?? 20_480,
      'recent-facts': chance.pick([3, 20, 500]),
      'recent-bytes': recent ?? 16_384,
      'queue-bytes': 196_608,
      'drain-ms': chance.pick([4_000, 15_000]),
      'heartbeat-ms': heartbeat ?? 25_000,
      'silence-ms': silence ?? 60_000,
      'presence-detail-members': chance.happens(0.1) ? 2 : 1_000,
      'waiting-facts': chance.pick([25, 60, 4_096]),
      'members-per-host': chance.happens(0.1) ? 6 : 2_048,
    }),
  }
}

/** How bytes travel between one client and the host. */
export function chooseQuality(chance: Chance, faults: Faults, isSlow: boolean): StreamQuality {
  const latencyMs = chance.pick([0, 1, 5, 40, 200])
  return {
    latencyMs,
    jitterMs: chance.pick([0, 1, 30, latencyMs * 2]),
    bytesPerMs: isSlow ? chance.spread(1, 8) / 4 : chance.pick([20, 200, 10_000]),
    windowBytes: isSlow ? 2_048 : chance.pick([4_096, 65_536]),
    tiny: faults.has('tiny-chunks') ? chance.pick([0.05, 0.3, 0.9]) : 0,
  }
}
