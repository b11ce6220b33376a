import { describe, expect, it } from 'vitest'
import { Record } from './record.mjs'

function message(sequence: number, text = `text ${sequence}`, author = 'Ada') {
  return { id: `id of ${text}`, sequence, author, text }
}

/** A record in which these readers have printed messages up to a number. */
function recordWith(readers: readonly string[], last: number): Record {
  const record = new Record()
  for (const name of readers) {
    record.startReader(name, false)
    for (let sequence = 1; sequence <= last; sequence++) record.addPrinted(name, message(sequence))
  }
  return record
}

describe('Record', () => {
  it('is content when everybody has the same, and everything that was promised is in it', () => {
    const record = recordWith(['Ada', 'Bob'], 3)
    for (const sequence of [1, 2, 3]) {
      const { id, text } = message(sequence)
      record.addQueued({ author: 'Ada', id, text })
      record.addAcknowledged('Ada', id, sequence)
    }

    expect(record.isComplete()).toBe(true)
    record.judgeEnd()
    expect(record.problems).toEqual([])
  })

  it('allows what was printed shortly before a kill to come again, and nothing else', () => {
    const killed = recordWith(['Ada'], 3)
    killed.startReader('Ada', true)
    for (const sequence of [2, 3, 4]) killed.addPrinted('Ada', message(sequence))
    const other = recordWith(['Ada'], 3)
    other.startReader('Ada', false)
    other.addPrinted('Ada', message(3))

    expect([killed.problems, killed.repeated]).toEqual([[], 2])
    expect(other.problems).toEqual(['Ada printed 3 after 3'])
  })

  it('allows it also when a start in between has printed nothing', () => {
    const record = recordWith(['Ada'], 3)
    record.startReader('Ada', true)
    record.startReader('Ada', false)
    for (const sequence of [3, 4]) record.addPrinted('Ada', message(sequence))

    expect(record.problems).toEqual([])
  })

  it('finds a gap, also after a kill', () => {
    const record = recordWith(['Ada', 'Bob'], 2)
    record.addPrinted('Ada', message(4))
    record.startReader('Bob', true)
    record.addPrinted('Bob', message(4))

    expect(record.problems).toEqual(['Ada printed 4 after 2', 'Bob printed 4 after 2'])
  })

  it('finds a number that is two messages, and a message that has two numbers', () => {
    const record = recordWith(['Ada', 'Bob'], 1)
    record.addPrinted('Ada', message(2, 'one'))
    record.addPrinted('Bob', message(2, 'another'))
    record.addPrinted('Ada', message(3, 'one'))

    expect(record.problems).toEqual([
      '2 is "one", but "another" to Bob',
      '"one" is stored as 2 and 3',
    ])
  })

  it('finds an acknowledgement of what is not there', () => {
    const record = recordWith(['Ada'], 1)
    record.addAcknowledged('Ada', 'lost', 2)
    record.judgeEnd()

    expect(record.problems).toEqual([
      'Ada was told 2 for lost, which is nowhere',
      'lost was acknowledged and is lost',
    ])
  })

  it('finds what was queued and never came, came changed, or came in another order', () => {
    const record = recordWith(['Ada'], 2)
    record.addQueued({ author: 'Ada', id: 'never', text: 'never' })
    record.addQueued(message(2))
    record.addQueued(message(1))
    record.addQueued({ author: 'Ada', id: message(1).id, text: 'else' })

    expect(record.isComplete()).toBe(false)
    record.judgeEnd()
    expect(record.problems).toEqual([
      'Ada: "never" was queued and never came',
      'Ada: "text 1" came before what was written earlier',
      '"else" of Ada came as "text 1" of Ada',
    ])
  })

  it('finds somebody who does not have everything', () => {
    const record = recordWith(['Ada', 'Bob'], 2)
    record.addPrinted('Ada', message(3))

    expect(record.isComplete()).toBe(false)
    record.judgeEnd()
    expect(record.problems).toEqual(['Bob has printed 2 of 3'])
  })
})
