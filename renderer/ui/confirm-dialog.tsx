import { AlertDialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { DialogButtons } from './dialog.tsx'
import { useFocusReturn } from './use-focus-return.ts'
import styles from './dialog.module.css'

interface ConfirmDialogProps {
  readonly title: string
  readonly body: string
  readonly confirmLabel: string
  readonly cancelLabel: string
  /** Between the question and the buttons. */
  readonly children?: ReactNode
  /** Danger is for what cannot be taken back. */
  readonly variant?: 'danger' | 'primary'
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before something that cannot be taken back. Esc and the focused button are the safe answer. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, body, confirmLabel, cancelLabel, onConfirm, onCancel } = props
  const { children, variant = 'danger' } = props
  const returnFocus = useFocusReturn()
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onCancel()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay}>
          <Radix.Content className={styles.dialog} onCloseAutoFocus={returnFocus}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Description className={styles.description}>{body}</Radix.Description>
            {children}
            <DialogButtons>
              <Radix.Cancel asChild>
                <Button>{cancelLabel}</Button>
              </Radix.Cancel>
              <Button variant={variant} onClick={onConfirm}>
                {confirmLabel}
              </Button>
            </DialogButtons>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}
