import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './notice.module.css'

interface NoticeProps {
  readonly text: string
  /** Whether it was announced elsewhere already. */
  readonly isSilent?: boolean
  readonly children?: ReactNode
}

/** Something went wrong and concerns no single field. Announced when it appears. */
export function Notice({ text, isSilent = false, children }: NoticeProps) {
  return (
    <div className={styles.notice}>
      <TriangleAlert size={18} aria-hidden />
      <p className={styles.text} role={isSilent ? undefined : 'alert'}>
        {text}
      </p>
      {children}
    </div>
  )
}
