import { useEffect, useRef, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import type { HostPrefill } from '../../store/chat-state.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Dialog, DialogButtons } from '../../ui/dialog.tsx'
import { focusField } from '../../ui/focus-field.ts'
import { Notice } from '../../ui/notice.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { ClassicChoice } from './classic-choice.tsx'
import { hostFieldOf, type HostField } from './host-error-field.ts'
import { EntryChoice } from './entry-choice.tsx'
import { useHostForm, type HostForm } from './use-host-form.ts'
import layout from '../../ui/form.module.css'
import styles from './host-dialog.module.css'

/** Opens a room on this computer. Stays open until that has succeeded or is given up. */
export function HostDialog({ prefill }: { readonly prefill: HostPrefill }) {
  const { t } = useTranslation()
  const { closeDialog } = useChatActions()
  const form = useHostForm(prefill)
  const element = useRef<HTMLFormElement>(null)
  const { error } = form
  useEffect(() => {
    if (error) focusField(element.current, hostFieldOf(error.code))
  }, [error])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (form.isComplete) void form.submit()
  }
  return (
    <Dialog
      title={t('host.title')}
      description={t('host.lead')}
      closeLabel={t('app.close')}
      onClose={closeDialog}
    >
      <form ref={element} className={layout.form} onSubmit={submit} noValidate>
        <HostFields form={form} />
        <DialogButtons>
          <Button onClick={closeDialog}>{t('app.cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            isBusy={form.isBusy}
            disabled={!form.isComplete || form.isBusy}
          >
            {form.isBusy ? t('host.submitting') : t('host.submit')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}

function HostFields({ form }: { readonly form: HostForm }) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { fields, error, change } = form
  const wrong = error ? hostFieldOf(error.code) : null
  const sentenceFor = (field: HostField) => (error && wrong === field ? sentenceOf(error) : null)
  return (
    <>
      <TextField
        name="name"
        label={t('host.name')}
        hint={t('host.nameHint')}
        value={fields.name}
        error={sentenceFor('name')}
        onValue={(name) => change({ name })}
      />
      <div className={layout.pair}>
        <TextField
          name="room-name"
          label={t('host.roomName')}
          value={fields.roomName}
          error={sentenceFor('room-name')}
          onValue={(roomName) => change({ roomName })}
        />
        <TextField
          name="port"
          label={t('host.port')}
          inputMode="numeric"
          value={fields.port}
          aria-invalid={wrong === 'port' || undefined}
          aria-describedby={wrong === 'port' ? PORT_ERROR_ID : undefined}
          onValue={(port) => change({ port })}
        />
      </div>
      {error && wrong === 'port' && (
        <PortError error={error} onPort={(port) => change({ port: String(port) })} />
      )}
      <ReachChoice form={form} />
      <EntryChoice form={form} error={sentenceFor('password')} />
      <ClassicChoice form={form} error={sentenceFor('further-ports')} />
      <HistorySelect form={form} />
      {error && wrong === 'form' && <Notice text={sentenceOf(error)} />}
    </>
  )
}

interface PortErrorProps {
  readonly error: ChatError
  readonly onPort: (port: number) => void
}

function PortError({ error, onPort }: PortErrorProps) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const suggestion = error.code === 'port-taken' ? Number(error.detail?.['suggestion'] ?? 0) : 0
  return (
    <div className={styles.portError}>
      <p id={PORT_ERROR_ID} className={styles.portErrorText} role="alert">
        {sentenceOf(error)}
      </p>
      {suggestion > 0 && (
        <Button
          size="small"
          onClick={(event) => {
            focusField(event.currentTarget.form, 'port')
            onPort(suggestion)
          }}
        >
          {t('host.useSuggestion', { port: suggestion })}
        </Button>
      )}
    </div>
  )
}

/** The port's error stands under both fields of its row: there it has room for its sentence. */
const PORT_ERROR_ID = 'host-port-error'

function ReachChoice({ form: { fields, change } }: { readonly form: HostForm }) {
  const { t } = useTranslation()
  return (
    <fieldset className={layout.choices}>
      <legend className={layout.legend}>{t('host.reach')}</legend>
      <Choice
        type="radio"
        name="reach"
        label={t('host.reachNetwork')}
        hint={t('host.reachNetworkHint')}
        isChosen={fields.reach === 'this-network'}
        onChosen={() => change({ reach: 'this-network' })}
      />
      <Choice
        type="radio"
        name="reach"
        label={t('host.reachMachine')}
        hint={t('host.reachMachineHint')}
        isChosen={fields.reach === 'this-machine'}
        onChosen={() => change({ reach: 'this-machine' })}
      />
    </fieldset>
  )
}

function HistorySelect({ form: { fields, change } }: { readonly form: HostForm }) {
  const { t } = useTranslation()
  return (
    <SelectField
      name="history"
      label={t('host.history')}
      hint={t('host.historyHint')}
      options={[
        { value: 'all', label: t('host.historyAll') },
        { value: 'from-joining', label: t('host.historyFromJoining') },
      ]}
      value={fields.history}
      onValue={(history) => change({ history })}
    />
  )
}
