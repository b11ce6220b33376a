// How long a connection may take to be let in: counted from the accept, whatever it says meanwhile. [CN4]

import type { ChatError } from '../error.ts'
import type { Limits } from '../protocol/limits.ts'
import type { HostConnection } from './connection.ts'

/**
 * Why a connection that was accepted so many milliseconds ago has to be ended: `hello-late` when it has not
 * said hello, `admission-late` when it is not admitted for whatever reason. Null while it may stay.
 */
export function latenessOf(
  { kind }: HostConnection,
  sinceAcceptMs: number,
  limits: Limits,
): ChatError | null {
  if (kind === 'admitted' || kind === 'closed') return null
  if (kind === 'greeting' && sinceAcceptMs >= limits['hello-ms']) return { code: 'hello-late' }
  return sinceAcceptMs >= limits['authenticated-ms'] ? { code: 'admission-late' } : null
}
