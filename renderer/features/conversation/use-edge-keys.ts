import { useEffect } from 'react'

/**
 * Home and End go to the first and the last row. By themselves they would stop on the way: the rows there
 * are not measured yet.
 */
export function useEdgeKeys(
  scroller: HTMLElement | null,
  toStart: () => void,
  toEnd: () => void,
): void {
  useEffect(() => {
    if (!scroller) return undefined
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.target !== scroller || event.altKey || event.shiftKey) return
      if (event.key === 'Home') toStart()
      else if (event.key === 'End') toEnd()
      else return
      event.preventDefault()
    }
    scroller.addEventListener('keydown', onKeyDown)
    return () => scroller.removeEventListener('keydown', onKeyDown)
  })
}
