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

/** An address of a name, as the system resolves it. */
interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

export interface DialOptions {
  /** All addresses of a name, the system's favourite first. */
  readonly lookup: (name: string) => Promise<readonly ResolvedAddress[]>
  /** Milliseconds for the lookup and all attempts together. */
  readonly timeoutMs: number
}

const DEFAULT_OPTIONS: DialOptions = {
  lookup: (name) => lookup(name, { all: true, verbatim: true }),
  timeoutMs: DIAL_TIMEOUT_MS,
}

/**
 * A TCP connection to the host. Tries every address that the name resolves to, each a moment after the one
 * before it, and takes the first that answers. Fails with the reason of the most telling attempt, with
 * `connect-timed-out` after `timeoutMs`, and at once with `leaving` when the signal aborts.
 */
export function dial(
  address: HostAddress,
  signal: AbortSignal,
  options: DialOptions = DEFAULT_OPTIONS,
): Promise<Result<Socket>> {
  return new Promise((settle) => {
    // Of the race, and of a lookup that nothing can stop: a name server may be silent for half a minute.
    const over = new AbortController()
    const finish = (result: Result<Socket>): void => {
      if (over.signal.aborted) {
        if (result.ok) result.value.destroy()
        return
      }
      clearTimeout(timeout)
      signal.removeEventListener('abort', onAbort)
      over.abort()
      settle(result)
    }
    const onAbort = (): void => finish(failed('leaving'))
    const timeout = setTimeout(
      () => finish(failed('connect-timed-out', { ...address })),
      options.timeoutMs,
    )
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) return onAbort()
    resolve(address.address, options.lookup).then(
      (candidates) => race(candidates, address, over.signal, finish),
      (error: unknown) => finish({ ok: false, error: toConnectError(error, address) }),
    )
  })
}

/** Alternates the families, so that a broken IPv6 does not delay a working IPv4. */
async function resolve(name: string, lookupAll: DialOptions['lookup']): Promise<readonly string[]> {
  if (isIP(name.split('%')[0] ?? '') !== 0) return [name]
  const found = await lookupAll(name)
  const first = found.filter(({ family }) => family === found[0]?.family)
  const second = found.filter(({ family }) => family !== found[0]?.family)
  const longest = Math.max(first.length, second.length)
  return Array.from({ length: longest }, (_, index) => [first[index], second[index]])
    .flat()
    .flatMap((entry) => (entry ? [entry.address] : []))
    .slice(0, MAX_ADDRESSES)
}

/** Starts the attempts; ends them all but the first that connects when `over` aborts. */
function race(
  candidates: readonly string[],
  address: HostAddress,
  over: AbortSignal,
  finish: (result: Result<Socket>) => void,
): void {
  if (over.aborted) return
  const attempts = new Set<Socket>()
  const errors: unknown[] = []
  let next = 0
  let stagger: NodeJS.Timeout | undefined

  const startNext = (): void => {
    clearTimeout(stagger)
    // An attempt that failed in the very tick in which another one connected is told late.
    if (over.aborted) return
    const candidate = candidates[next++]
    if (candidate === undefined) {
      if (attempts.size === 0)
        finish({ ok: false, error: toConnectError(tellingError(errors), address) })
      return
    }
    const socket = connect({ host: candidate, port: address.port, noDelay: true })
    attempts.add(socket)
    socket.once('connect', () => {
      attempts.delete(socket)
      finish(succeeded(socket))
    })
    // Stays for good, on winner and losers: whatever they still fail with must not end the process.
    socket.on('error', (error) => {
      errors.push(error)
      if (attempts.delete(socket)) startNext()
    })
    stagger = setTimeout(startNext, ATTEMPT_DELAY_MS)
  }
  over.addEventListener('abort', () => {
    clearTimeout(stagger)
    for (const attempt of attempts) attempt.destroy()
  })
  startNext()
}

/** A refusal tells that the computer is there: it says more than a missing route of another family. */
function tellingError(errors: readonly unknown[]): unknown {
  const refused = errors.find(
    (error) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED',
  )
  return refused ?? errors[0] ?? new Error('the name has no address')
}
