import { useTranslation } from 'react-i18next'
import { formatDateTime, formatTime } from '../../i18n/format.ts'
import { Avatar } from '../../ui/avatar.tsx'
import type { Row } from './timeline-rows.ts'
import styles from './rows.module.css'

/** A message exactly as it was typed: text nodes only, nothing in it is interpreted. */
export function MessageRow({ row }: { readonly row: Extract<Row, { kind: 'message' }> }) {
  const { t } = useTranslation()
  const { message, isOwn, isFirst, isLast } = row
  const { author, at, text } = message
  const time = formatTime(at)
  return (
    <article
      className={`${styles.message} ${isOwn ? styles.own : styles.others} ${isFirst ? styles.first : ''} ${isLast ? styles.last : ''}`}
      data-message-id={message.id}
      aria-label={t('timeline.messageOf', { name: author.name, time })}
    >
      {!isOwn && isFirst && <Avatar id={author.id} name={author.name} />}
      <div className={styles.body}>
        {isFirst && (
          <p className={styles.author}>
            <bdi className={styles.name}>{author.name}</bdi>
            {isOwn && <span className={styles.mark}>{t('timeline.you')}</span>}
          </p>
        )}
        <div className={styles.bubble}>
          <p className={styles.text} dir="auto">
            {text}
          </p>
          <time
            className={styles.time}
            dateTime={new Date(at).toISOString()}
            title={formatDateTime(at)}
          >
            {time}
          </time>
        </div>
      </div>
    </article>
  )
}
