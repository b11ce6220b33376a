// Where the focus goes when what had it is gone: without this it falls to the page itself, and whoever
// uses the keyboard or a screen reader starts again at the top.

/** Marks the element in which people go on, such as the field where one writes. */
export const FOCUS_HOME = { 'data-focus-home': '' }

/** Moves the focus to the marked element, or else to the screen as a whole. */
function focusHome(): void {
  const home =
    document.querySelector<HTMLElement>('[data-focus-home]') ??
    document.querySelector<HTMLElement>('main')
  home?.focus()
}

/** A ref: when its element goes away with the focus in it, the focus goes home. */
export function keepFocus(element: HTMLElement | null): () => void {
  return () => {
    if (!element?.contains(document.activeElement)) return
    // Afterwards: what comes in its place is there then, and may have taken the focus itself.
    setTimeout(() => {
      if (document.activeElement === document.body) focusHome()
    })
  }
}

/** Gives the focus back to what had it before a dialog opened, or home when that is gone. */
export function giveFocusBack(before: Element | null): void {
  const canTakeIt = before instanceof HTMLElement && before.isConnected && before !== document.body
  if (canTakeIt) before.focus()
  else focusHome()
}
