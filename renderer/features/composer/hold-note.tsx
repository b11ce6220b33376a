import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Hold } from '../../../shared/session/view.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useSecondsUntil } from '../../ui/use-seconds-until.ts'
import { isWorthTelling } from './hold.ts'
import styles from './composer.module.css'

/** Says that what waits goes out by itself, and when. Always there, so that a screen reader hears it begin. */
export function HoldNote({ hold }: { readonly hold: Hold | null }) {
  return <output>{hold && <Countdown key={hold.retryAt} hold={hold} />}</output>
}

function Countdown({ hold }: { readonly hold: Hold }) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const seconds = useSecondsUntil(hold.retryAt)
  const [isShown] = useState(() => isWorthTelling(hold, Date.now()))
  if (!isShown) return null
  return (
    <p className={styles.holdText}>
      <span>{sentenceOf(hold.reason)}</span>
      {/* A countdown that is read out each second would drown everything else. */}
      <span aria-live="off" className={styles.seconds}>
        {seconds > 0 ? t('composer.againIn', { count: seconds }) : t('composer.again')}
      </span>
    </p>
  )
}
