import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { ChatState } from './chat-state.ts'
import type { ChatActions } from './chat-actions.ts'
import type { ChatStore } from './chat-store.ts'

/** Gives the store to the components below. */
export const ChatStoreContext = createContext<ChatStore | null>(null)

/** A part of the state; renders anew when that part changes. */
export function useChat<T>(select: (state: ChatState) => T): T {
  return useStore(useChatStore().state, select)
}

/** What a person can do. */
export function useChatActions(): ChatActions {
  return useChatStore().actions
}

function useChatStore(): ChatStore {
  const store = useContext(ChatStoreContext)
  if (!store) throw new Error('no chat store above this component')
  return store
}
