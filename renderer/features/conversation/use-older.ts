import { useCallback, useEffect, useState } from 'react'
import type { ChatError } from '../../../shared/error.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { useChatActions } from '../../store/use-chat.ts'
import type { Row } from './timeline-rows.ts'

/**
 * Reads older messages when one comes within a screen of the first line, and as long as the lines do not
 * fill the view. Stops at an error until the person asks again.
 */
export function useOlder(
  { session, view: { older } }: OpenRoom,
  rows: readonly Row[],
  scroller: HTMLElement | null,
) {
  const { readOlder } = useChatActions()
  const [error, setError] = useState<ChatError | null>(null)
  // A page may have come that does not fill the view: each change of the length is looked at.
  const { length } = rows
  const read = useCallback(async () => setError(await readOlder(session)), [readOlder, session])

  useEffect(() => {
    if (older !== 'there' || error) return undefined
    if (length > 0) return scroller ? whenNearTop(scroller, () => void read()) : undefined
    const frame = requestAnimationFrame(() => void read())
    return () => cancelAnimationFrame(frame)
  }, [older, error, scroller, length, read])

  return { error, read: () => void read() }
}

/** Calls `act` while the view is within its own height of the top. Returns a function that ends this. */
function whenNearTop(scroller: HTMLElement, act: () => void): () => void {
  let frame = 0
  const check = () => {
    if (hasLines(scroller) && scroller.scrollTop < scroller.clientHeight) act()
  }
  const soon = () => {
    cancelAnimationFrame(frame)
    // The list finds its place in the frame after its sizes have changed.
    frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(check)
    })
  }
  const observer = new ResizeObserver(soon)
  observer.observe(scroller)
  const list = scroller.querySelector('[data-testid="virtuoso-item-list"]')
  if (list) observer.observe(list, { box: 'border-box' })
  scroller.addEventListener('scroll', soon, { passive: true })
  return () => {
    cancelAnimationFrame(frame)
    observer.disconnect()
    scroller.removeEventListener('scroll', soon)
  }
}

function hasLines(scroller: HTMLElement): boolean {
  return scroller.querySelector('[data-index]') !== null
}
