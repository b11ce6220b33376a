import { Chance } from './chance.fixture.ts'
import { digestId } from './digest.fixture.ts'
import { Disk } from './disk.fixture.ts'
import { Faults } from './faults.fixture.ts'
import { describeHistoryContract } from './history-contract.fixture.ts'
import { SimulatedHistory } from './history.fixture.ts'

const WATCHER = { appended: () => undefined, restored: () => undefined, flipped: () => undefined }
const encoder = new TextEncoder()

let starts = 0

describeHistoryContract('the model of the simulation', () => {
  const chance = new Chance(1)
  const disk = new Disk(chance, new Faults(chance), WATCHER)
  let isDead = false
  let now = 0
  const open = (): Promise<SimulatedHistory> => {
    isDead = false
    return Promise.resolve(
      new SimulatedHistory({
        disk,
        later: (_ms, act) => void Promise.resolve().then(act),
        touch: () => undefined,
        isDead: () => isDead,
        writeMs: () => 0,
        readMs: () => 0,
        now: () => now,
        newEpoch: () => digestId(encoder.encode(`start ${starts++}`)),
      }),
    )
  }
  return Promise.resolve({
    open,
    crash: () => {
      isDead = true
      disk.crash(true)
    },
    backUp: () => {
      disk.makeBackup()
      return () => void disk.restore(true)
    },
    setClock: (time) => {
      now = time
    },
    fill: () => {
      disk.problem = 'disk-full'
      return () => {
        disk.problem = null
      }
    },
  })
})
