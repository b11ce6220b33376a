import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Composer, ViewerNote } from './features/composer/composer.tsx'
import { ConnectionBanner } from './features/connection/connection-banner.tsx'
import { Conversation } from './features/conversation/conversation.tsx'
import { HostPanel } from './features/host/host-panel.tsx'
import { MemberList } from './features/members/member-list.tsx'
import { LeaveDialog } from './features/room/leave-dialog.tsx'
import { RoomHeader } from './features/room/room-header.tsx'
import { formatNumber } from './i18n/format.ts'
import type { OpenRoom } from './store/chat-state.ts'
import { useChat, useChatActions } from './store/use-chat.ts'
import { keepFocus } from './ui/focus-home.ts'
import { SidePanel } from './ui/side-panel.tsx'
import { useMediaQuery } from './ui/use-media-query.ts'
import styles from './room-screen.module.css'

/** Below this width panels lie over the conversation instead of beside it. */
const NARROW = '(max-width: 719px)'
/** Below this width there is room for one panel beside the conversation. */
const MEDIUM = '(max-width: 979px)'

/** A room with everything around it: header, connection, conversation, composer and panels. */
export function RoomScreen({ room }: { readonly room: OpenRoom }) {
  const { leave } = useChatActions()
  const [isLeaving, setIsLeaving] = useState(false)
  const panels = usePanels(room)
  return (
    <div className={styles.screen} ref={keepFocus}>
      <main className={styles.room} tabIndex={-1}>
        <RoomHeader
          room={room}
          areMembersOpen={panels.members.isOpen}
          isHostPanelOpen={panels.hosted ? panels.hosting.isOpen : null}
          onMembers={panels.members.toggle}
          onHostPanel={panels.hosting.toggle}
          onLeave={() => setIsLeaving(true)}
        />
        <ConnectionBanner room={room} />
        <Conversation room={room} />
        <WritingPlace room={room} />
      </main>
      <Panels room={room} panels={panels} />
      {isLeaving && (
        <LeaveDialog
          room={room}
          endsRoom={panels.hosted !== null}
          onStay={() => setIsLeaving(false)}
          onLeave={() => {
            setIsLeaving(false)
            void leave(room.session)
          }}
        />
      )}
    </div>
  )
}

/** A room that has ended takes no more messages; a viewer's never does. */
function WritingPlace({ room }: { readonly room: OpenRoom }) {
  if (room.view.connection.kind === 'ended') return null
  return room.role === 'viewer' ? <ViewerNote /> : <Composer room={room} />
}

type PanelState = ReturnType<typeof usePanels>

function Panels({ room, panels }: { readonly room: OpenRoom; readonly panels: PanelState }) {
  const { t } = useTranslation()
  const { hosted, hosting, members, form } = panels
  return (
    <>
      {hosted && hosting.isOpen && (
        <SidePanel
          title={t('hosting.title')}
          closeLabel={t('hosting.close')}
          form={form}
          width="wide"
          onClose={hosting.toggle}
        >
          <HostPanel hosted={hosted} people={room.view.memberCount} />
        </SidePanel>
      )}
      {members.isOpen && (
        <SidePanel
          title={t('members.title')}
          note={formatNumber(room.view.memberCount)}
          closeLabel={t('members.close')}
          form={form}
          width="narrow"
          onClose={members.toggle}
        >
          <MemberList room={room} />
        </SidePanel>
      )}
    </>
  )
}

function usePanels(room: OpenRoom) {
  const { setHostPanel, setMembers } = useChatActions()
  const isNarrow = useMediaQuery(NARROW)
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
    form: isNarrow ? ('sheet' as const) : ('column' as const),
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
