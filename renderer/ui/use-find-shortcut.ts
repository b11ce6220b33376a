import { useEffect } from 'react'

/** What of a key press decides. */
export interface FindKeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Whether a key press asks to search, as it does everywhere: Ctrl+F, and Cmd+F on a Mac. */
export function doesFind({ key, ctrlKey, metaKey, shiftKey, altKey }: FindKeyPress): boolean {
  return key.toLowerCase() === 'f' && ctrlKey !== metaKey && !shiftKey && !altKey
}

/** Calls `onFind` for that key press, wherever the focus is. Under a dialog that asks for something else it rests. */
export function useFindShortcut(onFind: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!doesFind(event) || isUnderDialog()) return
      event.preventDefault()
      onFind()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [onFind])
}

function isUnderDialog(): boolean {
  return document.querySelector('[role="alertdialog"], [role="dialog"]:not(:has(search))') !== null
}
