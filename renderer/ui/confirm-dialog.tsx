import { AlertDialog as Radix } from 'radix-ui'
import { Button } from './button.tsx'
import { DialogButtons } from './dialog.tsx'
import { useFocusReturn } from './use-focus-return.ts'
import styles from './dialog.module.css'

interface ConfirmDialogProps {
  readonly title: string
  readonly body: string
  readonly confirmLabel: string
  readonly cancelLabel: string
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before something that cannot be taken back. Esc and the focused button are the safe answer. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, body, confirmLabel, cancelLabel, onConfirm, onCancel } = props
  const returnFocus = useFocusReturn()
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onCancel()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay}>
          <Radix.Content className={styles.dialog} onCloseAutoFocus={returnFocus}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Description className={styles.description}>{body}</Radix.Description>
            <DialogButtons>
              <Radix.Cancel asChild>
                <Button>{cancelLabel}</Button>
              </Radix.Cancel>
              <Button variant="danger" onClick={onConfirm}>
                {confirmLabel}
              </Button>
            </DialogButtons>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}
