import { RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Entry } from '../../../shared/protocol/schema.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { HostForm } from './use-host-form.ts'
import layout from '../../ui/form.module.css'
import styles from './host-dialog.module.css'

interface EntryChoiceProps {
  readonly form: HostForm
  /** What is wrong with the password. */
  readonly error: string | null
}

/** Who may come in, and the password if it takes one. */
export function EntryChoice({ form, error }: EntryChoiceProps) {
  const { t } = useTranslation()
  const { fields, change } = form
  const choice = (entry: Entry, label: string, hint: string) => (
    <Choice
      type="radio"
      name="entry"
      label={label}
      hint={hint}
      isChosen={fields.entry === entry}
      onChosen={() => change({ entry })}
    />
  )
  return (
    <fieldset className={layout.choices}>
      <legend className={layout.legend}>{t('host.entry')}</legend>
      {choice('open', t('host.entryOpen'), t('host.entryOpenHint'))}
      {choice('password', t('host.entryPassword'), t('host.entryPasswordHint'))}
      {fields.entry === 'password' && <Password form={form} error={error} />}
      {choice('invite-only', t('host.entryInvite'), t('host.entryInviteHint'))}
    </fieldset>
  )
}

function Password({ form, error }: EntryChoiceProps) {
  const { t } = useTranslation()
  const { copy } = useChatActions()
  const sentenceOf = useErrorSentence()
  const { fields, weakness, change, makePassword } = form
  const { password } = fields
  if (password === null) {
    return (
      <div className={styles.kept}>
        <p className={styles.keptText}>{t('host.passwordKept')}</p>
        <Button size="small" onClick={makePassword}>
          {t('host.passwordOther')}
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.password}>
      <TextField
        name="password"
        label={t('host.password')}
        hint={weakness ? sentenceOf(weakness) : t('host.passwordHint')}
        value={password}
        error={error}
        onValue={(typed) => change({ password: typed })}
      />
      <div className={styles.passwordButtons}>
        <IconButton
          label={t('host.passwordNew')}
          icon={<RefreshCw size={18} aria-hidden />}
          onClick={makePassword}
        />
        <CopyButton
          label={t('host.passwordCopy')}
          copiedText={t('app.copied')}
          onCopy={() => copy(password)}
        />
      </div>
    </div>
  )
}
