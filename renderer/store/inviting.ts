// What the host of a room asks of main about its entry: the password and the invites.

import type { StoreApi } from 'zustand/vanilla'
import type { Bridge } from '../../shared/ipc/contract.ts'
import type { ChatActions } from './chat-actions.ts'
import type { ChatState } from './chat-state.ts'

/** The actions of the host panel. The password is shown, not kept. */
export function inviting(state: StoreApi<ChatState>, requests: Bridge['requests']) {
  return {
    readRoomPassword: async () => {
      const answer = await requests['read-room-password']()
      return answer.ok ? answer.value : null
    },
    makeInvite: async (wish) => {
      const answer = await requests['make-invite'](wish)
      if (!answer.ok) return answer.error
      state.setState({ madeInvite: answer.value.link })
      return null
    },
    closeInvite: () => state.setState({ madeInvite: null }),
    revokeInvite: async (id) => {
      const answer = await requests['revoke-invite'](id)
      return answer.ok ? null : answer.error
    },
    listInvites: () => requests['list-invites'](),
  } satisfies Partial<ChatActions>
}
