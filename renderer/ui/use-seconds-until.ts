import { useEffect, useState } from 'react'
import { secondsUntil } from './seconds-until.ts'

/** Whole seconds until a moment in milliseconds since 1970, counted down on the screen; 0 once it has passed. */
export function useSecondsUntil(at: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return secondsUntil(at, now)
}
