/** What of a key press decides. */
export interface KeyPress {
  readonly key: string
  readonly keyCode: number
  readonly isComposing: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Some systems report the key that ends a composition as this code only. */
const COMPOSITION_KEY_CODE = 229

/** Whether a key press sends. While an input method composes, Enter chooses a candidate: it never sends. */
export function doesSend(press: KeyPress): boolean {
  const isComposing = press.isComposing || press.keyCode === COMPOSITION_KEY_CODE
  return press.key === 'Enter' && !isComposing && !press.shiftKey && !press.altKey
}
