import { useEffect, useState } from 'react'
import type { ChatError } from '../../../shared/error.ts'
import type { HostedInvite } from '../../../shared/ipc/contract.ts'
import { useChatActions } from '../../store/use-chat.ts'

/** Milliseconds between two looks at the clock: people do not expect an invite to end to the second. */
const LOOK_MS = 15_000

export interface Invites {
  readonly list: readonly HostedInvite[]
  readonly error: ChatError | null
  /** Milliseconds since 1970, a few seconds old at most. */
  readonly now: number
  readonly revoke: (id: string) => Promise<void>
}

/**
 * The invites of the hosted room. Read anew when one is made, and whenever somebody comes: it may have been by one
 * of them.
 */
export function useInvites(people: number, made: string | null): Invites {
  const { listInvites, revokeInvite } = useChatActions()
  const [list, setList] = useState<readonly HostedInvite[]>([])
  const [error, setError] = useState<ChatError | null>(null)
  const [now, setNow] = useState(() => Date.now())
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    let isWanted = true
    void listInvites().then((answer) => {
      if (!isWanted) return
      if (answer.ok) setList(answer.value)
      else setError(answer.error)
      setNow(Date.now())
    })
    return () => {
      isWanted = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- these say when to ask, not what
  }, [listInvites, people, made, asked])
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS)
    return () => clearInterval(timer)
  }, [])
  return {
    list,
    error,
    now,
    revoke: async (id) => {
      setError(await revokeInvite(id))
      setAsked((before) => before + 1)
    },
  }
}
