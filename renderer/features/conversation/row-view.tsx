import { FileWarning } from 'lucide-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionState } from '../../../shared/session/view.ts'
import { assertNever } from '../../../shared/assert-never.ts'
import { formatDay } from '../../i18n/format.ts'
import { Sentence } from '../../i18n/sentence.tsx'
import { MessageRow } from './message-row.tsx'
import { PendingRow } from './pending-row.tsx'
import { PresenceRow } from './presence-row.tsx'
import { RulingRow } from './ruling-row.tsx'
import { localDayOf, type Row } from './timeline-rows.ts'
import { useNow } from './use-now.ts'
import styles from './rows.module.css'

interface RowViewProps {
  readonly row: Row
  readonly session: string
  /** Where the room's connection stands: that is what a message waits for. */
  readonly connection: ConnectionState['kind']
  /** Whether the row was just pointed at. */
  readonly isPointedAt: boolean
  /** Whether the row tells of a ban that one can lift. */
  readonly isLiftable: boolean
}

/** One line of the conversation. */
export const RowView = memo(function RowView(props: RowViewProps) {
  const { row, session, connection, isPointedAt, isLiftable } = props
  const { t } = useTranslation()
  switch (row.kind) {
    case 'day':
      return <DayRow at={row.at} />
    case 'message':
      return <MessageRow row={row} isPointedAt={isPointedAt} />
    case 'presence':
      return <PresenceRow summary={row.summary} />
    case 'renamed':
      return <RenamedRow previous={row.fact.previous} name={row.fact.name} />
    case 'ruling':
      return <RulingRow fact={row.fact} session={session} isLiftable={isLiftable} />
    case 'away':
      return <Divider kind={row.kind} text={t('timeline.away', { count: row.count })} />
    case 'diverged':
      return <Divider kind={row.kind} text={t('timeline.diverged')} />
    case 'history-damaged': {
      const text = t('timeline.historyDamaged', { count: row.missing })
      return <LossRow kind={row.kind} text={text} />
    }
    case 'unreadable':
      return <LossRow kind={row.kind} text={t(`timeline.${row.cause}`)} />
    case 'pending':
      return <PendingRow pending={row.pending} session={session} connection={connection} />
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

interface LineProps {
  readonly kind: Row['kind']
  readonly text: string
}

/** Parts what stands above it from what stands below. */
function Divider({ kind, text }: LineProps) {
  return (
    <div className={styles.away} data-row={kind}>
      <p className={styles.awayText}>{text}</p>
    </div>
  )
}

/** Stands where something is missing. */
function LossRow({ kind, text }: LineProps) {
  return (
    <div className={styles.lossLine} data-row={kind}>
      <div className={styles.loss}>
        <FileWarning size={16} aria-hidden />
        <p>{text}</p>
      </div>
    </div>
  )
}
