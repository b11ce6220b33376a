// A crowd of classic programs in one room with a crowd that has Parley.

import { expect, test } from 'vitest'
import { classicHost } from '../../testing/classic-host.ts'
import { ClassicSocket, sgsPacket, sgsPackets } from '../../testing/classic-socket.ts'
import { RawClient, say } from '../../testing/raw-client.ts'
import { until } from '../../testing/until.ts'

/** Of each kind. */
const CROWD = 50

function each<T>(make: (index: number) => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: CROWD }, (_, index) => make(index)))
}

/** The message in a line of a viewer or a telnet, without the author. */
function linesIn(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/: ((?:native|messenger|sgs|telnet) \d+ says \d)/g),
    ([, said = '']) => said,
  )
}

test('50 of each kind and 50 members: nobody misses anything, all in one order [B-D14] [D-F5] [S-D6] [M-F4]', async () => {
  const { port, ann, server } = await classicHost({ limits: { 'connections-per-address': 300 } })
  const natives = await each((index) => RawClient.join(port, `native ${index}`))
  const messengers = await each((index) => ClassicSocket.connect(port, `name:messenger ${index}`))
  const loggedIn = await each((index) =>
    ClassicSocket.connect(
      port,
      Buffer.concat([sgsPacket(0, `sgs ${index}`), sgsPacket(3, `sgs ${index}`)]),
    ),
  )
  const telnets = await each((index) => ClassicSocket.connect(port, `/name telnet ${index}\r\n`))
  const viewers = await each(() => ClassicSocket.connect(port, 'viewer'))
  await until(() => expect(ann.changes).toHaveLength(1 + 4 * CROWD))
  await Promise.all(viewers.map((viewer) => viewer.hears('Welcome to')))
  await until(() => expect(server.classicPeers).toBe(4 * CROWD))

  for (let index = 0; index < CROWD; index++) {
    natives[index]?.say(say(`native ${index} says 1`))
    messengers[index]?.write(`messenger ${index} says 1`)
    loggedIn[index]?.write(sgsPacket(2, `sgs ${index}`, `sgs ${index} says 1`))
    telnets[index]?.write(`telnet ${index} says 1\r\n`)
    natives[index]?.say(say(`native ${index} says 2`))
  }
  await until(() => expect(ann.texts).toHaveLength(5 * CROWD))

  const order = ann.texts
  expect(new Set(order).size).toBe(5 * CROWD)
  await until(() => {
    for (const native of natives) expect(native.texts).toEqual(order)
  })
  await until(() => {
    for (const peer of [...viewers, ...telnets]) expect(linesIn(peer.text)).toEqual(order)
  })
  await until(() => {
    for (const peer of loggedIn) {
      const told = sgsPackets(peer.bytes).flatMap(([command, , text]) =>
        command === 2 ? [text] : [],
      )
      expect(linesIn(told.join('\n'))).toEqual(order)
    }
  })
  for (const messenger of messengers) expect(messenger.bytes).toHaveLength(0)
}, 120_000)
