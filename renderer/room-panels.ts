import { useCallback, useState } from 'react'
import type { OpenRoom } from './store/chat-state.ts'
import { useChat, useChatActions } from './store/use-chat.ts'
import { useMediaQuery } from './ui/use-media-query.ts'

/** Below this width panels lie over the conversation instead of beside it. */
const NARROW = '(max-width: 719px)'
/** Below this width there is room for one panel beside the conversation. */
const MEDIUM = '(max-width: 979px)'
/** Below this width there is none beside the search. */
const BESIDE_SEARCH = '(min-width: 1280px)'

/** Which panels of a room are open, and what opens and closes them. */
export function useRoomPanels(room: OpenRoom) {
  const isNarrow = useMediaQuery(NARROW)
  const hasPlaceBeside = useMediaQuery(BESIDE_SEARCH)
  const search = useSearchPanel()
  const others = useOtherPanels(room, isNarrow)
  const hidesOthers = search.isOpen && !hasPlaceBeside
  // The panel that is asked for while the search covers it takes its place.
  const shown = ({
    isOpen,
    toggle,
  }: {
    readonly isOpen: boolean
    readonly toggle: () => void
  }) => ({
    isOpen: isOpen && !hidesOthers,
    toggle: () => {
      if (hidesOthers) search.close()
      if (!hidesOthers || !isOpen) toggle()
    },
  })
  return {
    form: isNarrow ? ('sheet' as const) : ('column' as const),
    search,
    hosted: others.hosted,
    hosting: shown(others.hosting),
    members: shown(others.members),
  }
}

/** `asked` counts how often the search was asked for. */
function useSearchPanel() {
  const [state, setState] = useState({ isOpen: false, asked: 0 })
  const ask = useCallback(() => setState(({ asked }) => ({ isOpen: true, asked: asked + 1 })), [])
  const close = useCallback(() => setState(({ asked }) => ({ isOpen: false, asked })), [])
  return { ...state, ask, close, toggle: state.isOpen ? close : ask }
}

function useOtherPanels(room: OpenRoom, isNarrow: boolean) {
  const { setHostPanel, setMembers } = useChatActions()
  const isMedium = useMediaQuery(MEDIUM)
  const [isMemberSheetOpen, setIsMemberSheetOpen] = useState(false)
  const areMembersWanted = useChat((state) => state.areMembersOpen)
  const isHostPanelOpen = useChat((state) => state.isHostPanelOpen)
  const hosted = useChat((state) => (state.hosted?.session === room.session ? state.hosted : null))
  const isHostPanelShown = hosted !== null && isHostPanelOpen
  const areMembersOpen = isNarrow
    ? isMemberSheetOpen
    : areMembersWanted && !(isMedium && isHostPanelShown)
  return {
    hosted,
    hosting: { isOpen: isHostPanelShown, toggle: () => setHostPanel(!isHostPanelShown) },
    members: {
      isOpen: areMembersOpen,
      toggle: () => {
        if (isNarrow) return setIsMemberSheetOpen(!areMembersOpen)
        setMembers(!areMembersOpen)
        // Where only one panel fits, the one asked for takes the place of the other.
        if (isMedium && !areMembersOpen) setHostPanel(false)
      },
    },
  }
}
