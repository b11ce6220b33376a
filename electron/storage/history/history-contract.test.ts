import { cpSync } from 'node:fs'
import { onTestFinished, vi } from 'vitest'
import type { History } from '../../../shared/history/history.ts'
import { describeHistoryContract } from '../../../shared/simulation/history-contract.fixture.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { valueOf } from './history.fixture.ts'
import { openHistory } from './open-history.ts'

/** Milliseconds after which the free space is looked at again, and more. */
const A_WHILE_MS = 5_000

describeHistoryContract('SQLite', () => {
  const now = performance.now.bind(performance)
  let folder = temporaryFolder()
  let later = 0
  let clock = 0
  let isFull = false
  const freeBytes = (): number => (isFull ? 0 : Number.MAX_SAFE_INTEGER)
  const open = async (): Promise<History> => {
    const history = valueOf(await openHistory(folder, { freeBytes, now: () => clock }))
    onTestFinished(() => history.close())
    return history
  }
  const setFull = (value: boolean): void => {
    isFull = value
    later += A_WHILE_MS
    vi.spyOn(performance, 'now').mockImplementation(() => now() + later)
  }
  return Promise.resolve({
    open,
    // What is on the disk at this moment, without what closing would add to it.
    crash: () => {
      const after = temporaryFolder()
      cpSync(folder, after, { recursive: true })
      folder = after
    },
    backUp: () => {
      const kept = folder
      folder = temporaryFolder()
      cpSync(kept, folder, { recursive: true })
      return () => {
        folder = kept
      }
    },
    setClock: (time) => {
      clock = time
    },
    fill: () => {
      setFull(true)
      return () => setFull(false)
    },
  })
})
