import { Eye, Pencil } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../shared/protocol/schema.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { RenameForm } from './rename-form.tsx'
import styles from './members.module.css'

interface MemberRowProps {
  readonly member: Member
  readonly session: string
  readonly isYou: boolean
}

/** One member. One's own row can be edited: that is how one takes another name. */
export function MemberRow({ member, session, isYou }: MemberRowProps) {
  const { t } = useTranslation()
  const [isEditing, setIsEditing] = useState(false)
  const editButton = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (wasEditing.current && !isEditing) editButton.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  if (isYou && isEditing) {
    return <RenameForm name={member.name} session={session} onDone={() => setIsEditing(false)} />
  }
  return (
    <div className={styles.row}>
      <Avatar id={member.id} name={member.name} size="small" />
      <span className={styles.text}>
        <bdi className={styles.name} title={member.name}>
          {member.name}
        </bdi>
        {isYou && <span className={styles.mark}>{t('members.you')}</span>}
        {member.role === 'viewer' && (
          <span className={styles.mark}>
            <Eye size={12} aria-hidden />
            {t('members.viewer')}
          </span>
        )}
      </span>
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
