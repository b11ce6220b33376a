import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'
import type { OpenRoom, ReadingPlace } from '../../store/chat-state.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { indexOf, readingPlace } from './reading-place.ts'
import type { Row } from './timeline-rows.ts'
import { GESTURES } from './follow-end.ts'

/** Frames in which a place is looked for: the rows before it may turn out higher than expected. */
const MAX_FRAMES = 60

/** Frames without a correction after which the place is found. */
const CALM_FRAMES = 10

/** Remembers where one reads when another room is shown, and goes back there. */
export function useKeptPlace(
  { session, place }: OpenRoom,
  rows: readonly Row[],
  isAtEnd: boolean,
  scroller: HTMLElement | null,
  list: RefObject<VirtuosoHandle | null>,
): void {
  const { keepPlace } = useChatActions()
  const [goal] = useState(place)
  const last = useRef({ rows, isAtEnd })
  useEffect(() => {
    last.current = { rows, isAtEnd }
  })
  useEffect(() => {
    if (!scroller || !goal) return undefined
    return goTo(scroller, list, goal, () => last.current.rows)
  }, [scroller, list, goal])
  // A layout effect: the rows are still in the page when it ends.
  useLayoutEffect(() => {
    if (!scroller) return undefined
    return () => {
      const { rows, isAtEnd } = last.current
      keepPlace(session, isAtEnd ? null : readingPlace(scroller, rows))
    }
  }, [session, scroller, keepPlace])
}

/** Brings the row to where it was, until it stays there or the person scrolls. Returns the way to end it. */
function goTo(
  scroller: HTMLElement,
  list: RefObject<VirtuosoHandle | null>,
  place: ReadingPlace,
  rows: () => readonly Row[],
): () => void {
  let frame = 0
  let frames = 0
  let calm = 0
  const stop = () => {
    cancelAnimationFrame(frame)
    for (const gesture of GESTURES) scroller.removeEventListener(gesture, stop)
  }
  const step = () => {
    const index = indexOf(place, rows())
    if (index < 0 || ++frames > MAX_FRAMES || calm > CALM_FRAMES) return stop()
    const row = scroller.querySelector(`[data-index="${index}"]`)
    const top = scroller.getBoundingClientRect().top
    const missing = row ? row.getBoundingClientRect().top + place.offset - top : null
    calm = missing !== null && Math.abs(missing) < 1 ? calm + 1 : 0
    if (missing === null) list.current?.scrollToIndex({ index, align: 'start' })
    else if (calm === 0) scroller.scrollTop += missing
    frame = requestAnimationFrame(step)
  }
  for (const gesture of GESTURES) scroller.addEventListener(gesture, stop, { passive: true })
  frame = requestAnimationFrame(step)
  return stop
}
