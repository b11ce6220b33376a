import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { giveFocusBack, keepFocus } from './focus-home.ts'
import { IconButton } from './icon-button.tsx'
import { useFocusReturn } from './use-focus-return.ts'
import styles from './side-panel.module.css'

interface SidePanelProps {
  readonly title: string
  /** Shown beside the title, such as a count. */
  readonly note?: string | undefined
  readonly closeLabel: string
  /** A column beside the content, or a sheet over it. */
  readonly form: 'column' | 'sheet'
  readonly width: 'narrow' | 'wide'
  /** Esc closes the column too, and the focus goes back to where it was: for a panel that takes it. */
  readonly returnsFocus?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A region at the right edge of the window. As a sheet it takes the focus, and Esc closes it. */
export function SidePanel(props: SidePanelProps) {
  const { form, returnsFocus = false } = props
  if (form === 'sheet') return <Sheet {...props} />
  return returnsFocus ? <FocusedColumn {...props} /> : <Column {...props} />
}

function Column(props: SidePanelProps) {
  return (
    <div className={`${styles.column} ${styles[props.width]}`} ref={keepFocus}>
      <Panel {...props} />
    </div>
  )
}

function FocusedColumn(props: SidePanelProps) {
  const { width, onClose } = props
  const column = useRef<HTMLDivElement>(null)
  // While the panel is first rendered the focus is still where it was opened from.
  const [before] = useState(() => document.activeElement)
  const close = () => {
    if (column.current?.contains(document.activeElement)) giveFocusBack(before)
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Esc that ends a composition is the input method's.
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) close()
  }
  return (
    // Esc counts wherever the focus is in the column.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={column} className={`${styles.column} ${styles[width]}`} onKeyDown={onKeyDown}>
      <Panel {...props} onClose={close} />
    </div>
  )
}

function Sheet(props: SidePanelProps) {
  const { onClose } = props
  const returnFocus = useFocusReturn()
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.overlay} />
        <Radix.Content
          className={styles.sheet}
          aria-describedby={undefined}
          // On the close button the focus would only show its tooltip.
          onOpenAutoFocus={focusItself}
          onCloseAutoFocus={returnFocus}
        >
          <Radix.Title className={styles.hidden}>{props.title}</Radix.Title>
          <Panel {...props} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function focusItself(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement)) return
  event.preventDefault()
  event.currentTarget.focus()
}

function Panel({ title, note, closeLabel, onClose, children }: SidePanelProps) {
  const id = useId()
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <header className={styles.header}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        <span className={styles.gap} />
        <IconButton label={closeLabel} icon={<X size={18} aria-hidden />} onClick={onClose} />
      </header>
      {children}
    </section>
  )
}
