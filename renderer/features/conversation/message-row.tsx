import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatDateTime, formatTime } from '../../i18n/format.ts'
import { UnverifiedBadge } from '../../i18n/unverified-badge.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { classNames } from '../../ui/class-names.ts'
import type { Row } from './timeline-rows.ts'
import { MessageText } from './message-text.tsx'
import styles from './rows.module.css'

interface MessageRowProps {
  readonly row: Extract<Row, { kind: 'message' }>
  /** Whether it was just pointed at: it shows for a moment. */
  readonly isPointedAt: boolean
}

/** A message exactly as it was typed: text nodes and links, nothing in it is HTML. */
export function MessageRow({ row, isPointedAt }: MessageRowProps) {
  const { t } = useTranslation()
  const { message, isOwn, isFirst, isLast } = row
  const { author, at, text } = message
  const time = formatTime(at)
  return (
    <article
      className={classNames(
        styles.message,
        isOwn ? styles.own : styles.others,
        isFirst && styles.first,
        isLast && styles.last,
      )}
      data-message-id={message.id}
      data-state={isOwn ? 'stored' : undefined}
      data-pointed-at={isPointedAt || undefined}
      aria-label={t(author.unverified ? 'unverified.messageOf' : 'timeline.messageOf', {
        name: author.name,
        time,
      })}
    >
      {!isOwn && isFirst && <Avatar id={author.id} name={author.name} />}
      <div className={styles.body}>
        {isFirst && (
          <p className={styles.author}>
            <bdi className={styles.name}>{author.name}</bdi>
            <UnverifiedBadge of={author} />
            {isOwn && <span className={styles.mark}>{t('timeline.you')}</span>}
          </p>
        )}
        <div className={styles.bubble}>
          <MessageText text={text} />
          <span className={styles.time}>
            <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
              {time}
            </time>
            {isOwn && <StoredMark />}
          </span>
        </div>
      </div>
    </article>
  )
}

/** Tells that the host has it on its disk. */
function StoredMark() {
  const { t } = useTranslation()
  const text = t('timeline.stored')
  return (
    <span className={styles.stored} title={text}>
      <Check size={12} aria-hidden />
      <span className={styles.spoken}>{text}</span>
    </span>
  )
}
