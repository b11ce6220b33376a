import { Lock, LockOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import { isLocked } from '../../../shared/session/known-rulings.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './members.module.css'

/** Locks the room for everybody new, and unlocks it. */
export function LockControl({ room }: { readonly room: OpenRoom }) {
  const { t } = useTranslation()
  const { rule } = useChatActions()
  const sentenceOf = useErrorSentence()
  const [error, setError] = useState<ChatError | null>(null)
  const locked = isLocked(room.view.rulings)
  const Icon = locked ? LockOpen : Lock
  const change = async () =>
    setError(await rule(room.session, { type: locked ? 'unlock-room' : 'lock-room' }))
  return (
    <div className={styles.lock}>
      <Button size="small" onClick={() => void change()}>
        <Icon size={14} aria-hidden />
        {t(locked ? 'moderation.unlock' : 'moderation.lock')}
      </Button>
      <p className={styles.detailsNote}>
        {t(locked ? 'moderation.unlockHint' : 'moderation.lockHint')}
      </p>
      {error && <Notice text={sentenceOf(error)} />}
    </div>
  )
}
