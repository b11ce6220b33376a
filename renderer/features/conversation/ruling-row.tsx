import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import type { RulingFact } from '../../../shared/protocol/schema.ts'
import { RulingSentence } from '../../i18n/ruling-sentence.tsx'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { keepFocus } from '../../ui/focus-home.ts'
import styles from './rows.module.css'

interface RulingRowProps {
  readonly fact: RulingFact
  readonly session: string
  /** Whether this is a ban that one can lift. */
  readonly isLiftable: boolean
}

/** What the room decided, in one quiet line. A ban that one can lift has the button for it. */
export function RulingRow({ fact, session, isLiftable }: RulingRowProps) {
  return (
    <div className={styles.event} data-row="ruling" ref={keepFocus}>
      <RulingSentence fact={fact} />
      {isLiftable && fact.type === 'member-banned' && (
        <LiftButton member={fact.member} session={session} />
      )}
    </div>
  )
}

interface LiftButtonProps {
  readonly member: { readonly id: string; readonly name: string }
  readonly session: string
}

function LiftButton({ member: { id, name }, session }: LiftButtonProps) {
  const { t } = useTranslation()
  const { rule } = useChatActions()
  const sentenceOf = useErrorSentence()
  const [error, setError] = useState<ChatError | null>(null)
  const lift = async () => setError(await rule(session, { type: 'unban-member', member: id }))
  return (
    <>
      <Button
        className={styles.lift}
        size="small"
        variant="quiet"
        aria-label={t('rulings.liftOf', { name })}
        onClick={() => void lift()}
      >
        {t('rulings.lift')}
      </Button>
      {error && (
        <p className={styles.refused} role="alert">
          {sentenceOf(error)}
        </p>
      )}
    </>
  )
}
