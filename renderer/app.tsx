import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { CloseDialog } from './features/closing/close-dialog.tsx'
import { HostDialog } from './features/host/host-dialog.tsx'
import { HostingFailure } from './features/host/hosting-failure.tsx'
import { JoinDialog } from './features/join/join-dialog.tsx'
import { SideRail } from './features/sessions/side-rail.tsx'
import { Start } from './features/start/start.tsx'
import { LinkDialog } from './features/links/link-dialog.tsx'
import { RoomBoundary } from './room-boundary.tsx'
import { RoomScreen } from './room-screen.tsx'
import type { JoinPrefill } from './store/chat-state.ts'
import { shownRoom } from './store/selectors.ts'
import { useChat } from './store/use-chat.ts'
import { useTitle } from './use-title.ts'
import styles from './app.module.css'

/** The window: the rail, the screen, and the dialogs over them. */
export function App() {
  const screen = useChat((state) => state.screen)
  const rooms = useChat((state) => state.rooms)
  const room = useChat(shownRoom)
  const hostingFailure = useChat((state) => state.hostingFailure)
  const title = useTitle(room)
  useEffect(() => {
    document.title = title
  }, [title])
  return (
    <div className={styles.window}>
      {rooms.length > 0 && <SideRail rooms={rooms} screen={screen} />}
      <div className={styles.content}>
        {hostingFailure && (
          <div className={styles.failure}>
            <HostingFailure reason={hostingFailure} />
          </div>
        )}
        {screen.kind === 'start' && <Start />}
        {screen.kind === 'room' &&
          (room ? (
            <RoomBoundary room={room} key={room.session}>
              <RoomScreen room={room} />
            </RoomBoundary>
          ) : (
            <Entering />
          ))}
      </div>
      <Dialogs />
    </div>
  )
}

/** Between the answer that a room is open and the event that brings it. */
function Entering() {
  const { t } = useTranslation()
  return (
    <main className={styles.entering}>
      <p>{t('room.loading')}</p>
    </main>
  )
}

/** Another link is another dialog; the same one leaves alone what was typed since. */
function prefillKey({ address = '', error }: JoinPrefill): string {
  return `${address} ${error?.code ?? ''}`
}

function Dialogs() {
  const dialog = useChat((state) => state.dialog)
  const closeAsked = useChat((state) => state.closeAsked)
  const linkAsked = useChat((state) => state.linkAsked)
  return (
    <>
      {dialog.kind === 'host' && <HostDialog prefill={dialog.prefill} />}
      {dialog.kind === 'join' && (
        <JoinDialog prefill={dialog.prefill} key={prefillKey(dialog.prefill)} />
      )}
      {linkAsked && <LinkDialog link={linkAsked} />}
      {closeAsked && <CloseDialog people={closeAsked.people} />}
    </>
  )
}
