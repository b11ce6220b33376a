import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { WordGrid } from '../../ui/word-grid.tsx'
import type { Fingerprint } from './join-step.ts'
import styles from './join-dialog.module.css'

interface ChangedHostProps {
  readonly offered: Fingerprint
  readonly onForget: () => void
  readonly onCancel: () => void
}

/** Blocks the way to a host that is not the known one. Going on takes a deliberate step. */
export function ChangedHost({ offered, onForget, onCancel }: ChangedHostProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.question}>
      <p className={styles.note}>{t('join.changedWords')}</p>
      <WordGrid label={t('join.words')} words={offered.words} />
      <p className={styles.fingerprint}>{offered.text}</p>
      <div className={styles.apart}>
        <Button variant="quiet" className={styles.deliberate} onClick={onForget}>
          {t('join.changedAccept')}
        </Button>
        <Button variant="primary" onClick={onCancel} ref={focusOnShow}>
          {t('app.cancel')}
        </Button>
      </div>
    </div>
  )
}

function focusOnShow(element: HTMLElement | null): void {
  element?.focus()
}
