import { useEffect, useRef, useState } from 'react'

/** Pixels. Closer to the end than this counts as reading at the end. */
const AT_END_PX = 40

/**
 * Milliseconds after a change of sizes in which the list finds its place: it corrects its own position
 * then, also upwards, when rows turn out higher or lower than expected.
 */
const SETTLING_MS = 500

/** What a person scrolls with. */
const GESTURES = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps a virtual list at its end while one reads there. Scrolling up lets go: rows of unexpected height,
 * a banner that appears or a composer that grows do not.
 */
export function useStickToEnd() {
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const toEnd = useRef<() => void>(() => {})

  useEffect(() => {
    if (!scroller) return undefined
    const follower = followEnd(scroller, setIsAtEnd)
    toEnd.current = follower.toEnd
    return follower.stop
  }, [scroller])

  return {
    isAtEnd,
    scrollerRef: (element: HTMLElement | Window | null) => {
      if (element instanceof HTMLElement) setScroller(element)
    },
    toEnd: () => toEnd.current(),
  }
}

function followEnd(scroller: HTMLElement, onChange: (isAtEnd: boolean) => void) {
  let sticks = true
  let settlesAt = performance.now() + SETTLING_MS
  let lastTop = scroller.scrollTop

  const stick = (doesStick: boolean) => {
    sticks = doesStick
    onChange(doesStick)
  }
  const scrollToEnd = () => {
    scroller.scrollTop = scroller.scrollHeight
  }
  const onSizes = () => {
    settlesAt = performance.now() + SETTLING_MS
    if (sticks) scrollToEnd()
  }
  const onGesture = () => {
    settlesAt = 0
  }
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const isUpwards = scrollTop < lastTop
    lastTop = scrollTop
    if (scrollHeight - scrollTop - clientHeight <= AT_END_PX) stick(true)
    else if (sticks && performance.now() < settlesAt) scrollToEnd()
    else if (isUpwards) stick(false)
  }

  const observer = new ResizeObserver(onSizes)
  observer.observe(scroller)
  // The list stands for rows that are not in the page by its padding: its border box has the full height.
  const list = scroller.querySelector('[data-testid="virtuoso-item-list"]')
  if (list) observer.observe(list, { box: 'border-box' })
  scroller.addEventListener('scroll', onScroll, { passive: true })
  for (const gesture of GESTURES) scroller.addEventListener(gesture, onGesture, { passive: true })
  return {
    toEnd: () => {
      stick(true)
      onSizes()
    },
    stop: () => {
      observer.disconnect()
      scroller.removeEventListener('scroll', onScroll)
      for (const gesture of GESTURES) scroller.removeEventListener(gesture, onGesture)
    },
  }
}
