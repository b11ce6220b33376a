import { createServer } from 'node:net'

/** Below the ports that systems give to outgoing connections: nobody takes it while the host is away. */
const FROM = 15_000
const TO = 30_000

/**
 * @param {import('./chance.mjs').Chance} chance
 * @returns {Promise<number>} A port of the loopback that nobody listens on.
 */
export async function findFreePort(chance) {
  for (let tries = 0; tries < 100; tries++) {
    const port = chance.between(FROM, TO)
    // One after the other: the first free one is the answer.
    // oxlint-disable-next-line no-await-in-loop
    if (await isFree(port)) return port
  }
  throw new Error('no free port was found')
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((settle) => {
    const server = createServer()
    server.once('error', () => settle(false))
    server.listen(port, '127.0.0.1', () => void server.close(() => settle(true)))
  })
}
