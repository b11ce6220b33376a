import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useChatActions } from '../../store/use-chat.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { WholeFailure } from './whole-failure.tsx'

/** The whole window. When it cannot be shown it says so, and begins anew at the start screen. */
export function WindowBoundary({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundary renderFailure={(retry) => <WindowFailure onRetry={retry} />}>
      {children}
    </ErrorBoundary>
  )
}

function WindowFailure({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation()
  const { showStart, closeDialog } = useChatActions()
  const retry = () => {
    closeDialog()
    showStart()
    onRetry()
  }
  return (
    <WholeFailure title={t('app.name')} text={t('failure.window')}>
      <Button variant="primary" onClick={retry}>
        {t('app.retry')}
      </Button>
    </WholeFailure>
  )
}
