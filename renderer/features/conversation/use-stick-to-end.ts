import { useEffect, useRef, useState } from 'react'
import { followEnd } from './follow-end.ts'

/**
 * Keeps a virtual list at its end while one reads there. Scrolling up lets go: rows of unexpected height,
 * a banner that appears or a composer that grows do not. `startsAtEnd` says where one begins.
 */
export function useStickToEnd(startsAtEnd: boolean) {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [isAtEnd, setIsAtEnd] = useState(startsAtEnd)
  // What the list begins with: afterwards the follower knows better.
  const [beginsAtEnd] = useState(startsAtEnd)
  const follower = useRef<ReturnType<typeof followEnd> | null>(null)

  useEffect(() => {
    if (!scroller) return undefined
    const following = followEnd(scroller, beginsAtEnd, setIsAtEnd)
    follower.current = following
    return following.stop
  }, [scroller, beginsAtEnd])

  return {
    isAtEnd,
    scroller,
    scrollerRef: (element: HTMLElement | Window | null) => {
      if (element instanceof HTMLElement) setScroller(element)
    },
    toEnd: () => follower.current?.toEnd(),
    toStart: () => follower.current?.toStart(),
    /** Stops following, for a place that is gone to without a gesture. */
    letGo: () => follower.current?.letGo(),
  }
}
