import { useId } from 'react'
import styles from './field.module.css'

interface ChoiceProps {
  readonly type: 'radio' | 'checkbox'
  readonly label: string
  readonly hint: string
  readonly isChosen: boolean
  readonly onChosen: (isChosen: boolean) => void
  /** Radios of one group share it. */
  readonly name?: string
  readonly disabled?: boolean
}

/** A radio button or checkbox with one sentence that says what it means. */
export function Choice({ type, label, hint, isChosen, onChosen, name, disabled }: ChoiceProps) {
  const id = useId()
  return (
    <div className={styles.choice}>
      <input
        id={id}
        type={type}
        name={name}
        checked={isChosen}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChosen(event.target.checked)}
      />
      <label className={styles.choiceLabel} htmlFor={id}>
        {label}
      </label>
      <p id={`${id}-hint`} className={styles.choiceHint}>
        {hint}
      </p>
    </div>
  )
}
