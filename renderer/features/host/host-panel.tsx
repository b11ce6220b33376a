import { Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostedRoom } from '../../../shared/ipc/contract.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import type { ChatError } from '../../../shared/error.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { WordGrid } from '../../ui/word-grid.tsx'
import { AddressList } from './address-list.tsx'
import { EntryBlock } from './entry-block.tsx'
import { InvitesBlock } from './invites-block.tsx'
import styles from './host-panel.module.css'

interface HostPanelProps {
  readonly hosted: HostedRoom
  /** In the room, the host included. */
  readonly people: number
}

/** What the host tells others: addresses, and the words by which they know they reached this host. */
export function HostPanel({ hosted, people }: HostPanelProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { storageProblem, history, isKeySealed } = hosted
  return (
    <div className={styles.panel}>
      {storageProblem && <Notice isSilent text={sentenceOf(storageProblem)} />}
      <AddressList hosted={hosted} />
      <EntryBlock hosted={hosted} />
      <InvitesBlock hosted={hosted} people={people} />
      <div className={styles.block}>
        <h3 className={styles.heading}>{t('hosting.fingerprint')}</h3>
        <WordGrid label={t('hosting.fingerprint')} words={hosted.fingerprintWords} />
        <p className={styles.note}>{t('hosting.fingerprintHint')}</p>
        <p className={styles.fingerprint}>{hosted.fingerprint}</p>
        {!isKeySealed && <p className={styles.note}>{t('hosting.keyUnsealed')}</p>}
      </div>
      <div className={styles.block}>
        <h3 className={styles.heading}>{t('hosting.history')}</h3>
        <p className={styles.note}>
          {history === 'all' ? t('hosting.historyAll') : t('hosting.historyFromJoining')}
        </p>
      </div>
      <div className={styles.foot}>
        <p className={styles.people}>
          <Users size={16} aria-hidden />
          {t('hosting.people', { count: people })}
        </p>
        <StopButton others={Math.max(0, people - 1)} />
      </div>
    </div>
  )
}

function StopButton({ others }: { readonly others: number }) {
  const { t } = useTranslation()
  const { stopHosting } = useChatActions()
  const sentenceOf = useErrorSentence()
  const [isAsking, setIsAsking] = useState(false)
  const [error, setError] = useState<ChatError | null>(null)
  const stop = async () => {
    setIsAsking(false)
    setError(await stopHosting())
  }
  return (
    <>
      {error && <Notice text={sentenceOf(error)} />}
      <Button onClick={() => setIsAsking(true)}>{t('hosting.stop')}</Button>
      {isAsking && (
        <ConfirmDialog
          title={t('hosting.stopTitle')}
          body={others === 0 ? t('hosting.stopAlone') : t('hosting.stopBody', { count: others })}
          confirmLabel={t('hosting.stop')}
          cancelLabel={t('hosting.keepOpen')}
          onConfirm={() => void stop()}
          onCancel={() => setIsAsking(false)}
        />
      )}
    </>
  )
}
