import { LoaderCircle } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classNames } from './class-names.ts'
import styles from './button.module.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger'
  readonly size?: 'medium' | 'small'
  /** Shows that its work is under way. */
  readonly isBusy?: boolean
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button with a text. It never submits a form unless `type` says so. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  isBusy = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={isBusy || undefined}
      className={classNames(styles.button, styles[variant], styles[size], className)}
      {...rest}
    >
      {isBusy && <LoaderCircle className={styles.spinner} size={16} aria-hidden />}
      {children}
    </button>
  )
}
