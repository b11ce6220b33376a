import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'
import { IconButton } from './icon-button.tsx'
import { TextField } from './text-field.tsx'
import styles from './field.module.css'

interface PasswordFieldProps extends ComponentProps<typeof TextField> {
  readonly showLabel: string
  readonly hideLabel: string
}

/** A line of text that nobody reads over one's shoulder, until it is asked to be shown. */
export function PasswordField({ showLabel, hideLabel, ...rest }: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <div className={styles.secret}>
      <TextField {...rest} type={isShown ? 'text' : 'password'} />
      <IconButton
        className={styles.secretButton}
        label={isShown ? hideLabel : showLabel}
        icon={<Icon size={18} aria-hidden />}
        onClick={() => setIsShown(!isShown)}
      />
    </div>
  )
}
