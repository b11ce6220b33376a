import { MicOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import type { Member } from '../../../shared/protocol/schema.ts'
import { muteOf } from '../../../shared/session/known-rulings.ts'
import type { RulingAsked } from '../../../shared/protocol/moderation.ts'
import { formatShortDateTime } from '../../i18n/format.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { rulingRole } from '../../store/selectors.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { RulingDialog } from './ruling-dialog.tsx'
import styles from './members.module.css'

const ROLES = ['moderator', 'member', 'viewer'] as const

interface MemberRulingsProps {
  readonly member: Member
  readonly room: OpenRoom
}

/** What one decides about a member of a lower role. A refusal says why, right here. */
export function MemberRulings({ member, room }: MemberRulingsProps) {
  const { t } = useTranslation()
  const { rule } = useChatActions()
  const sentenceOf = useErrorSentence()
  const [asking, setAsking] = useState<'kick' | 'ban' | 'mute' | null>(null)
  const [error, setError] = useState<ChatError | null>(null)
  const decide = async (asked: RulingAsked) => {
    setAsking(null)
    setError(await rule(room.session, asked))
  }
  return (
    <section className={styles.rulings} aria-label={t('moderation.label')}>
      {rulingRole(room) === 'owner' && member.role !== 'owner' && !member.unverified && (
        <SelectField
          name="role"
          label={t('moderation.role')}
          hint={t('moderation.roleHint')}
          options={ROLES.map((value) => ({ value, label: t(`members.role.${value}`) }))}
          value={member.role}
          onValue={(role) => void decide({ type: 'change-role', member: member.id, role })}
        />
      )}
      <MuteState member={member} room={room} />
      <div className={styles.rulingButtons}>
        <MuteButton
          member={member}
          room={room}
          onMute={() => setAsking('mute')}
          onUnmute={() => void decide({ type: 'unmute-member', member: member.id })}
        />
        <Button size="small" onClick={() => setAsking('kick')}>
          {t('moderation.kick')}
        </Button>
        <Button size="small" onClick={() => setAsking('ban')}>
          {t('moderation.ban')}
        </Button>
      </div>
      {error && <Notice text={sentenceOf(error)} />}
      {asking && (
        <RulingDialog
          kind={asking}
          member={member}
          onDecided={(asked) => void decide(asked)}
          onCancel={() => setAsking(null)}
        />
      )}
    </section>
  )
}

function useMute({ member, room }: MemberRulingsProps) {
  // The details are open for moments: a mute that ends meanwhile may be shown until they open again.
  const [openedAt] = useState(() => Date.now())
  return muteOf(room.view.rulings, member.id, openedAt)
}

function MuteState(props: MemberRulingsProps) {
  const { t } = useTranslation()
  const mute = useMute(props)
  if (!mute) return null
  return (
    <p className={styles.muted}>
      <MicOff size={14} aria-hidden />
      {mute.until === null
        ? t('moderation.muted')
        : t('moderation.mutedUntil', { until: formatShortDateTime(mute.until) })}
    </p>
  )
}

interface MuteButtonProps extends MemberRulingsProps {
  readonly onMute: () => void
  readonly onUnmute: () => void
}

function MuteButton({ member, room, onMute, onUnmute }: MuteButtonProps) {
  const { t } = useTranslation()
  const isMuted = useMute({ member, room }) !== null
  return (
    <Button size="small" onClick={isMuted ? onUnmute : onMute}>
      {t(isMuted ? 'moderation.unmute' : 'moderation.mute')}
    </Button>
  )
}
