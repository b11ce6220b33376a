import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Author } from '../../../shared/protocol/schema.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { Sentence } from '../../i18n/sentence.tsx'
import type { PresenceSummary } from './fold-presence.ts'
import styles from './rows.module.css'

/** Names in one sentence. More are told by their number, and all of them in the tooltip. */
const MAX_NAMES = 3

const OUTCOMES = ['joined', 'left', 'lost', 'returned', 'visited'] as const

/** Who came and who went, in one quiet line. */
export function PresenceRow({ summary }: { readonly summary: PresenceSummary }) {
  const { t } = useTranslation()
  const outcomes = OUTCOMES.filter((outcome) => summary[outcome].length > 0)
  const everybody = outcomes.flatMap((outcome) => summary[outcome].map(({ name }) => name))
  const title = `${formatDateTime(summary.at)}\n${everybody.join(', ')}`
  return (
    <div className={styles.event} title={title}>
      {outcomes.map((outcome) => (
        <p key={outcome}>
          <Sentence
            template={t(`timeline.${outcome}`, { skipInterpolation: true })}
            parts={{ names: <Names people={summary[outcome]} /> }}
          />
        </p>
      ))}
    </div>
  )
}

const list = new Intl.ListFormat(undefined, { type: 'conjunction' })

function Names({ people }: { readonly people: readonly Author[] }) {
  const { t } = useTranslation()
  // One name more takes no more room than "1 other".
  const shown = people.length > MAX_NAMES + 1 ? people.slice(0, MAX_NAMES) : people
  const others = people.length - shown.length
  const items = [...shown.map((_, index) => String(index)), ...(others > 0 ? ['others'] : [])]
  return list.formatToParts(items).map((part, index) => {
    const text = part.type === 'literal' ? part.value : null
    const name = shown[Number(part.value)]?.name
    return (
      // The parts of one list never move: their place is their identity.
      // oxlint-disable-next-line react/no-array-index-key
      <Fragment key={index}>
        {text ?? (name === undefined ? t('timeline.others', { count: others }) : <bdi>{name}</bdi>)}
      </Fragment>
    )
  })
}
