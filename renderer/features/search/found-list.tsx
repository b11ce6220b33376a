import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import type { FoundMessage } from '../../../shared/session/copy.ts'
import { formatDateTime, formatShortDateTime } from '../../i18n/format.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { UnverifiedBadge } from '../../i18n/unverified-badge.tsx'
import { Notice } from '../../ui/notice.tsx'
import { markExcerpt } from './mark-words.ts'
import { Marked } from './marked.tsx'
import type { SearchOutcome } from './use-search.ts'
import styles from './search.module.css'

/** As many as main tells at once: there may be more. */
const MAX_FOUND = 50

interface FoundListProps {
  readonly outcome: SearchOutcome
  /** The one that was opened last: it takes the focus again. */
  readonly last: FoundMessage | null
  readonly onOpen: (found: FoundMessage) => void
}

/** What was found, newest first. */
export function FoundList({ outcome, last, onOpen }: FoundListProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  switch (outcome.kind) {
    case 'nothing-asked':
      return <output className={styles.status} />
    case 'failed':
      return <Notice text={sentenceOf(outcome.error)} />
    case 'found': {
      const { found, words } = outcome
      const count = found.length
      return (
        <>
          <output className={styles.status} data-found={count}>
            {count === 0 ? t('search.nothing') : t('search.found', { count })}
          </output>
          {count > 0 && (
            <ol className={styles.list} aria-label={t('search.results')}>
              {found.map((each) => (
                <FoundItem
                  key={`${each.sequence} ${each.id}`}
                  found={each}
                  words={words}
                  takesFocus={each.id === last?.id}
                  onOpen={() => onOpen(each)}
                />
              ))}
              {count >= MAX_FOUND && (
                <li className={styles.more}>{t('search.newest', { count })}</li>
              )}
            </ol>
          )}
        </>
      )
    }
    default:
      return assertNever(outcome)
  }
}

interface FoundItemProps {
  readonly found: FoundMessage
  readonly words: string
  readonly takesFocus: boolean
  readonly onOpen: () => void
}

function FoundItem({ found, words, takesFocus, onOpen }: FoundItemProps) {
  const { author, at, text, id } = found
  return (
    <li>
      <button
        type="button"
        ref={takesFocus ? focusOnShow : null}
        className={styles.found}
        data-found-id={id}
        onClick={onOpen}
      >
        <span className={styles.head}>
          <bdi className={styles.author}>{author.name}</bdi>
          <UnverifiedBadge of={author} />
          <time
            className={styles.time}
            dateTime={new Date(at).toISOString()}
            title={formatDateTime(at)}
          >
            {formatShortDateTime(at)}
          </time>
        </span>
        <span className={styles.excerpt} dir="auto">
          <Marked pieces={markExcerpt(text, words)} />
        </span>
      </button>
    </li>
  )
}

function focusOnShow(element: HTMLElement | null): void {
  element?.focus()
}
