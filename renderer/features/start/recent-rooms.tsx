import { LogIn, Radio, SlidersHorizontal, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatHostAddress } from '../../../shared/address/host-address.ts'
import type { RecentRoom } from '../../../shared/ipc/contract.ts'
import { formatDateTime, formatShortDay } from '../../i18n/format.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { keepFocus } from '../../ui/focus-home.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import styles from './recent-rooms.module.css'

/**
 * The rooms of before. One click opens a room of which there is a copy, otherwise the dialog with everything
 * filled in.
 */
export function RecentRooms({ recent }: { readonly recent: readonly RecentRoom[] }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <section aria-labelledby={id} className={styles.section}>
      <h2 id={id} className={styles.title}>
        {t('start.recent')}
      </h2>
      <ul className={styles.list}>
        {recent.map((room) => (
          <RecentRow key={room.key} room={room} />
        ))}
      </ul>
    </section>
  )
}

function RecentRow({ room }: { readonly room: RecentRoom }) {
  const { t } = useTranslation()
  const { openRecent, askToJoin, forgetRecent } = useChatActions()
  const [isOpening, setIsOpening] = useState(false)
  const place = usePlace(room)
  const open = async () => {
    if (isOpening) return
    setIsOpening(true)
    await openRecent(room)
    setIsOpening(false)
  }
  const Icon = room.kind === 'hosted' ? Radio : LogIn
  return (
    <li className={styles.row} ref={keepFocus}>
      <button type="button" className={styles.open} onClick={() => void open()}>
        <Icon className={styles.icon} size={18} aria-hidden />
        <bdi className={styles.name}>{room.roomName}</bdi>
        <span className={styles.place}>{isOpening ? t('start.opening') : place}</span>
        <time
          className={styles.time}
          dateTime={new Date(room.at).toISOString()}
          title={formatDateTime(room.at)}
        >
          {formatShortDay(room.at)}
        </time>
      </button>
      {room.kind === 'joined' && room.hasCopy && (
        <IconButton
          label={t('start.joinOtherwise', { room: room.roomName })}
          icon={<SlidersHorizontal size={16} aria-hidden />}
          onClick={() => askToJoin(room)}
        />
      )}
      <IconButton
        label={t('start.remove', { room: room.roomName })}
        icon={<X size={16} aria-hidden />}
        onClick={() => void forgetRecent(room.key)}
      />
    </li>
  )
}

function usePlace(room: RecentRoom): string {
  const { t } = useTranslation()
  if (room.kind === 'hosted') return t('start.recentHosted', { port: room.port })
  const address = formatHostAddress(room)
  const place =
    room.role === 'viewer'
      ? t('start.recentViewed', { address })
      : t('start.recentJoined', { address })
  return room.hasCopy ? t('start.recentCopied', { place }) : place
}
