// Connects to whichever address of a name answers first, without blocking and without giving any up early.

import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import type { HostAddress } from '../../shared/address/host-address.ts'
import { failed, succeeded, type Result } from '../../shared/result.ts'
import { toConnectError } from './node-error.ts'

/** Milliseconds between the starts of two attempts (RFC 8305, section 5). */
const ATTEMPT_DELAY_MS = 250

/** Milliseconds for all attempts together. Nobody waits longer for a computer of their own network. */
const DIAL_TIMEOUT_MS = 10_000

/** Addresses tried of one name. A name of a local network has one or two for each of its adapters. */
const MAX_ADDRESSES = 16

/**
 * A TCP connection to the host. Tries every address that the name resolves to, each a moment after the one
 * before it, and takes the first that answers. Fails with the reason of the most telling attempt.
 */
export async function dial(address: HostAddress, signal: AbortSignal): Promise<Result<Socket>> {
  let candidates: readonly string[]
  try {
    candidates = await resolve(address.address)
  } catch (error) {
    return { ok: false, error: toConnectError(error, address) }
  }
  if (signal.aborted) return failed('leaving')
  return race(candidates, address, signal)
}

/** Alternates the families, so that a broken IPv6 does not delay a working IPv4. */
async function resolve(name: string): Promise<readonly string[]> {
  if (isIP(name.split('%')[0] ?? '') !== 0) return [name]
  const found = await lookup(name, { all: true, verbatim: true })
  const first = found.filter(({ family }) => family === found[0]?.family)
  const second = found.filter(({ family }) => family !== found[0]?.family)
  const longest = Math.max(first.length, second.length)
  return Array.from({ length: longest }, (_, index) => [first[index], second[index]])
    .flat()
    .flatMap((entry) => (entry ? [entry.address] : []))
    .slice(0, MAX_ADDRESSES)
}

function race(
  candidates: readonly string[],
  address: HostAddress,
  signal: AbortSignal,
): Promise<Result<Socket>> {
  return new Promise((settle) => {
    const attempts = new Set<Socket>()
    const errors: unknown[] = []
    let next = 0
    let stagger: NodeJS.Timeout | undefined

    const finish = (result: Result<Socket>): void => {
      clearTimeout(stagger)
      clearTimeout(timeout)
      signal.removeEventListener('abort', onAbort)
      for (const attempt of attempts) {
        if (!result.ok || attempt !== result.value) attempt.destroy()
      }
      settle(result)
    }
    const onAbort = (): void => finish(failed('leaving'))
    const timeout = setTimeout(() => {
      finish(failed('connect-timed-out', { ...address }))
    }, DIAL_TIMEOUT_MS)

    const startNext = (): void => {
      clearTimeout(stagger)
      const candidate = candidates[next++]
      if (candidate === undefined) {
        if (attempts.size === 0) finish({ ok: false, error: toConnectError(tellingError(errors), address) })
        return
      }
      const socket = connect({ host: candidate, port: address.port, noDelay: true })
      attempts.add(socket)
      socket.once('connect', () => {
        socket.removeAllListeners('error')
        finish(succeeded(socket))
      })
      // Stays for good: an attempt that lost the race may still fail, and must not end the process.
      socket.on('error', (error) => {
        errors.push(error)
        if (attempts.delete(socket)) startNext()
      })
      stagger = setTimeout(startNext, ATTEMPT_DELAY_MS)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    startNext()
  })
}

/** A refusal tells that the computer is there: it says more than a missing route of another family. */
function tellingError(errors: readonly unknown[]): unknown {
  const refused = errors.find(
    (error) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED',
  )
  return refused ?? errors[0] ?? new Error('the name has no address')
}
