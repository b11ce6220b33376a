import { Plus } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { formatNumber } from '../../i18n/format.ts'
import type { OpenRoom, Screen } from '../../store/chat-state.ts'
import { distinguishingAddress, roomTitle } from '../../store/selectors.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import styles from './side-rail.module.css'

/** Above this the number would not fit its badge. */
const MAX_SHOWN_COUNT = 99

interface SideRailProps {
  readonly rooms: readonly OpenRoom[]
  readonly screen: Screen
}

/** The rooms that are open, and the way to one more. */
export function SideRail({ rooms, screen }: SideRailProps) {
  const { t } = useTranslation()
  const { showStart } = useChatActions()
  const isStart = screen.kind === 'start'
  return (
    <nav className={styles.rail} aria-label={t('sessions.label')}>
      <ul className={styles.list}>
        {rooms.map((room) => (
          <li key={room.session}>
            <RailButton
              room={room}
              address={distinguishingAddress(room, rooms)}
              isShown={screen.kind === 'room' && screen.session === room.session}
            />
          </li>
        ))}
      </ul>
      <Tooltip text={t('sessions.add')} side="right">
        <button
          type="button"
          className={styles.add}
          aria-label={t('sessions.add')}
          aria-current={isStart ? 'page' : undefined}
          onClick={showStart}
        >
          <Plus size={22} aria-hidden />
        </button>
      </Tooltip>
    </nav>
  )
}

interface RailButtonProps {
  readonly room: OpenRoom
  /** Shown with the name where the name alone is not enough. */
  readonly address: string | null
  readonly isShown: boolean
}

function RailButton({ room, address, isShown }: RailButtonProps) {
  const { t } = useTranslation()
  const { showRoom } = useChatActions()
  const id = useId()
  const name = roomTitle(room)
  const title = address === null ? name : t('sessions.twin', { room: name, address })
  const { unread } = room
  return (
    <Tooltip text={title} side="right">
      <button
        type="button"
        className={styles.room}
        aria-label={title}
        aria-describedby={unread > 0 ? id : undefined}
        aria-current={isShown ? 'page' : undefined}
        onClick={() => showRoom(room.session)}
      >
        <Avatar id={title} name={name} size="large" />
        {unread > 0 && (
          <span className={styles.unread}>
            <span id={id} className={styles.spoken}>
              {t('sessions.unread', { count: unread })}
            </span>
            <span aria-hidden>
              {unread > MAX_SHOWN_COUNT
                ? t('sessions.many', { count: MAX_SHOWN_COUNT })
                : formatNumber(unread)}
            </span>
          </span>
        )}
        {room.view.connection.kind !== 'online' && (
          <span className={styles.dot} data-state={room.view.connection.kind} aria-hidden />
        )}
      </button>
    </Tooltip>
  )
}
