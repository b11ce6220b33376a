import { describe, expect, it } from 'vitest'
import type { DurableFact } from '../../shared/protocol/schema.ts'
import { FactPrinter } from './fact-printer.ts'

function factsUpTo(last: number, from = 1): DurableFact[] {
  return Array.from({ length: last - from + 1 }, (_, index) => {
    const sequence = from + index
    const author = { id: 'ada', name: 'Ada' }
    const place = { room: 'front', sequence, epoch: 'epoch', at: 0 }
    return { type: 'message', ...place, id: `id ${sequence}`, author, text: `text ${sequence}` }
  })
}

/** A printer over a copy that answers when the test says so, with what it held when it was asked. */
function printerOver(copy: DurableFact[]) {
  const printed: number[] = []
  const answers: (() => void)[] = []
  const printer = new FactPrinter({
    print: (event) => {
      if (event.event === 'message') printed.push(event.sequence)
    },
    read: (from, facts) => {
      const page = copy.filter(({ sequence }) => sequence >= from && sequence < from + facts)
      return new Promise((settle) => {
        answers.push(() => settle(page))
      })
    },
    printed: 0,
    onCaughtUp: () => undefined,
  })
  const answerAll = async (): Promise<void> => {
    for (let answer = answers.shift(); answer; answer = answers.shift()) {
      answer()
      await new Promise(setImmediate)
    }
  }
  return { printer, printed, answerAll }
}

describe('catching up', () => {
  it('prints what came into the copy while an empty page was read', async () => {
    const copy: DurableFact[] = []
    const { printer, printed, answerAll } = printerOver(copy)

    void printer.catchUp()
    copy.push(...factsUpTo(3))
    void printer.catchUp()
    await answerAll()

    expect(printed).toEqual([1, 2, 3])
  })

  it('leaves nothing out and doubles nothing when more is told meanwhile', async () => {
    const copy = factsUpTo(3)
    const { printer, printed, answerAll } = printerOver(copy)

    void printer.catchUp()
    copy.push(...factsUpTo(5, 4))
    printer.take(factsUpTo(5, 4))
    await answerAll()
    printer.take(factsUpTo(6, 6))

    expect(printed).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('ends at a hole', async () => {
    const copy = [...factsUpTo(3), ...factsUpTo(9, 7)]
    const { printer, printed, answerAll } = printerOver(copy)

    const caughtUp = printer.catchUp()
    await answerAll()
    await caughtUp

    expect(printed).toEqual([1, 2, 3])
  })
})
