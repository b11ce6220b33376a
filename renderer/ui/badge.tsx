import type { ReactNode } from 'react'
import styles from './badge.module.css'

interface BadgeProps {
  readonly icon: ReactNode
  readonly text: string
  /** What it means, for whoever points at it. */
  readonly hint: string
}

/** A quiet mark beside a name. */
export function Badge({ icon, text, hint }: BadgeProps) {
  return (
    <span className={styles.badge} title={hint}>
      {icon}
      {text}
    </span>
  )
}
