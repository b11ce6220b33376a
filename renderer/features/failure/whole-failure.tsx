import type { ReactNode } from 'react'
import styles from './failure.module.css'

interface WholeFailureProps {
  /** What it was to be. */
  readonly title: string
  readonly text: string
  /** The ways on. */
  readonly children: ReactNode
}

/** Stands in the place of a screen that cannot be shown. Announced when it appears. */
export function WholeFailure({ title, text, children }: WholeFailureProps) {
  return (
    <main className={styles.whole} tabIndex={-1}>
      <h1 className={styles.title}>
        <bdi>{title}</bdi>
      </h1>
      <p className={styles.text} role="alert">
        {text}
      </p>
      <div className={styles.ways}>{children}</div>
    </main>
  )
}
