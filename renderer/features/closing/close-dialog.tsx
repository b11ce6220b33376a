import { useTranslation } from 'react-i18next'
import { hostedPeople } from '../../store/selectors.ts'
import { useChat, useChatActions } from '../../store/use-chat.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

/** Asks before the window closes over the heads of those whom it hosts: as many as are there now. */
export function CloseDialog({ people: peopleAsked }: { readonly people: number }) {
  const { t } = useTranslation()
  const { answerClose } = useChatActions()
  const people = useChat(hostedPeople) ?? peopleAsked
  return (
    <ConfirmDialog
      title={t('closing.title')}
      body={people === 0 ? t('closing.bodyAlone') : t('closing.body', { count: people })}
      confirmLabel={t('closing.confirm')}
      cancelLabel={t('closing.stay')}
      onConfirm={() => answerClose(true)}
      onCancel={() => answerClose(false)}
    />
  )
}
