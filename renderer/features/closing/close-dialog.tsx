import { useTranslation } from 'react-i18next'
import { useChatActions } from '../../store/use-chat.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'

/** Asks before the window closes over the heads of those whom it hosts. */
export function CloseDialog({ people }: { readonly people: number }) {
  const { t } = useTranslation()
  const { answerClose } = useChatActions()
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
