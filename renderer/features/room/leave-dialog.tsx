import { useTranslation } from 'react-i18next'
import type { OpenRoom } from '../../store/chat-state.ts'
import { otherPeople } from '../../store/selectors.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

interface LeaveDialogProps {
  readonly room: OpenRoom
  /** Whether leaving ends the room for everybody. */
  readonly endsRoom: boolean
  readonly onLeave: () => void
  readonly onStay: () => void
}

/** Asks before leaving a room, and says whom it concerns when one hosts it. */
export function LeaveDialog({ room, endsRoom, onLeave, onStay }: LeaveDialogProps) {
  const { t } = useTranslation()
  const others = otherPeople(room)
  const hostBody =
    others === 0 ? t('room.leaveHostAlone') : t('room.leaveHostBody', { count: others })
  return (
    <ConfirmDialog
      title={endsRoom ? t('room.leaveHostTitle') : t('room.leaveTitle')}
      body={endsRoom ? hostBody : t('room.leaveBody')}
      confirmLabel={t('room.leave')}
      cancelLabel={t('room.stay')}
      onConfirm={onLeave}
      onCancel={onStay}
    />
  )
}
