import { useTranslation } from 'react-i18next'
import { assertNever } from '../../../shared/assert-never.ts'
import { formatHostAddress } from '../../../shared/address/host-address.ts'
import type { JoinPrefill } from '../../store/chat-state.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ChangedHost } from './changed-host.tsx'
import { JoinFields } from './join-fields.tsx'
import { PasswordQuestion } from './password-question.tsx'
import { TrustQuestion } from './trust-question.tsx'
import { WrongHost } from './wrong-host.tsx'
import { useJoinForm, type JoinForm } from './use-join-form.ts'

/** Joins a room by its address. Everything that can go wrong is told and cured inside the dialog. */
export function JoinDialog({ prefill }: { readonly prefill: JoinPrefill }) {
  const { t } = useTranslation()
  const form = useJoinForm(prefill)
  const { title, description } = useHeading(form)
  return (
    <Dialog
      title={title}
      description={description}
      closeLabel={t('app.close')}
      onClose={form.close}
    >
      <Step form={form} />
    </Dialog>
  )
}

function Step({ form }: { readonly form: JoinForm }) {
  const { step } = form
  switch (step.kind) {
    case 'form':
    case 'connecting':
      return <JoinFields form={form} />
    case 'trust-question':
      return (
        <TrustQuestion
          offered={step.offered}
          isKnown={step.known !== null}
          onTrust={() => void form.trust(step.offered.text)}
          onCancel={form.goBack}
        />
      )
    case 'host-changed':
      return (
        <ChangedHost
          offered={step.offered}
          onForget={() => void form.forgetAndAsk(step.host)}
          onCancel={form.goBack}
        />
      )
    case 'wrong-host':
      return <WrongHost onBack={form.goBack} />
    case 'password':
      return <PasswordQuestion form={form} step={step} />
    default:
      return assertNever(step)
  }
}

function useHeading({ step }: JoinForm): { readonly title: string; readonly description: string } {
  const { t } = useTranslation()
  switch (step.kind) {
    case 'form':
    case 'connecting':
      return { title: t('join.title'), description: t('join.lead') }
    case 'trust-question': {
      const address = formatHostAddress(step.host)
      if (step.known) {
        const { at, roomName } = step.known
        const lead = roomName === null ? 'join.knownLeadUnnamed' : 'join.knownLead'
        return { title: t('join.knownTitle'), description: t(lead, { address, at, roomName }) }
      }
      return { title: t('join.trustTitle'), description: t('join.trustLead', { address }) }
    }
    case 'host-changed': {
      const address = formatHostAddress(step.host)
      return { title: t('join.changedTitle'), description: t('join.changedLead', { address }) }
    }
    case 'wrong-host': {
      const address = formatHostAddress(step.host)
      return { title: t('join.wrongTitle'), description: t('join.wrongLead', { address }) }
    }
    case 'password': {
      const address = formatHostAddress(step.host)
      return { title: t('join.passwordTitle'), description: t('join.passwordLead', { address }) }
    }
    default:
      return assertNever(step)
  }
}
