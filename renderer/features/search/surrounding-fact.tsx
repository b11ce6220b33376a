import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import { isRuling } from '../../../shared/protocol/ruling.ts'
import type { DurableFact, Message } from '../../../shared/protocol/schema.ts'
import { formatDateTime, formatShortDateTime } from '../../i18n/format.ts'
import { Sentence } from '../../i18n/sentence.tsx'
import { RulingSentence } from '../../i18n/ruling-sentence.tsx'
import { UnverifiedBadge } from '../../i18n/unverified-badge.tsx'
import { markWords } from './mark-words.ts'
import { Marked } from './marked.tsx'
import styles from './search.module.css'

interface SurroundingMessageProps {
  readonly message: Pick<Message, 'id' | 'author' | 'at' | 'text'>
  /** The words that found it: then it stands out. Null for what is around it. */
  readonly words: string | null
}

/** A message in few lines. The found one is brought into view. */
export function SurroundingMessage({ message, words }: SurroundingMessageProps) {
  const { id, author, at, text } = message
  const isFound = words !== null
  return (
    <li
      className={styles.fact}
      ref={isFound ? showInView : null}
      aria-current={isFound || undefined}
      data-around-id={id}
    >
      <p className={styles.head}>
        <bdi className={styles.author}>{author.name}</bdi>
        <UnverifiedBadge of={author} />
        <time
          className={styles.time}
          dateTime={new Date(at).toISOString()}
          title={formatDateTime(at)}
        >
          {formatShortDateTime(at)}
        </time>
      </p>
      <p className={styles.text} dir="auto">
        {isFound ? <Marked pieces={markWords(text, words)} /> : text}
      </p>
    </li>
  )
}

/** A fact around a found message. */
export function SurroundingFact({ fact }: { readonly fact: DurableFact }) {
  const { t } = useTranslation()
  if (isRuling(fact)) {
    return (
      <li className={styles.quietFact}>
        <RulingSentence fact={fact} />
      </li>
    )
  }
  switch (fact.type) {
    case 'message':
      return <SurroundingMessage message={fact} words={null} />
    case 'member-renamed':
      return (
        <li className={styles.quietFact}>
          <Sentence
            template={t('search.renamed', { skipInterpolation: true })}
            parts={{ previous: <bdi>{fact.previous}</bdi>, name: <bdi>{fact.name}</bdi> }}
          />
        </li>
      )
    case 'history-damaged':
      return <li className={styles.quietFact}>{t('search.lost', { count: fact.missing })}</li>
    case 'damaged-fact':
    case 'unknown-fact':
      return <li className={styles.quietFact}>{t('search.unreadable')}</li>
    default:
      return assertNever(fact)
  }
}

function showInView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'center' })
}
