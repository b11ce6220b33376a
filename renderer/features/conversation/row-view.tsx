import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import { formatDay } from '../../i18n/format.ts'
import { Sentence } from '../../i18n/sentence.tsx'
import { MessageRow } from './message-row.tsx'
import { PendingRow } from './pending-row.tsx'
import { PresenceRow } from './presence-row.tsx'
import { localDayOf, type Row } from './timeline-rows.ts'
import { useNow } from './use-now.ts'
import styles from './rows.module.css'

interface RowViewProps {
  readonly row: Row
  readonly session: string
}

/** One line of the conversation. */
export const RowView = memo(function RowView({ row, session }: RowViewProps) {
  switch (row.kind) {
    case 'day':
      return <DayRow at={row.at} />
    case 'message':
      return <MessageRow row={row} />
    case 'presence':
      return <PresenceRow summary={row.summary} />
    case 'renamed':
      return <RenamedRow previous={row.fact.previous} name={row.fact.name} />
    case 'away':
      return <AwayRow caughtUp={row.caughtUp} missed={row.missed} />
    case 'pending':
      return <PendingRow pending={row.pending} session={session} />
    default:
      return assertNever(row)
  }
})

function DayRow({ at }: { readonly at: number }) {
  const { t } = useTranslation()
  const now = useNow()
  const day = localDayOf(at)
  const yesterday = new Date(now).setDate(new Date(now).getDate() - 1)
  const text =
    day === localDayOf(now)
      ? t('timeline.today')
      : day === localDayOf(yesterday)
        ? t('timeline.yesterday')
        : formatDay(at, now)
  return (
    <h2 className={styles.day}>
      <span className={styles.dayText}>{text}</span>
    </h2>
  )
}

function RenamedRow({ previous, name }: { readonly previous: string; readonly name: string }) {
  const { t } = useTranslation()
  return (
    <p className={styles.event}>
      <Sentence
        template={t('timeline.renamed', { skipInterpolation: true })}
        parts={{ previous: <bdi>{previous}</bdi>, name: <bdi className={styles.name}>{name}</bdi> }}
      />
    </p>
  )
}

function AwayRow({ caughtUp, missed }: { readonly caughtUp: number; readonly missed: number }) {
  const { t } = useTranslation()
  return (
    <div className={styles.away}>
      <div className={styles.awayText}>
        {caughtUp > 0 && <p>{t('timeline.caughtUp', { count: caughtUp })}</p>}
        {missed > 0 && <p>{t('timeline.missed', { count: missed })}</p>}
        {caughtUp === 0 && missed === 0 && <p>{t('timeline.back')}</p>}
      </div>
    </div>
  )
}
