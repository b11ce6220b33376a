import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import type { WebLink } from '../../../shared/link/web-link.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './link-dialog.module.css'

/** Shows where a link really leads, before it is opened in the browser. */
export function LinkDialog({ link }: { readonly link: WebLink }) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { askToOpenLink, openLink, copy } = useChatActions()
  const [error, setError] = useState<ChatError | null>(null)
  const { url, host } = link
  const isUnusual = host.split('.').some((part) => part.startsWith('xn--'))
  return (
    <ConfirmDialog
      title={t('link.title')}
      body={t('link.body')}
      confirmLabel={t('link.open')}
      cancelLabel={t('link.cancel')}
      variant="primary"
      onConfirm={() => void openLink().then(setError)}
      onCancel={() => askToOpenLink(null)}
    >
      <div className={styles.target}>
        <p className={styles.host} data-link-host>
          {host}
        </p>
        {isUnusual && <p className={styles.warning}>{t('link.unusual')}</p>}
        {url.startsWith('http:') && <p className={styles.note}>{t('link.plain')}</p>}
        <div className={styles.address}>
          <p className={styles.url}>{url}</p>
          <CopyButton
            label={t('link.copy')}
            copiedText={t('link.copied')}
            onCopy={() => copy(url)}
          />
        </div>
        {error && <Notice text={sentenceOf(error)} />}
      </div>
    </ConfirmDialog>
  )
}
