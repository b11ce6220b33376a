import { HardDrive, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { HostedRoom } from '../../../shared/ipc/contract.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { keepFocus } from '../../ui/focus-home.ts'
import styles from './storage-banners.module.css'

/**
 * What is wrong with the disk of the host, above its room: why messages cannot be stored, for as long as
 * that lasts, and what was lost, until the host has read it.
 */
export function StorageBanners({ hosted }: { readonly hosted: HostedRoom }) {
  const { t } = useTranslation()
  const { dismissDamage } = useChatActions()
  const sentenceOf = useErrorSentence()
  const { storageProblem, damage } = hosted
  return (
    <>
      {storageProblem && (
        <div className={`${styles.banner} ${styles.problem}`} data-banner="storage-problem">
          <HardDrive size={18} aria-hidden />
          <p className={styles.text} role="alert">
            {sentenceOf(storageProblem)}
          </p>
        </div>
      )}
      {damage && (
        <div className={`${styles.banner} ${styles.damage}`} data-banner="history-damaged">
          <TriangleAlert size={18} aria-hidden />
          <p className={styles.text} role="alert">
            {sentenceOf(damage)}
          </p>
          <Button size="small" ref={keepFocus} onClick={dismissDamage}>
            {t('app.dismiss')}
          </Button>
        </div>
      )}
    </>
  )
}
