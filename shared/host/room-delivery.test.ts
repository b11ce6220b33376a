import { describe, expect, it } from 'vitest'
import { TestOutlet } from './loop.fixture.ts'
import { RoomDelivery } from './room-delivery.ts'

const LIVE = 100

/** A delivery that has told ten facts, with a log of what it asks of its owner. */
class TestDelivery {
  readonly log: string[] = []
  readonly delivery = new RoomDelivery(10, LIVE, {
    onBehind: (id) => void this.log.push(`behind ${id}`),
    onOverrun: (id) => void this.log.push(`overrun ${id}`),
  })

  subscribe(id: number, after = 10, { isSlow = false, queued = 0, max = 1_000 } = {}): TestOutlet {
    const outlet = new TestOutlet(max)
    outlet.isSlow = isSlow
    outlet.queuedBytes = queued
    this.delivery.subscribe({ id, outlet }, after)
    return outlet
  }
}

/** A frame of so many bytes. */
function frame(bytes: number): Uint8Array {
  const body = new TextEncoder().encode(`"${'x'.repeat(bytes - 6)}"`)
  const whole = new Uint8Array(bytes)
  new DataView(whole.buffer).setUint32(0, body.length)
  whole.set(body, 4)
  return whole
}

describe('RoomDelivery', () => {
  it('[BC1] writes once to each who is live', () => {
    const test = new TestDelivery()
    const outlets = [test.subscribe(1), test.subscribe(2)]

    test.delivery.publish(frame(50), 12)

    expect([outlets.map(({ writes }) => writes), test.log]).toEqual([[[50], [50]], []])
  })

  it('[JN1] takes who knows less as one who is behind', () => {
    const test = new TestDelivery()
    const outlet = test.subscribe(1, 8)
    test.delivery.publish(frame(50), 11)

    expect([outlet.writes, test.log, test.delivery.positionOf(1)]).toEqual([[], ['behind 1'], 8])
  })

  it('[JN5] tells nothing to who has left', () => {
    const test = new TestDelivery()
    const live = test.subscribe(1)
    const behind = test.subscribe(2, 8)
    test.delivery.unsubscribe(1)
    test.delivery.unsubscribe(2)
    test.delivery.publish(frame(50), 11)

    expect([live.writes, behind.writes, test.delivery.positionOf(2)]).toEqual([[], [], null])
  })

  it('[SR2] tells a connection as long as its queue stays within the limit', () => {
    const test = new TestDelivery()
    const outlet = test.subscribe(1, 10, { isSlow: true, queued: LIVE - 50 })
    test.delivery.publish(frame(50), 11)
    const within = [...outlet.writes]
    test.delivery.publish(frame(10), 12)
    test.delivery.publish(frame(10), 13)

    expect({
      within,
      writes: outlet.writes,
      log: test.log,
      told: test.delivery.positionOf(1),
    }).toEqual({ within: [50], writes: [50], log: ['behind 1'], told: 11 })
  })

  it('[SR2] never slows others down', () => {
    const test = new TestDelivery()
    test.subscribe(1, 10, { queued: LIVE })
    const other = test.subscribe(2)
    test.delivery.publish(frame(50), 11)

    expect(other.writes).toEqual([50])
  })

  it('[SR3] leaves no gap after presence that was not told', () => {
    const test = new TestDelivery()
    test.subscribe(1, 10, { queued: LIVE })
    test.delivery.tell(frame(20))

    expect([test.log, test.delivery.positionOf(1)]).toEqual([['behind 1'], 10])
  })

  it('[SR1] says who queued more than a connection may', () => {
    const test = new TestDelivery()
    test.subscribe(1, 10, { max: 20 })
    const other = test.subscribe(2)
    test.delivery.publish(frame(50), 11)

    expect([test.log, other.writes]).toEqual([['overrun 1'], [50]])
  })

  it('[SR2] tells again who has caught up, and nobody before', () => {
    const test = new TestDelivery()
    const outlet = test.subscribe(1, 8)
    test.delivery.advance(1, 9)
    test.delivery.resume(1)
    const early = test.delivery.positionOf(1)
    test.delivery.advance(1, 10)
    test.delivery.resume(1)
    test.delivery.publish(frame(50), 11)

    expect([early, test.delivery.positionOf(1), outlet.writes]).toEqual([9, null, [50]])
  })

  it('[SR2] minds nobody who is not behind', () => {
    const test = new TestDelivery()
    const outlet = test.subscribe(1)
    test.delivery.advance(1, 5)
    test.delivery.resume(1)
    test.delivery.resume(7)
    test.delivery.publish(frame(50), 11)

    expect(outlet.writes).toEqual([50])
  })
})
