import { useEffect, useRef, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { DialogButtons } from '../../ui/dialog.tsx'
import { focusField } from '../../ui/focus-field.ts'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { joinFieldOf, type JoinField } from './join-error-field.ts'
import type { JoinForm } from './use-join-form.ts'
import layout from '../../ui/form.module.css'

/** The form itself. The error stands beside the field that caused it, and the focus goes there. */
export function JoinFields({ form }: { readonly form: JoinForm }) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { fields, step } = form
  const error = step.kind === 'form' ? step.error : null
  const isConnecting = step.kind === 'connecting'
  const wrong = error ? joinFieldOf(error.code) : null
  const element = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error) focusField(element.current, joinFieldOf(error.code))
  }, [error])
  const sentenceFor = (field: JoinField) => (error && wrong === field ? sentenceOf(error) : null)
  const hint = useAddressHint(form)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (form.isComplete) void form.submit()
  }
  return (
    <form ref={element} className={layout.form} onSubmit={submit} noValidate>
      <div className={form.isInvite ? layout.alone : layout.pair}>
        <TextField
          name="address"
          label={t('join.address')}
          hint={hint}
          placeholder={t('join.addressPlaceholder')}
          value={fields.address}
          readOnly={isConnecting}
          error={sentenceFor('address')}
          onValue={form.setAddress}
        />
        {!form.isInvite && (
          <TextField
            name="port"
            label={t('join.port')}
            inputMode="numeric"
            value={fields.port}
            readOnly={isConnecting}
            error={sentenceFor('port')}
            onValue={form.setPort}
          />
        )}
      </div>
      <TextField
        name="name"
        label={t('join.name')}
        value={fields.name}
        readOnly={isConnecting}
        error={sentenceFor('name')}
        onValue={form.setName}
      />
      <Choice
        type="checkbox"
        label={t('join.readOnly')}
        hint={t('join.readOnlyHint')}
        isChosen={fields.role === 'viewer'}
        disabled={isConnecting}
        onChosen={(isChosen) => form.setRole(isChosen ? 'viewer' : 'member')}
      />
      {error && wrong === 'form' && <Notice text={sentenceOf(error)} />}
      <DialogButtons>
        <Button onClick={form.goBack}>{t('app.cancel')}</Button>
        <Button
          type="submit"
          variant="primary"
          isBusy={isConnecting}
          disabled={!form.isComplete || isConnecting}
        >
          {isConnecting ? t('join.connecting') : t('join.submit')}
        </Button>
      </DialogButtons>
    </form>
  )
}

function useAddressHint({ invited }: JoinForm): string {
  const { t } = useTranslation()
  if (!invited) return t('join.addressHint')
  const { address, more } = invited
  return more === 0
    ? t('join.invited', { address })
    : t('join.invitedMore', { address, count: more })
}
