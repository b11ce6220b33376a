// Opens the port, or says which one is free.

import { createServer, type Server } from 'node:net'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { systemCode, toListenError } from '../wire/node-error.ts'

/** Pending connections of the kernel: a class that comes in at once, or a restart of a large room. */
const BACKLOG = 4_096

/** Ports tried above a taken one. */
const PORTS_TRIED = 50

/** Every address of this machine, of both families where there are both. */
export const EVERY_ADDRESS = '::'

/**
 * Listens on a port; 0 takes a free one. Where IPv6 is switched off, EVERY_ADDRESS means all of IPv4.
 * Fails with `port-taken` (and the next free port as `suggestion`), `no-free-port`, `port-forbidden` or
 * `address-unavailable`, each naming address and port.
 */
export async function listen(
  server: Server,
  bind: string,
  port: number,
): Promise<Result<{ readonly address: string; readonly port: number }>> {
  try {
    await listenOnce(server, bind, port)
  } catch (error) {
    const code = systemCode(error)
    if (bind === EVERY_ADDRESS && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')) {
      return listen(server, '0.0.0.0', port)
    }
    if (code === 'EADDRINUSE') return portTaken(bind, port)
    return { ok: false, error: toListenError(error, { address: bind, port }) }
  }
  const bound = server.address()
  if (bound === null || typeof bound === 'string')
    throw new Error('a TCP server without an address')
  return succeeded({ address: bound.address, port: bound.port })
}

async function portTaken(bind: string, port: number): Promise<Result<never>> {
  const last = Math.min(65_535, port + PORTS_TRIED)
  for (let suggestion = port + 1; suggestion <= last; suggestion++) {
    const probe = createServer()
    try {
      // One after the other: the first free one is the answer.
      // oxlint-disable-next-line no-await-in-loop
      await listenOnce(probe, bind, suggestion)
      return failed('port-taken', { address: bind, port, suggestion })
    } catch {
      // Taken as well, or forbidden: the next one may do.
    } finally {
      probe.close()
    }
  }
  return failed('no-free-port', { address: bind, port })
}

function listenOnce(server: Server, host: string, port: number): Promise<void> {
  return new Promise((settle, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: BACKLOG, exclusive: true }, () => {
      server.removeListener('error', reject)
      settle()
    })
  })
}
