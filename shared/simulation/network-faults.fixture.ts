// What happens to connections.

import type { Fault } from './faults.fixture.ts'
import type { Connection } from './network.fixture.ts'
import { GOOD_NETWORK } from './settings.fixture.ts'
import type { Stage } from './stage.fixture.ts'

type NetworkFault = Extract<
  Fault,
  'stall' | 'slow-stream' | 'reset' | 'late-bytes' | 'fin' | 'half-open' | 'blackhole'
>

/** Breaks a connection in one of the ways there are. */
export const networkFaults: Readonly<Record<NetworkFault, (stage: Stage) => void>> = {
  stall: (stage) =>
    strike(stage, 'stall', (connection) => {
      const stream = stage.chance.happens(0.5) ? connection.up : connection.down
      stream.stall(stage.chance.spread(20, 20_000))
    }),
  'slow-stream': (stage) =>
    strike(stage, 'slow-stream', (connection) => {
      const stream = stage.chance.happens(0.5) ? connection.up : connection.down
      stream.quality = {
        ...GOOD_NETWORK,
        windowBytes: 4_096,
        bytesPerMs: stage.chance.spread(1, 8) / 2,
      }
    }),
  reset: (stage) =>
    strike(stage, 'reset', (connection) => {
      const { scheduler, chance } = stage
      connection.sever(100)
      scheduler.after(chance.spread(1, 2_000) - 1, () => connection.client.reset())
      scheduler.after(chance.spread(1, 2_000) - 1, () => connection.host.reset())
    }),
  'late-bytes': (stage) =>
    strike(stage, 'late-bytes', (connection) => {
      // What the client says now arrives long after it has a new connection.
      const latencyMs = stage.chance.spread(500, 40_000)
      connection.up.quality = { ...GOOD_NETWORK, latencyMs }
      stage.scheduler.after(stage.chance.below(800), () => connection.client.destroy())
    }),
  fin: (stage) =>
    strike(stage, 'fin', ({ up, down }) => {
      const stream = stage.chance.happens(0.5) ? up : down
      stream.finish()
    }),
  'half-open': (stage) =>
    strike(stage, 'half-open', (connection) => {
      connection.sever(stage.chance.happens(0.5) ? stage.chance.spread(100, 30_000) : Infinity)
      const side = stage.chance.happens(0.5) ? connection.client : connection.host
      stage.scheduler.after(stage.chance.below(500), () => side.reset())
    }),
  blackhole: (stage) =>
    strike(stage, 'blackhole', (connection) => {
      connection.stall(stage.chance.happens(0.7) ? stage.chance.spread(500, 90_000) : Infinity)
    }),
}

function strike(stage: Stage, fault: NetworkFault, act: (connection: Connection) => void): void {
  const { connections } = stage.network
  if (connections.length === 0) return
  stage.faults.strike(fault)
  stage.trace.note(fault)
  act(stage.chance.pick(connections))
}
