// What keeps a virtual list at its end. Knows the page, not React.

/** Pixels. Closer to the end than this counts as reading at the end. */
const AT_END_PX = 40

/**
 * Milliseconds after a change of sizes in which the list finds its place: it corrects its own position
 * then, also upwards, when rows turn out higher or lower than expected.
 */
const SETTLING_MS = 500

/** What a person scrolls with. */
export const GESTURES = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps a scrolling element at its end while one reads there, and tells when that changes. The list in it may
 * pass the end on its way to another place.
 */
export function followEnd(
  scroller: HTMLElement,
  startsAtEnd: boolean,
  onChange: (isAtEnd: boolean) => void,
) {
  let sticks = startsAtEnd
  let settlesAt = performance.now() + SETTLING_MS
  // On its way to a place the list may pass the end: that is not to stay there.
  let sticksAgainAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined
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
    sticksAgainAt = 0
  }
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller
    const isUpwards = scrollTop < lastTop
    lastTop = scrollTop
    if (scrollHeight - scrollTop - clientHeight <= AT_END_PX) {
      if (performance.now() >= sticksAgainAt) stick(true)
    } else if (sticks && performance.now() < settlesAt) scrollToEnd()
    else if (isUpwards) stick(false)
  }

  const letGo = () => {
    stick(false)
    sticksAgainAt = performance.now() + SETTLING_MS
    clearTimeout(timer)
    timer = setTimeout(onScroll, SETTLING_MS)
  }
  if (!startsAtEnd) letGo()

  const unwatch = watch(scroller, { onSizes, onGesture, onScroll })
  return {
    toEnd: () => {
      stick(true)
      onSizes()
    },
    toStart: () => {
      stick(false)
      scrollToStart(scroller)
    },
    letGo,
    stop: () => {
      clearTimeout(timer)
      unwatch()
    },
  }
}

interface Watcher {
  readonly onSizes: () => void
  readonly onGesture: () => void
  readonly onScroll: () => void
}

function watch(scroller: HTMLElement, { onSizes, onGesture, onScroll }: Watcher): () => void {
  const observer = new ResizeObserver(onSizes)
  observer.observe(scroller)
  // The list stands for rows that are not in the page by its padding: its border box has the full height.
  const list = scroller.querySelector('[data-testid="virtuoso-item-list"]')
  if (list) observer.observe(list, { box: 'border-box' })
  scroller.addEventListener('scroll', onScroll, { passive: true })
  for (const gesture of GESTURES) scroller.addEventListener(gesture, onGesture, { passive: true })
  return () => {
    observer.disconnect()
    scroller.removeEventListener('scroll', onScroll)
    for (const gesture of GESTURES) scroller.removeEventListener(gesture, onGesture)
  }
}

/** Frames in which the list may still move the view, when the rows at the top turn out higher than expected. */
const MAX_FRAMES_TO_START = 30

/** Goes to the first row, and again until the rows there are measured. */
function scrollToStart(scroller: HTMLElement): void {
  let frames = 0
  let calm = 0
  const step = () => {
    calm = scroller.scrollTop === 0 ? calm + 1 : 0
    if (calm > 1 || ++frames > MAX_FRAMES_TO_START) return
    scroller.scrollTop = 0
    requestAnimationFrame(step)
  }
  step()
}
