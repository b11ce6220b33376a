import { useId } from 'react'
import styles from './field.module.css'

interface Option<T extends string> {
  readonly value: T
  readonly label: string
}

interface SelectFieldProps<T extends string> {
  readonly name: string
  readonly label: string
  readonly hint?: string
  /** Whether one goes on here when it appears. */
  readonly focusesOnShow?: boolean
  readonly options: readonly Option<T>[]
  readonly value: T
  readonly onValue: (value: T) => void
}

/** One of a few values, with one sentence that says what they mean. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { name, label, hint, options, value, onValue, focusesOnShow = false } = props
  const id = useId()
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        name={name}
        className={styles.input}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        ref={focusesOnShow ? focus : undefined}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onValue(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  )
}

function focus(element: HTMLElement | null): void {
  element?.focus()
}
