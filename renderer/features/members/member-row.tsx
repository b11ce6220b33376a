import { Crown, Eye, Pencil, Shield } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../shared/protocol/schema.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { UnverifiedBadge } from '../../i18n/unverified-badge.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { MemberDetails } from './member-details.tsx'
import { RenameForm } from './rename-form.tsx'
import styles from './members.module.css'

interface MemberRowProps {
  readonly member: Member
  readonly room: OpenRoom
  readonly isYou: boolean
}

/** One member, whose details are a click away. One's own row can be edited: that is how one takes another name. */
export function MemberRow({ member, room, isYou }: MemberRowProps) {
  const { t } = useTranslation()
  const [isEditing, setIsEditing] = useState(false)
  const editButton = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (wasEditing.current && !isEditing) editButton.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  if (isYou && isEditing) {
    return (
      <RenameForm name={member.name} session={room.session} onDone={() => setIsEditing(false)} />
    )
  }
  return (
    <div className={styles.row}>
      <Popover
        label={t('members.details', { name: member.name })}
        trigger={
          <button type="button" className={styles.who}>
            <Who member={member} isYou={isYou} />
          </button>
        }
      >
        <MemberDetails member={member} room={room} isYou={isYou} />
      </Popover>
      {isYou && (
        <IconButton
          className={styles.edit}
          ref={editButton}
          label={t('members.rename')}
          icon={<Pencil size={15} aria-hidden />}
          onClick={() => setIsEditing(true)}
        />
      )}
    </div>
  )
}

function Who({ member, isYou }: Omit<MemberRowProps, 'room'>) {
  const { t } = useTranslation()
  return (
    <>
      <Avatar id={member.id} name={member.name} size="small" />
      <span className={styles.text}>
        <bdi className={styles.name} title={member.name}>
          {member.name}
        </bdi>
        {isYou && <span className={styles.mark}>{t('members.you')}</span>}
        <UnverifiedBadge of={member} />
        {member.role !== 'member' && <Badge role={member.role} />}
      </span>
    </>
  )
}

const BADGE_ICONS = { owner: Crown, moderator: Shield, viewer: Eye } as const

/** What a member is, where that is not just a member. */
function Badge({ role }: { readonly role: keyof typeof BADGE_ICONS }) {
  const { t } = useTranslation()
  const Icon = BADGE_ICONS[role]
  return (
    <span className={styles.mark}>
      <Icon size={12} aria-hidden />
      {t(`members.badge.${role}`)}
    </span>
  )
}
