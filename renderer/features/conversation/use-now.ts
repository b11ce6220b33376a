import { useEffect, useState } from 'react'

/** The time, renewed when a new local day begins: what was "today" is then "yesterday". */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const midnight = new Date(now).setHours(24, 0, 0, 0)
    const timer = setTimeout(() => setNow(Date.now()), midnight - now)
    return () => clearTimeout(timer)
  }, [now])
  return now
}
