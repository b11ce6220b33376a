import { useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import { MAX_INVITE_USES } from '../../../shared/ipc/contract.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import styles from './invites.module.css'

const HOUR_MS = 60 * 60 * 1_000

const USES = { '1': 1, '5': 5, '25': 25, unlimited: MAX_INVITE_USES } as const
const VALID_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, never: null } as const

interface InviteFormProps {
  /** The invite is made, or is not wanted after all. */
  readonly onDone: () => void
}

/** What a new invite is to be good for. */
export function InviteForm({ onDone }: InviteFormProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { makeInvite } = useChatActions()
  const [uses, setUses] = useState<keyof typeof USES>('1')
  const [expiry, setExpiry] = useState<keyof typeof VALID_MS>('day')
  const [error, setError] = useState<ChatError | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (isBusy) return
    setIsBusy(true)
    const refused = await makeInvite({ uses: USES[uses], validMs: VALID_MS[expiry] })
    setIsBusy(false)
    setError(refused)
    if (!refused) onDone()
  }
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      <div className={styles.fields}>
        <SelectField
          name="uses"
          label={t('invites.uses')}
          options={[
            { value: '1', label: t('invites.use', { count: 1 }) },
            { value: '5', label: t('invites.use', { count: 5 }) },
            { value: '25', label: t('invites.use', { count: 25 }) },
            { value: 'unlimited', label: t('invites.unlimited') },
          ]}
          value={uses}
          onValue={setUses}
          focusesOnShow
        />
        <SelectField
          name="expiry"
          label={t('invites.expiry')}
          options={[
            { value: 'hour', label: t('invites.hour') },
            { value: 'day', label: t('invites.day') },
            { value: 'week', label: t('invites.week') },
            { value: 'never', label: t('invites.never') },
          ]}
          value={expiry}
          onValue={setExpiry}
        />
      </div>
      {error && <Notice text={sentenceOf(error)} />}
      <div className={styles.buttons}>
        <Button size="small" onClick={onDone}>
          {t('app.cancel')}
        </Button>
        <Button size="small" variant="primary" type="submit" isBusy={isBusy} disabled={isBusy}>
          {t('invites.make')}
        </Button>
      </div>
    </form>
  )
}
