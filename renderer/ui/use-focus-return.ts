import { useState } from 'react'
import { giveFocusBack } from './focus-home.ts'

/** Gives an `onCloseAutoFocus`: dialogs without a trigger of their own would leave the focus nowhere. */
export function useFocusReturn(): (event: Event) => void {
  // While the dialog is first rendered the focus is still where it was opened from.
  const [before] = useState(() => document.activeElement)
  return (event) => {
    event.preventDefault()
    giveFocusBack(before)
  }
}
