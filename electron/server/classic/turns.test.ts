import { expect, test } from 'vitest'
import { until } from '../../testing/until.ts'
import { Turns, type Worker } from './turns.ts'

/** Milliseconds of work. */
const WORK_MS = 2

function busy(log: number[], number: number, isUrgent = false): Worker {
  return {
    isUrgent,
    work: () => {
      const end = performance.now() + WORK_MS
      while (performance.now() < end);
      log.push(number)
    },
  }
}

test('has all work done once, in order, however often it was asked for', async () => {
  const log: number[] = []
  const turns = new Turns()
  const workers = [1, 2, 3].map((number) => busy(log, number))
  for (const worker of [...workers, ...workers]) turns.soon(worker)
  expect(log).toEqual([])

  await until(() => expect(log).toEqual([1, 2, 3]))
})

test('has urgent work done first', async () => {
  const log: number[] = []
  const turns = new Turns()
  for (const number of [2, 3, 4]) turns.soon(busy(log, number))
  turns.soon(busy(log, 1, true))

  await until(() => expect(log).toEqual([1, 2, 3, 4]))
})

test('rests between two turns, in which others have the thread', async () => {
  const log: number[] = []
  const turns = new Turns()
  const start = performance.now()
  for (let number = 0; number < 10; number++) turns.soon(busy(log, number))
  let between = 0
  const other = setInterval(() => between++, 1)
  await until(() => expect(log).toHaveLength(10))
  clearInterval(other)

  // Ten turns and nine rests of seven times as long.
  expect(performance.now() - start).toBeGreaterThanOrEqual(10 * WORK_MS + 9 * 7 * WORK_MS)
  expect(between).toBeGreaterThan(0)
})

test('gives who asks within its own turn another one, and forgets who is dropped', async () => {
  const log: string[] = []
  const turns = new Turns()
  const dropped: Worker = { isUrgent: false, work: () => log.push('dropped') }
  const again: Worker = {
    isUrgent: false,
    work: () => {
      log.push('again')
      if (log.length === 1) turns.soon(again)
    },
  }
  turns.soon(dropped)
  turns.soon(again)
  turns.drop(dropped)

  await until(() => expect(log).toEqual(['again', 'again']))
})
