// Whatever the body of a frame is: what is refused changes nothing, what ends a connection ends that one alone.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { ROOM, testId } from '../room/host.fixture.ts'
import { TestLoop } from './loop.fixture.ts'

const encoder = new TextEncoder()

/** Keys that a careless copy would follow, among those that requests have. */
const KEYS =
  'type room id text name role resume after before from reason detail __proto__ constructor prototype toString'
const TYPES =
  'hello join leave send-message withdraw-message rename list-members read-history heartbeat goodbye teleport __proto__ constructor'
const key = fc.constantFrom(...KEYS.split(' '))
const type = fc.constantFrom(...TYPES.split(' '))
const scalar = fc.oneof(
  fc.constantFrom('null', 'true', '1e999', '-1', '9007199254740993', '0.5', '""', '"\\ud800"'),
  fc.constantFrom(`"${ROOM}"`, `"${testId('x')}"`, '"An\\u200bn"', '"\\u0000"', '"x"'),
  fc.string().map((text) => JSON.stringify(text)),
)

/** A value as JSON, with keys that may come twice. */
const { value, object } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, tie('object'), tie('list')),
  list: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
  object: fc
    .array(fc.tuple(key, tie('value')), { maxLength: 5 })
    .map((entries) => `{${entries.map(([name, inner]) => `"${name}":${inner}`).join(',')}}`),
}))
const request = fc
  .tuple(type, object)
  .map(([name, fields]) => `{"type":"${name}",${fields.slice(1)}`.replace(',}', '}'))
const body = fc.oneof(
  request.map((text) => encoder.encode(text)),
  value.map((text) => encoder.encode(text)),
  fc.uint8Array({ minLength: 1, maxLength: 60 }),
)

it('[B10] [B16] [B17] [B18] [B19] [B28] changes nothing for anybody else', async () => {
  const prototype = Object.getOwnPropertyNames(Object.prototype)
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 6 }), async (bodies) => {
      const test = new TestLoop({ 'flood-burst': 1_000 })
      const ann = await test.seat('Ann')
      const bob = await test.seat('Bob')
      bob.outlet.heard()

      let changed = 0
      for (const bytes of bodies) {
        const before = test.loop.host.rooms.get(ROOM)
        const known = bob.outlet.answers.length
        test.loop.receive(bob.id, bytes)
        const isRefused = bob.outlet.answers.slice(known).at(-1)?.type === 'refusal'
        // Refused: the room is the very one that it was.
        if (isRefused && test.loop.host.rooms.get(ROOM) !== before) changed++
      }
      const { host } = test.loop
      const seats = host.rooms.get(ROOM)?.seats
      const others = bob.outlet.closedWith ? [seats, host.present].map((map) => map?.size) : [1, 1]

      expect({
        changed,
        others,
        errors: test.events.filter(({ event }) => event === 'error'),
        prototype: Object.getOwnPropertyNames(Object.prototype),
        ann: [seats?.get(testId('MAnn'))?.connections.has(ann.id), ann.outlet.closedWith],
      }).toEqual({ changed: 0, others: [1, 1], errors: [], prototype, ann: [true, null] })
    }),
    { numRuns: 300 },
  )
})

it('[B28] [B16] [B18] of a stranger changes nothing at all', async () => {
  const isHello = (bytes: Uint8Array) => new TextDecoder('utf-8').decode(bytes).includes('hello')
  await fc.assert(
    fc.asyncProperty(body, async (bytes) => {
      fc.pre(!isHello(bytes))
      const test = new TestLoop()
      const ann = await test.seat('Ann')
      const stranger = test.connect()
      const before = test.loop.host

      test.loop.receive(stranger.id, bytes)
      test.loop.receive(stranger.id, bytes)
      await test.turn()

      expect(test.loop.host).toBe(before)
      expect([ann.outlet.closedWith, stranger.outlet.isAdmitted]).toEqual([null, false])
      expect(stranger.outlet.answers).toEqual([])
    }),
    { numRuns: 300 },
  )
})
