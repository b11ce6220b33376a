import { useEffect, useRef, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { DialogButtons } from '../../ui/dialog.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import type { JoinStep } from './join-step.ts'
import type { JoinForm } from './use-join-form.ts'
import layout from '../../ui/form.module.css'

interface PasswordQuestionProps {
  readonly form: JoinForm
  readonly step: Extract<JoinStep, { kind: 'password' }>
}

/** Asks for the password of the room. A wrong one stays in its field, with what is wrong about it. */
export function PasswordQuestion({ form, step }: PasswordQuestionProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const field = useRef<HTMLInputElement>(null)
  const { fields } = form
  const { error, isConnecting } = step
  useEffect(() => {
    if (!isConnecting || error) field.current?.focus()
  }, [isConnecting, error])
  const isComplete = fields.password.trim() !== ''
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (isComplete) void form.submitPassword()
  }
  return (
    <form className={layout.form} onSubmit={submit} noValidate>
      <PasswordField
        ref={field}
        name="password"
        label={t('join.password')}
        showLabel={t('join.showPassword')}
        hideLabel={t('join.hidePassword')}
        value={fields.password}
        readOnly={isConnecting}
        error={error ? sentenceOf(error) : null}
        onValue={form.setPassword}
      />
      <Choice
        type="checkbox"
        label={t('join.remember')}
        hint={t('join.rememberHint')}
        isChosen={fields.remembersPassword}
        disabled={isConnecting}
        onChosen={form.setRemembersPassword}
      />
      <DialogButtons>
        <Button onClick={form.goBack}>{t('app.back')}</Button>
        <Button
          type="submit"
          variant="primary"
          isBusy={isConnecting}
          disabled={!isComplete || isConnecting}
        >
          {isConnecting ? t('join.connecting') : t('join.submit')}
        </Button>
      </DialogButtons>
    </form>
  )
}
