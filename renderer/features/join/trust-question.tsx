import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { DialogButtons } from '../../ui/dialog.tsx'
import { WordGrid } from '../../ui/word-grid.tsx'
import type { Fingerprint } from './join-step.ts'
import styles from './join-dialog.module.css'

interface TrustQuestionProps {
  readonly offered: Fingerprint
  /** Whether this host is known, from another address. */
  readonly isKnown: boolean
  readonly onTrust: () => void
  readonly onCancel: () => void
}

/**
 * Asks whether the words match those of the host, or whether a known host is meant at this address. The answer is
 * remembered with the address.
 */
export function TrustQuestion({ offered, isKnown, onTrust, onCancel }: TrustQuestionProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.question}>
      <WordGrid label={t('join.words')} words={offered.words} />
      <p className={styles.note}>{t(isKnown ? 'join.knownWarning' : 'join.trustWarning')}</p>
      <p className={styles.fingerprint}>{offered.text}</p>
      <DialogButtons>
        {/* The first focus is on the safe answer: Enter from the form must not trust by itself. */}
        <Button onClick={onCancel} ref={focusOnShow}>
          {t('app.cancel')}
        </Button>
        <Button variant="primary" onClick={onTrust}>
          {t(isKnown ? 'join.knownAccept' : 'join.trustAccept')}
        </Button>
      </DialogButtons>
    </div>
  )
}

function focusOnShow(element: HTMLElement | null): void {
  element?.focus()
}
