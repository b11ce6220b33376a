import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { WholeFailure } from './features/failure/whole-failure.tsx'
import { LeaveDialog } from './features/room/leave-dialog.tsx'
import type { OpenRoom } from './store/chat-state.ts'
import { roomTitle } from './store/selectors.ts'
import { useChat, useChatActions } from './store/use-chat.ts'
import { Button } from './ui/button.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'

interface RoomBoundaryProps {
  readonly room: OpenRoom
  readonly children: ReactNode
}

/** A room with everything around it. When it cannot be shown it says so and can be left, and the others go on. */
export function RoomBoundary({ room, children }: RoomBoundaryProps) {
  return (
    <ErrorBoundary renderFailure={(retry) => <RoomFailure room={room} onRetry={retry} />}>
      {children}
    </ErrorBoundary>
  )
}

interface RoomFailureProps {
  readonly room: OpenRoom
  readonly onRetry: () => void
}

function RoomFailure({ room, onRetry }: RoomFailureProps) {
  const { t } = useTranslation()
  const { leave } = useChatActions()
  const isHosted = useChat(({ hosted }) => hosted?.session === room.session)
  const [isLeaving, setIsLeaving] = useState(false)
  return (
    <>
      <WholeFailure title={roomTitle(room)} text={t('failure.room')}>
        <Button variant="primary" onClick={onRetry}>
          {t('app.retry')}
        </Button>
        <Button onClick={() => setIsLeaving(true)}>
          {t(isHosted ? 'hosting.stop' : 'connection.close')}
        </Button>
      </WholeFailure>
      {isLeaving && (
        <LeaveDialog
          room={room}
          endsRoom={isHosted}
          onStay={() => setIsLeaving(false)}
          onLeave={() => void leave(room.session)}
        />
      )}
    </>
  )
}
