import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostedRoom } from '../../../shared/ipc/contract.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import styles from './host-panel.module.css'

/** In place of a password, whatever its length. */
const MASK = '••••••••••••'

/** Who can join the hosted room, and its password, hidden until the host wants to see it. */
export function EntryBlock({ hosted }: { readonly hosted: HostedRoom }) {
  const { t } = useTranslation()
  const { entry, classic, furtherPorts } = hosted
  const ports = furtherPorts.join(', ')
  const sentences = {
    open: t('hosting.entryOpen'),
    password: t('hosting.entryPassword'),
    'invite-only': t('hosting.entryInvite'),
  }
  return (
    <div className={styles.block}>
      <h3 className={styles.heading}>{t('hosting.entry')}</h3>
      <p className={styles.note}>{sentences[entry]}</p>
      {entry === 'password' && <RoomPassword />}
      {classic && <p className={styles.note}>{t('hostingClassic.on')}</p>}
      {ports !== '' && <p className={styles.note}>{t('hostingClassic.ports', { ports })}</p>}
    </div>
  )
}

/** Asks main for the password only when the host wants it. */
function RoomPassword() {
  const { t } = useTranslation()
  const { copy, readRoomPassword } = useChatActions()
  const [shown, setShown] = useState<string | null>(null)
  const isShown = shown !== null
  const Icon = isShown ? EyeOff : Eye
  const copyIt = async () => {
    const password = await readRoomPassword()
    if (password !== null) copy(password)
  }
  return (
    <div className={styles.password}>
      <p className={styles.passwordText} aria-live="polite">
        {isShown ? (
          <span data-password>{shown}</span>
        ) : (
          <>
            <span aria-hidden>{MASK}</span>
            <span className={styles.unseen}>{t('hosting.passwordHidden')}</span>
          </>
        )}
      </p>
      <IconButton
        label={isShown ? t('hosting.hidePassword') : t('hosting.showPassword')}
        icon={<Icon size={18} aria-hidden />}
        onClick={() => (isShown ? setShown(null) : void readRoomPassword().then(setShown))}
      />
      <CopyButton
        label={t('hosting.copyPassword')}
        copiedText={t('hosting.copied')}
        onCopy={() => void copyIt()}
      />
    </div>
  )
}
