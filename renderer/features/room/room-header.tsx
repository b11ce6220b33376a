import { Lock, LogOut, Radio, Search, Users } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import { isLocked } from '../../../shared/session/known-rulings.ts'
import type { ConnectionState } from '../../../shared/session/view.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { roomTitle } from '../../store/selectors.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import styles from './room-header.module.css'

interface RoomHeaderProps {
  readonly room: OpenRoom
  readonly isSearchOpen: boolean
  readonly areMembersOpen: boolean
  /** Null when this application does not host the room. */
  readonly isHostPanelOpen: boolean | null
  readonly onSearch: () => void
  readonly onMembers: () => void
  readonly onHostPanel: () => void
  readonly onLeave: () => void
}

/** What room this is, how it stands, and the buttons for its panels. */
export function RoomHeader(props: RoomHeaderProps) {
  const { room, isSearchOpen, areMembersOpen, isHostPanelOpen } = props
  const { t } = useTranslation()
  const { connection, memberCount } = room.view
  return (
    <header className={styles.header}>
      <div className={styles.names}>
        <h1 className={styles.title}>
          <bdi>{roomTitle(room)}</bdi>
        </h1>
        <p className={styles.facts}>
          <span className={styles.dot} data-state={connection.kind} aria-hidden />
          <span>{useStateText(connection)}</span>
          {connection.kind !== 'ended' && memberCount > 0 && (
            <span className={styles.count}>{t('room.members', { count: memberCount })}</span>
          )}
          {isLocked(room.view.rulings) && (
            <span className={styles.count} title={t('room.lockedHint')}>
              <Lock className={styles.lock} size={13} aria-hidden />
              <span className={styles.spoken}>{t('room.locked')}</span>
            </span>
          )}
        </p>
      </div>
      <IconButton
        label={t('room.searchButton')}
        aria-pressed={isSearchOpen}
        icon={<Search size={20} aria-hidden />}
        onClick={props.onSearch}
      />
      {isHostPanelOpen !== null && (
        <IconButton
          label={t('room.hostingButton')}
          aria-pressed={isHostPanelOpen}
          icon={<Radio size={20} aria-hidden />}
          onClick={props.onHostPanel}
        />
      )}
      <IconButton
        label={t('room.membersButton')}
        aria-pressed={areMembersOpen}
        icon={<Users size={20} aria-hidden />}
        onClick={props.onMembers}
      />
      <IconButton
        label={t('room.leave')}
        icon={<LogOut size={20} aria-hidden />}
        onClick={props.onLeave}
      />
    </header>
  )
}

function useStateText(connection: ConnectionState): string {
  const { t } = useTranslation()
  switch (connection.kind) {
    case 'online':
      return t('room.online')
    case 'connecting':
      return t('room.connecting')
    case 'waiting':
      return t('room.waiting')
    case 'ended':
      return t('room.ended')
    default:
      return assertNever(connection)
  }
}
