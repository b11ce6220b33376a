import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { DialogButtons } from '../../ui/dialog.tsx'

/** Who answers is not the host of the invite. There is no way on, only back. */
export function WrongHost({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation()
  return (
    <DialogButtons>
      <Button variant="primary" onClick={onBack} ref={focusOnShow}>
        {t('app.back')}
      </Button>
    </DialogButtons>
  )
}

function focusOnShow(element: HTMLElement | null): void {
  element?.focus()
}
