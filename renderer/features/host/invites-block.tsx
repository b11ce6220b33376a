import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostedRoom } from '../../../shared/ipc/contract.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChat, useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { InviteForm } from './invite-form.tsx'
import { InviteList } from './invite-list.tsx'
import { OpenInvite, ShownInvite } from './shown-invite.tsx'
import { useInvites } from './use-invites.ts'
import styles from './host-panel.module.css'

interface InvitesBlockProps {
  readonly hosted: HostedRoom
  readonly people: number
}

/** Invites: a link at once for an open room, otherwise new ones that let people in, and those made before. */
export function InvitesBlock({ hosted, people }: InvitesBlockProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { closeInvite } = useChatActions()
  const made = useChat((state) => state.madeInvite)
  const invites = useInvites(people, made)
  const [isChoosing, setIsChoosing] = useState(false)
  const isOpen = hosted.entry === 'open'
  return (
    <div className={styles.block}>
      <h3 className={styles.heading}>{t('invites.title')}</h3>
      <p className={styles.note}>{isOpen ? t('invites.openHint') : t('invites.hint')}</p>
      {isOpen && hosted.link !== null && <OpenInvite link={hosted.link} />}
      {!isOpen && made === null && !isChoosing && (
        <Button size="small" onClick={() => setIsChoosing(true)}>
          <Plus size={16} aria-hidden />
          {t('invites.add')}
        </Button>
      )}
      {isChoosing && <InviteForm onDone={() => setIsChoosing(false)} />}
      {made !== null && <ShownInvite link={made} onDone={closeInvite} />}
      {invites.error && <Notice text={sentenceOf(invites.error)} />}
      {invites.list.length > 0 && <InviteList invites={invites} />}
    </div>
  )
}
