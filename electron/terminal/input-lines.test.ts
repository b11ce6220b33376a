import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { InputLines } from './input-lines.ts'

it('gives no line after it was closed, also none that was read already', async () => {
  const input = new PassThrough()
  const lines = new InputLines(input)
  input.end('one\ntwo\nthree\n')

  const given: string[] = []
  for await (const line of lines) {
    given.push(line)
    if (line === 'two') lines.close()
  }

  expect(given).toEqual(['one', 'two'])
})
