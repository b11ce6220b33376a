import { QrCode as QrIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import styles from './invites.module.css'

/** The invite of an open room: it holds no secret, and can be shown again and again. */
export function OpenInvite({ link }: { readonly link: string }) {
  const { t } = useTranslation()
  const [isCodeShown, setIsCodeShown] = useState(false)
  return (
    <div className={styles.shown}>
      <Link link={link} copyLabel={t('invites.copyOpen')} />
      <Button size="small" aria-expanded={isCodeShown} onClick={() => setIsCodeShown(!isCodeShown)}>
        <QrIcon size={16} aria-hidden />
        {isCodeShown ? t('invites.hideCode') : t('invites.showCode')}
      </Button>
      {isCodeShown && <QrCode text={link} label={t('invites.code')} />}
    </div>
  )
}

interface ShownInviteProps {
  readonly link: string
  readonly onDone: () => void
}

/** A new invite, this once: its token is kept nowhere. */
export function ShownInvite({ link, onDone }: ShownInviteProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.shown}>
      <output className={styles.warning}>{t('invites.made')}</output>
      <Link link={link} copyLabel={t('invites.copy')} />
      <QrCode text={link} label={t('invites.code')} />
      <Button size="small" variant="primary" onClick={onDone} ref={focusOnShow}>
        {t('invites.done')}
      </Button>
    </div>
  )
}

function Link({ link, copyLabel }: { readonly link: string; readonly copyLabel: string }) {
  const { t } = useTranslation()
  const { copy } = useChatActions()
  return (
    <div className={styles.row}>
      <p className={styles.link} data-invite>
        {link}
      </p>
      <CopyButton label={copyLabel} copiedText={t('app.copied')} onCopy={() => copy(link)} />
    </div>
  )
}

function focusOnShow(element: HTMLElement | null): void {
  element?.focus()
}
