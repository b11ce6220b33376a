import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../shared/protocol/schema.ts'
import type { RulingAsked } from '../../../shared/protocol/moderation.ts'
import { Choice } from '../../ui/choice.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import styles from './members.module.css'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const DURATIONS = {
  tenMinutes: 10 * MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
  month: 30 * DAY_MS,
  lifted: null,
} as const

type Duration = keyof typeof DURATIONS

const OFFERED: Readonly<Record<'mute' | 'ban', readonly Duration[]>> = {
  mute: ['tenMinutes', 'hour', 'lifted'],
  ban: ['hour', 'day', 'month', 'lifted'],
}

interface RulingDialogProps {
  readonly kind: 'kick' | 'ban' | 'mute'
  readonly member: Member
  readonly onDecided: (asked: RulingAsked) => void
  readonly onCancel: () => void
}

/** Asks once, with the name, before somebody is removed, banned or muted, and for how long. */
export function RulingDialog({
  kind,
  member: { id, name },
  onDecided,
  onCancel,
}: RulingDialogProps) {
  const { t } = useTranslation()
  const [duration, setDuration] = useState<Duration>('hour')
  const [address, setAddress] = useState(false)
  return (
    <ConfirmDialog
      title={t(`moderation.ask.${kind}.title`, { name })}
      body={t(`moderation.ask.${kind}.body`, { name })}
      confirmLabel={t(`moderation.ask.${kind}.confirm`)}
      cancelLabel={t('app.cancel')}
      variant={kind === 'mute' ? 'primary' : 'danger'}
      onConfirm={() => onDecided(toAsked(kind, id, DURATIONS[duration], address))}
      onCancel={onCancel}
    >
      {kind !== 'kick' && (
        <div className={styles.duration}>
          <SelectField
            name="duration"
            label={t('moderation.duration')}
            options={OFFERED[kind].map((value) => ({ value, label: t(`moderation.${value}`) }))}
            value={duration}
            onValue={setDuration}
          />
        </div>
      )}
      {kind === 'ban' && (
        <Choice
          type="checkbox"
          label={t('moderation.address')}
          hint={t('moderation.addressHint')}
          isChosen={address}
          onChosen={setAddress}
        />
      )}
    </ConfirmDialog>
  )
}

function toAsked(
  kind: RulingDialogProps['kind'],
  member: string,
  durationMs: number | null,
  address: boolean,
): RulingAsked {
  if (kind === 'kick') return { type: 'kick-member', member }
  if (kind === 'mute') return { type: 'mute-member', member, durationMs }
  return { type: 'ban-member', member, durationMs, address }
}
