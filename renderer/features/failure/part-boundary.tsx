import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './failure.module.css'

/** A part of a room. When it cannot be shown it says so, and the rest of the room goes on. */
export function PartBoundary({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const renderFailure = (retry: () => void) => (
    <div className={styles.part}>
      <Notice text={t('failure.part')}>
        <Button size="small" onClick={retry}>
          {t('app.retry')}
        </Button>
      </Notice>
    </div>
  )
  return <ErrorBoundary renderFailure={renderFailure}>{children}</ErrorBoundary>
}
