import { expect, test } from 'vitest'
import { latestRequest } from './latest-request.ts'

/** Answers when the test says so. */
function slowly() {
  const asked: string[] = []
  const told: string[] = []
  const waiting: (() => void)[] = []
  const wish = latestRequest<string, string>(
    (words) => {
      asked.push(words)
      return new Promise((resolve) => waiting.push(() => resolve(words.toUpperCase())))
    },
    (_, answer) => void told.push(answer),
  )
  const answer = async () => {
    waiting.shift()?.()
    for (let turn = 0; turn < 5; turn++) await Promise.resolve()
  }
  return { asked, told, wish, answer }
}

test('an answer is told', async () => {
  const { told, wish, answer } = slowly()

  wish('tea')
  await answer()

  expect(told).toEqual(['TEA'])
})

test('while one answers only the newest of the others is asked, and only that is told', async () => {
  const { asked, told, wish, answer } = slowly()

  for (const words of ['t', 'te', 'tea']) wish(words)
  expect(asked).toEqual(['t'])
  await answer()
  expect(told).toEqual([])
  await answer()

  expect(asked).toEqual(['t', 'tea'])
  expect(told).toEqual(['TEA'])
})

test('a wish that is taken back is not answered', async () => {
  const { asked, told, wish, answer } = slowly()

  wish('tea')
  wish(null)
  await answer()

  expect(asked).toEqual(['tea'])
  expect(told).toEqual([])
})

test('one can wish again after an answer', async () => {
  const { told, wish, answer } = slowly()

  wish('tea')
  await answer()
  wish('milk')
  await answer()

  expect(told).toEqual(['TEA', 'MILK'])
})
