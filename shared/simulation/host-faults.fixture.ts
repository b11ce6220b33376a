// What happens to the host: its program, its disk, its clock.

import type { Fault } from './faults.fixture.ts'
import type { Stage } from './stage.fixture.ts'

type HostFault = Extract<
  Fault,
  | 'slow-commit'
  | 'disk-full'
  | 'disk-failing'
  | 'head-failing'
  | 'bit-flip'
  | 'backup-restored'
  | 'host-killed'
  | 'host-power-loss'
  | 'host-crash-at-boundary'
  | 'host-stopped'
  | 'skipped-fact'
  | 'host-clock-forwards'
  | 'host-clock-backwards'
  | 'host-sleep'
>

/** Milliseconds of the longest clock jump: ten years. */
const MAX_JUMP_MS = 315_000_000_000

/** Port calls within which a program dies that is to die at one. */
const MAX_CALLS = 60

export const hostFaults: Readonly<Record<HostFault, (stage: Stage) => void>> = {
  'slow-commit': ({ pace, chance, scheduler, trace }) => {
    trace.note('slow-commit')
    pace.slowUntil = scheduler.now + chance.spread(500, 20_000)
    pace.slowMs = chance.spread(20, 2_000)
  },
  'disk-full': (stage) => troubleDisk(stage, 'disk-full'),
  'disk-failing': (stage) => troubleDisk(stage, 'disk-failing'),
  'head-failing': ({ host, chance, scheduler, faults, trace }) => {
    faults.strike('head-failing')
    trace.note('head-failing')
    host.disk.isHeadFailing = true
    scheduler.after(chance.spread(20, 10_000), () => {
      host.disk.isHeadFailing = false
      host.resumeStoring()
    })
  },
  'bit-flip': (stage) => {
    const { host, faults, chance } = stage
    host.die(chance.happens(0.5))
    if (host.disk.flip()) faults.strike('bit-flip')
    restart(stage)
  },
  'backup-restored': (stage) => {
    const { host, faults, chance } = stage
    host.die(chance.happens(0.3))
    if (host.disk.restore(chance.happens(0.5))) faults.strike('backup-restored')
    restart(stage)
  },
  'host-killed': (stage) => {
    if (stage.host.isAlive) stage.faults.strike('host-killed')
    stage.host.die(false)
    restart(stage)
  },
  'host-power-loss': (stage) => {
    if (stage.host.isAlive) stage.faults.strike('host-power-loss')
    stage.host.die(true)
    restart(stage)
  },
  'host-crash-at-boundary': (stage) => {
    const { host, chance, faults } = stage
    host.crashAtBoundary(chance.spread(1, MAX_CALLS), () => {
      faults.strike('host-crash-at-boundary')
      host.die(chance.happens(0.5))
      restart(stage)
    })
  },
  'host-stopped': (stage) => {
    if (stage.host.isListening) stage.faults.strike('host-stopped')
    stage.host.stop()
    restart(stage)
  },
  'skipped-fact': ({ host }) => host.skipNext(),
  'host-clock-forwards': ({ host, chance, faults, trace }) => {
    faults.strike('host-clock-forwards')
    trace.note('host-clock-forwards')
    host.machine.jump(chance.spread(100, MAX_JUMP_MS))
  },
  'host-clock-backwards': ({ host, chance, faults, trace }) => {
    faults.strike('host-clock-backwards')
    trace.note('host-clock-backwards')
    host.machine.jump(-chance.spread(100, MAX_JUMP_MS))
  },
  'host-sleep': ({ host, chance, scheduler, faults, trace }) => {
    faults.strike('host-sleep')
    trace.note('host-sleep')
    host.machine.sleep()
    scheduler.after(chance.spread(200, 200_000), () => host.machine.wake())
  },
}

function restart({ host, chance, scheduler }: Stage): void {
  scheduler.after(chance.spread(1, 15_000), () => host.start())
}

function troubleDisk(
  { host, chance, scheduler, faults, trace }: Stage,
  problem: 'disk-full' | 'disk-failing',
): void {
  faults.strike(problem)
  trace.note(problem)
  host.disk.problem = problem
  scheduler.after(chance.spread(20, 20_000), () => {
    host.disk.problem = null
    scheduler.after(chance.below(5_000), () => host.resumeStoring())
  })
}
