import { CircleOff, LoaderCircle, WifiOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import type { ChatError, ErrorCode } from '../../../shared/error.ts'
import { formatHostAddress } from '../../../shared/address/host-address.ts'
import type { ConnectionState } from '../../../shared/session/view.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { keepFocus } from '../../ui/focus-home.ts'
import { useSecondsUntil } from '../../ui/use-seconds-until.ts'
import styles from './connection-banner.module.css'

/** Says why the room is not connected and what happens next. Empty while all is well. */
export function ConnectionBanner({ room }: { readonly room: OpenRoom }) {
  return (
    <output className={styles.status}>
      <BannerContent room={room} />
    </output>
  )
}

function BannerContent({ room }: { readonly room: OpenRoom }) {
  const { connection } = room.view
  switch (connection.kind) {
    case 'online':
      return null
    case 'connecting':
      return <Connecting room={room} attempt={connection.attempt} />
    case 'waiting':
      return <Waiting key={connection.retryAt} room={room} connection={connection} />
    case 'ended':
      return <Ended room={room} connection={connection} />
    default:
      return assertNever(connection)
  }
}

function Connecting({ room, attempt }: { readonly room: OpenRoom; readonly attempt: number }) {
  const { t } = useTranslation()
  const address = formatHostAddress(room)
  return (
    <div className={styles.banner}>
      <LoaderCircle className={styles.spinner} size={18} aria-hidden />
      <p className={styles.text}>
        {attempt > 1
          ? t('connection.connectingAgain', { address, attempt })
          : t('connection.connecting', { address })}
      </p>
    </div>
  )
}

type StateOf<K extends ConnectionState['kind']> = Extract<ConnectionState, { readonly kind: K }>

function Waiting({
  room,
  connection,
}: {
  readonly room: OpenRoom
  readonly connection: StateOf<'waiting'>
}) {
  const { t } = useTranslation()
  const { reconnect } = useChatActions()
  const sentenceOf = useErrorSentence()
  const seconds = useSecondsUntil(connection.retryAt)
  return (
    <div className={`${styles.banner} ${styles.warning}`} ref={keepFocus}>
      <WifiOff size={18} aria-hidden />
      <div className={styles.text}>
        <p className={styles.reason}>{sentenceOf(connection.reason)}</p>
        <p className={styles.next}>
          {/* A countdown that is read out each second would drown everything else. */}
          <span aria-live="off">
            {seconds > 0 ? t('connection.nextTry', { count: seconds }) : t('connection.tryingNow')}
          </span>
          {room.role === 'member' && <span>{t('connection.kept')}</span>}
        </p>
      </div>
      <Button size="small" onClick={() => reconnect(room.session)}>
        {t('connection.tryNow')}
      </Button>
    </div>
  )
}

function Ended({
  room,
  connection,
}: {
  readonly room: OpenRoom
  readonly connection: StateOf<'ended'>
}) {
  const { t } = useTranslation()
  const { leave } = useChatActions()
  const sentenceOf = useErrorSentence()
  return (
    <div className={`${styles.banner} ${styles.ended}`} ref={keepFocus}>
      <CircleOff size={18} aria-hidden />
      <p className={`${styles.text} ${styles.reason}`}>{sentenceOf(connection.reason)}</p>
      <AgainButton room={room} reason={connection.reason} />
      <Button size="small" onClick={() => void leave(room.session)}>
        {t('connection.close')}
      </Button>
    </div>
  )
}

interface AgainButtonProps {
  readonly room: OpenRoom
  /** Why it ended. */
  readonly reason: ChatError
}

const ASKS_FOR_PASSWORD: ReadonlySet<ErrorCode> = new Set(['password-required', 'bad-password'])

function AgainButton({ room, reason }: AgainButtonProps) {
  const { t } = useTranslation()
  const { askToJoin, askToHost } = useChatActions()
  const { address, port, role, session, view } = room
  const name = view.joined ? { name: view.joined.you.name } : {}
  if (room.isHost) {
    const roomName = view.joined ? { roomName: view.joined.room.name } : {}
    return (
      <Button
        size="small"
        variant="primary"
        onClick={() => askToHost({ ...name, ...roomName, port, replaces: session })}
      >
        {t('connection.hostAgain')}
      </Button>
    )
  }
  const isForPassword = ASKS_FOR_PASSWORD.has(reason.code)
  const asked = isForPassword ? { error: reason } : {}
  return (
    <Button
      size="small"
      variant="primary"
      onClick={() => askToJoin({ ...name, ...asked, address, port, role, replaces: session })}
    >
      {isForPassword ? t('connection.typePassword') : t('connection.joinAgain')}
    </Button>
  )
}
