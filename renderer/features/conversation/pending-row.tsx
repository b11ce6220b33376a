import { Clock3, LoaderCircle, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import type { ConnectionState, PendingMessage } from '../../../shared/session/view.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { keepFocus } from '../../ui/focus-home.ts'
import { MessageText } from './message-text.tsx'
import styles from './rows.module.css'

const WAITING = {
  connecting: 'timeline.waiting',
  waiting: 'timeline.waiting',
  online: 'timeline.queued',
  ended: 'timeline.waitingForJoin',
} as const satisfies Record<ConnectionState['kind'], string>

interface PendingRowProps {
  readonly pending: PendingMessage
  readonly session: string
  /** Where the room's connection stands: that is what a message waits for. */
  readonly connection: ConnectionState['kind']
}

/** A message of one's own that the host has not accepted: where it stands, and what can be done. */
export function PendingRow(props: PendingRowProps) {
  const { pending } = props
  const { t } = useTranslation()
  return (
    <article
      className={`${styles.message} ${styles.own} ${styles.first} ${styles.last}`}
      data-message-id={pending.id}
      data-state={pending.state.kind}
      aria-label={t('timeline.you')}
    >
      <div className={styles.body}>
        <div className={`${styles.bubble} ${styles.pending}`}>
          <MessageText text={pending.text} />
        </div>
        <PendingState {...props} />
      </div>
    </article>
  )
}

function PendingState({ pending, session, connection }: PendingRowProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { retry, discard } = useChatActions()
  const { id, state } = pending
  switch (state.kind) {
    case 'waiting':
    case 'sent': {
      const isSent = state.kind === 'sent' && connection !== 'ended'
      const Icon = isSent ? LoaderCircle : Clock3
      return (
        <p className={styles.state}>
          <Icon size={14} aria-hidden />
          {t(isSent ? 'timeline.sent' : WAITING[connection])}
        </p>
      )
    }
    case 'failed':
      return (
        <div className={styles.failed} ref={keepFocus}>
          <p className={styles.reason}>
            <TriangleAlert size={14} aria-hidden />
            <span>{sentenceOf(state.reason)}</span>
          </p>
          <Button size="small" onClick={() => retry(session, id)}>
            {t('timeline.retry')}
          </Button>
          <Button size="small" variant="quiet" onClick={() => discard(session, id)}>
            {t('timeline.discard')}
          </Button>
        </div>
      )
    default:
      return assertNever(state)
  }
}
