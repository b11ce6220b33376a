import { LoaderCircle } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import type { ChatError } from '../../../shared/error.ts'
import type { Older } from '../../../shared/session/timeline.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { Button } from '../../ui/button.tsx'
import styles from './older-edge.module.css'

export interface OlderEdgeProps {
  readonly older: Older
  /** Why they could not be read. */
  readonly error: ChatError | null
  readonly onShow: () => void
  readonly onSearch: () => void
}

/** What is before the first line. Always as high: what stands below it must not move when this changes. */
export function OlderEdge(props: OlderEdgeProps) {
  return (
    <div className={styles.edge} data-older={props.older}>
      <Content {...props} />
    </div>
  )
}

function Content({ older, error, onShow, onSearch }: OlderEdgeProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  switch (older) {
    case 'none':
      return <p>{t('timeline.beginning')}</p>
    case 'there':
      return (
        <>
          {error && (
            <p role="alert" className={styles.error} title={sentenceOf(error)}>
              {sentenceOf(error)}
            </p>
          )}
          <Button size="small" variant="quiet" onClick={onShow}>
            {error ? t('app.retry') : t('timeline.showOlder')}
          </Button>
        </>
      )
    case 'coming':
      return (
        <>
          <LoaderCircle className={styles.spinner} size={16} aria-hidden />
          <p>{t('timeline.loadingOlder')}</p>
        </>
      )
    case 'away':
      return <p>{t('timeline.olderAway')}</p>
    case 'too-many':
      return (
        <>
          <p>{t('timeline.olderTooMany')}</p>
          <Button size="small" variant="quiet" onClick={onSearch}>
            {t('timeline.search')}
          </Button>
        </>
      )
    default:
      return assertNever(older)
  }
}
