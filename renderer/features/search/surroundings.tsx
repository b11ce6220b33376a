import { ArrowLeft } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import type { DurableFact } from '../../../shared/protocol/schema.ts'
import type { FoundMessage } from '../../../shared/session/copy.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SurroundingFact, SurroundingMessage } from './surrounding-fact.tsx'
import styles from './search.module.css'

interface SurroundingsProps {
  readonly session: string
  readonly found: FoundMessage
  readonly words: string
  readonly onBack: () => void
}

type Around =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly facts: readonly DurableFact[] }
  | { readonly kind: 'failed'; readonly error: ChatError }

/** What was said around a found message, which stands out among it. */
export function Surroundings({ session, found, words, onBack }: SurroundingsProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const around = useAround(session, found.sequence)
  return (
    <section className={styles.around} aria-label={t('search.around')}>
      <Button
        size="small"
        variant="quiet"
        className={styles.back}
        ref={focusOnShow}
        onClick={onBack}
      >
        <ArrowLeft size={16} aria-hidden />
        {t('search.back')}
      </Button>
      {around.kind === 'reading' && <p className={styles.status}>{t('search.reading')}</p>}
      {around.kind === 'failed' && <Notice text={sentenceOf(around.error)} />}
      {around.kind === 'read' && <Facts facts={around.facts} found={found} words={words} />}
    </section>
  )
}

interface FactsProps {
  readonly facts: readonly DurableFact[]
  readonly found: FoundMessage
  readonly words: string
}

function Facts({ facts, found, words }: FactsProps) {
  const { t } = useTranslation()
  // A number of an earlier history of the host stands for something else in the one of now.
  const isThere = facts.some((fact) => fact.type === 'message' && fact.id === found.id)
  if (!isThere) {
    return (
      <>
        <p className={styles.status}>{t('search.alone')}</p>
        <ol className={styles.facts}>
          <SurroundingMessage message={found} words={words} />
        </ol>
      </>
    )
  }
  return (
    // What scrolls must be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ol className={styles.facts} tabIndex={0}>
      {facts.map((fact) =>
        fact.type === 'message' && fact.id === found.id ? (
          <SurroundingMessage key={fact.sequence} message={fact} words={words} />
        ) : (
          <SurroundingFact key={fact.sequence} fact={fact} />
        ),
      )}
    </ol>
  )
}

function useAround(session: string, sequence: number): Around {
  const { readAround } = useChatActions()
  const [around, setAround] = useState<Around>({ kind: 'reading' })
  useEffect(() => {
    let isCurrent = true
    void readAround(session, sequence).then((answer) => {
      if (!isCurrent) return
      setAround(
        answer.ok ? { kind: 'read', facts: answer.value } : { kind: 'failed', error: answer.error },
      )
    })
    return () => {
      isCurrent = false
    }
  }, [readAround, session, sequence])
  return around
}

function focusOnShow(element: HTMLElement | null): void {
  element?.focus()
}
