import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../../shared/error.ts'
import { useErrorSentence } from '../../i18n/use-error-sentence.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { keepFocus } from '../../ui/focus-home.ts'
import { Notice } from '../../ui/notice.tsx'

/** Tells that hosting ended without being asked to, until the person has seen it. */
export function HostingFailure({ reason }: { readonly reason: ChatError }) {
  const { t } = useTranslation()
  const sentenceOf = useErrorSentence()
  const { dismissHostingFailure } = useChatActions()
  return (
    <Notice text={sentenceOf(reason)}>
      <Button size="small" ref={keepFocus} onClick={dismissHostingFailure}>
        {t('app.dismiss')}
      </Button>
    </Notice>
  )
}
