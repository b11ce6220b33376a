import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string
  readonly hint?: string | undefined
  /** What is wrong with the value; null when nothing is known to be. */
  readonly error?: string | null
  /** Shown under the error: a way out. */
  readonly remedy?: ReactNode
  readonly onValue: (value: string) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** A labelled line of text. Its error stands right under it and is announced. */
export function TextField({
  label,
  hint,
  error = null,
  remedy,
  onValue,
  className,
  ...rest
}: TextFieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const hasNote = error !== null || hint !== undefined
  return (
    <div className={classNames(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={styles.input}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== null || undefined}
        aria-describedby={hasNote ? noteId : undefined}
        onChange={(event) => onValue(event.target.value)}
        {...rest}
      />
      {error === null ? (
        hint !== undefined && (
          <p id={noteId} className={styles.hint}>
            {hint}
          </p>
        )
      ) : (
        <div id={noteId} className={styles.error} role="alert">
          {error}
        </div>
      )}
      {error !== null && remedy}
    </div>
  )
}
