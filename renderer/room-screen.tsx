import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Composer, ViewerNote } from './features/composer/composer.tsx'
import { ConnectionBanner } from './features/connection/connection-banner.tsx'
import { Conversation } from './features/conversation/conversation.tsx'
import { PartBoundary } from './features/failure/part-boundary.tsx'
import { HostPanel } from './features/host/host-panel.tsx'
import { StorageBanners } from './features/host/storage-banners.tsx'
import { MemberList } from './features/members/member-list.tsx'
import { LeaveDialog } from './features/room/leave-dialog.tsx'
import { RoomHeader } from './features/room/room-header.tsx'
import { SearchPanel } from './features/search/search-panel.tsx'
import { formatNumber } from './i18n/format.ts'
import type { OpenRoom } from './store/chat-state.ts'
import { useRoomPanels } from './room-panels.ts'
import { useChatActions } from './store/use-chat.ts'
import { keepFocus } from './ui/focus-home.ts'
import { SidePanel } from './ui/side-panel.tsx'
import { useFindShortcut } from './ui/use-find-shortcut.ts'
import styles from './room-screen.module.css'

/** A room with everything around it: header, connection, conversation, composer and panels. */
export function RoomScreen({ room }: { readonly room: OpenRoom }) {
  const { leave } = useChatActions()
  const [isLeaving, setIsLeaving] = useState(false)
  const panels = useRoomPanels(room)
  useFindShortcut(panels.search.ask)
  return (
    <div className={styles.screen} ref={keepFocus}>
      <main className={styles.room} tabIndex={-1}>
        <RoomHeader
          room={room}
          isSearchOpen={panels.search.isOpen}
          areMembersOpen={panels.members.isOpen}
          isHostPanelOpen={panels.hosted ? panels.hosting.isOpen : null}
          onSearch={panels.search.toggle}
          onMembers={panels.members.toggle}
          onHostPanel={panels.hosting.toggle}
          onLeave={() => setIsLeaving(true)}
        />
        {panels.hosted && <StorageBanners hosted={panels.hosted} />}
        <ConnectionBanner room={room} />
        <PartBoundary>
          <Conversation room={room} onSearch={panels.search.ask} />
        </PartBoundary>
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
  if (room.role === 'viewer') return <ViewerNote wasMade={false} />
  return room.view.joined?.you.role === 'viewer' ? <ViewerNote wasMade /> : <Composer room={room} />
}

type PanelState = ReturnType<typeof useRoomPanels>

function Panels({ room, panels }: { readonly room: OpenRoom; readonly panels: PanelState }) {
  const { t } = useTranslation()
  const { hosted, hosting, members, search, form } = panels
  return (
    <>
      {search.isOpen && (
        <SidePanel
          title={t('search.title')}
          closeLabel={t('search.close')}
          form={form}
          width="wide"
          returnsFocus
          onClose={search.close}
        >
          <PartBoundary>
            <SearchPanel room={room} asked={search.asked} />
          </PartBoundary>
        </SidePanel>
      )}
      {hosted && hosting.isOpen && (
        <SidePanel
          title={t('hosting.title')}
          closeLabel={t('hosting.close')}
          form={form}
          width="wide"
          onClose={hosting.toggle}
        >
          <PartBoundary>
            <HostPanel hosted={hosted} people={room.view.memberCount} />
          </PartBoundary>
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
          <PartBoundary>
            <MemberList room={room} />
          </PartBoundary>
        </SidePanel>
      )}
    </>
  )
}
