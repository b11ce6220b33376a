import { describe, expect, it } from 'vitest'
import { MAX_INPUT_MS, type Target } from './fuzz.fixture.ts'
import { fuzzEpisode, replay, TARGETS } from './targets.fixture.ts'

const still = () => 0

function targetWith(feed: (input: Uint8Array) => void): Target {
  return { name: 'planted', seeds: [Uint8Array.of(1, 2, 3)], isJson: false, begin: () => feed }
}

/** Inputs that once broke something, in hexadecimal: what `npm run fuzz` prints. */
const REGRESSIONS: readonly (readonly [name: string, target: string, inputs: readonly string[]])[] =
  [['a key of every object is no input of a session', 'session', ['636f6e7374727563746f72']]]

describe('regressions', () => {
  it.each(REGRESSIONS)('%s', (_, name, inputs) => {
    const target = TARGETS.find((target) => target.name === name)

    expect(target && replay(target, inputs, still)).toBe(null)
  })
})

describe('fuzzEpisode', () => {
  it('finds nothing where nothing breaks', () => {
    expect(
      fuzzEpisode(
        targetWith(() => undefined),
        1,
        still,
      ),
    ).toBe(null)
  })

  it('feeds the same for the same seed, and something else for another', () => {
    const fed = (seed: number) => {
      const inputs: string[] = []
      fuzzEpisode(
        targetWith((input) => inputs.push(input.join())),
        seed,
        still,
      )
      return inputs
    }

    expect(fed(1)).toEqual(fed(1))
    expect(fed(2)).not.toEqual(fed(1))
    expect(new Set(fed(1)).size).toBeGreaterThan(20)
  })

  it('tells what was thrown, and the inputs that it takes', () => {
    const target: Target = {
      ...targetWith(() => undefined),
      begin: () => {
        let empty = 0
        return (input) => {
          if (input.length === 0) empty += 1
          if (empty === 2) throw new Error('twice')
        }
      },
    }

    const failure = fuzzEpisode(target, 1, still)

    expect(failure).toEqual({ target: 'planted', seed: 1, what: 'twice', inputs: ['', ''] })
    expect(replay(target, ['', '01', ''], still)).toBe('twice')
    expect(replay(target, ['', '01'], still)).toBe(null)
  })

  it('finds what is slow each time, and not what is slow once', () => {
    let now = 0
    let calls = 0
    const clock = () => now
    const slow = targetWith(() => {
      now += MAX_INPUT_MS + 1
    })
    const disturbed = targetWith(() => {
      calls += 1
      now += calls === 5 ? 1_000 : 0
    })

    expect(fuzzEpisode(slow, 1, clock)?.what).toBe('slow')
    expect(fuzzEpisode(disturbed, 1, clock)).toBe(null)
  })

  it('finds what changes all objects', () => {
    const prototype: unknown = Reflect.getPrototypeOf({})
    const polluting = targetWith(() => Object.assign(prototype ?? {}, { polluted: 1 }))

    const failure = fuzzEpisode(polluting, 1, still)
    Reflect.deleteProperty(Object.prototype, 'polluted')

    expect(failure?.what).toBe('Object.prototype has changed')
  })
})
