import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'
import styles from './copy-button.module.css'

/** Milliseconds for which the button confirms the copy. */
const CONFIRMED_MS = 2_000

interface CopyButtonProps {
  readonly label: string
  readonly copiedText: string
  readonly onCopy: () => void
}

/** Copies something and confirms it for a moment, to the eye and to screen readers. */
export function CopyButton({ label, copiedText, onCopy }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setIsCopied(false), CONFIRMED_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = () => {
    onCopy()
    setIsCopied(true)
  }
  return (
    <span className={styles.copy}>
      <span className={styles.confirmation} aria-live="polite">
        {isCopied ? copiedText : null}
      </span>
      <IconButton
        label={label}
        icon={isCopied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
        onClick={copy}
      />
    </span>
  )
}
