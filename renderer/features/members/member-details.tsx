import { useTranslation } from 'react-i18next'
import { memberWords } from '../../../shared/fingerprint/member-words.ts'
import type { Member } from '../../../shared/protocol/schema.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { decidesAbout } from '../../store/selectors.ts'
import { UnverifiedBadge } from '../../i18n/unverified-badge.tsx'
import { Avatar } from '../../ui/avatar.tsx'
import { WordGrid } from '../../ui/word-grid.tsx'
import { MemberRulings } from './member-rulings.tsx'
import styles from './members.module.css'

interface MemberDetailsProps {
  readonly member: Member
  readonly room: OpenRoom
  readonly isYou: boolean
}

/**
 * Who a member is: name, role, and the words by which two people know that they mean the same one. For who
 * decides about the member also what can be decided.
 */
export function MemberDetails({ member, room, isYou }: MemberDetailsProps) {
  const { t } = useTranslation()
  const { id, name, role, unverified } = member
  return (
    <div className={styles.details}>
      <div className={styles.detailsHead}>
        <Avatar id={id} name={name} size="large" />
        <div className={styles.detailsText}>
          <p className={styles.detailsName}>
            <bdi>{name}</bdi>
          </p>
          {unverified ? (
            <UnverifiedBadge of={member} />
          ) : (
            <p className={styles.detailsNote}>{t(`members.role.${role}`)}</p>
          )}
        </div>
      </div>
      {isYou && <p className={styles.detailsNote}>{t(`members.yourRole.${role}`)}</p>}
      {unverified ? (
        <p className={styles.detailsNote}>{t('unverified.hint')}</p>
      ) : (
        <MemberKey id={id} name={name} isYou={isYou} />
      )}
      {decidesAbout(room, member) && <MemberRulings member={member} room={room} />}
    </div>
  )
}

/** The words by which two people know that they mean the same member. */
function MemberKey({ id, name, isYou }: Pick<Member, 'id' | 'name'> & { readonly isYou: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={styles.detailsKey}>
      <p className={styles.detailsLabel}>{t('members.key')}</p>
      <WordGrid label={t('members.key')} words={memberWords(id)} />
      <p className={styles.detailsNote}>
        {isYou ? t('members.yourKeyHint') : t('members.keyHint', { name })}
      </p>
    </div>
  )
}
