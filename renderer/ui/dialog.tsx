import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './icon-button.tsx'
import { useFocusReturn } from './use-focus-return.ts'
import styles from './dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly description?: string | undefined
  readonly closeLabel: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A modal dialog, open for as long as it is rendered. Esc and the cross call `onClose`. */
export function Dialog({ title, description, closeLabel, onClose, children }: DialogProps) {
  const returnFocus = useFocusReturn()
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay}>
          <Radix.Content
            className={styles.dialog}
            // A click beside the dialog must not throw away what was typed.
            onPointerDownOutside={(event) => event.preventDefault()}
            onOpenAutoFocus={focusFirstField}
            onCloseAutoFocus={returnFocus}
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          >
            <header className={styles.header}>
              <Radix.Title className={styles.title}>{title}</Radix.Title>
              <Radix.Close asChild>
                <IconButton label={closeLabel} icon={<X size={18} aria-hidden />} />
              </Radix.Close>
            </header>
            {description !== undefined && (
              <Radix.Description className={styles.description}>{description}</Radix.Description>
            )}
            {children}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Writing can begin at once: in the first field that is still empty, or else in the first one. */
function focusFirstField(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return
  const fields = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input:not([type])')]
  const field = fields.find(({ value }) => value === '') ?? fields[0]
  if (!field) return
  event.preventDefault()
  field.focus()
}

/** The row of buttons at a dialog's foot. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className={styles.buttons}>{children}</div>
}
