import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import { normalizeName } from '../../../shared/protocol/name.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './members.module.css'

interface RenameFormProps {
  readonly name: string
  readonly session: string
  readonly onDone: () => void
}

/** Takes another name. Stays open with the reason when the host refuses it. */
export function RenameForm({ name, session, onDone }: RenameFormProps) {
  const { t } = useTranslation()
  const { rename } = useChatActions()
  const sentenceOf = useErrorSentence()
  const field = useRef<HTMLInputElement>(null)
  const [value, setValue] = useState(name)
  const [error, setError] = useState<ChatError | null>(null)

  useEffect(() => field.current?.select(), [])

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const wanted = normalizeName(value)
    if (!wanted.ok) return setError(wanted.error)
    const refused = wanted.value === name ? null : await rename(session, wanted.value)
    if (!refused) return onDone()
    setError(refused)
    field.current?.select()
  }
  return (
    <form className={styles.rename} noValidate onSubmit={(event) => void submit(event)}>
      <TextField
        ref={field}
        label={t('members.newName')}
        value={value}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          onDone()
        }}
        error={error ? sentenceOf(error) : null}
        onValue={(typed) => {
          setValue(typed)
          setError(null)
        }}
      />
      <div className={styles.renameButtons}>
        <Button size="small" onClick={onDone}>
          {t('app.cancel')}
        </Button>
        <Button size="small" variant="primary" type="submit" disabled={value.trim() === ''}>
          {t('members.save')}
        </Button>
      </div>
    </form>
  )
}
