// Times and numbers as the person's system writes them.

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const dayWithYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' })
const shortDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const shortDateTime = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'short',
})
const number = new Intl.NumberFormat()

/** The time of day, such as 14:05. */
export function formatTime(at: number): string {
  return time.format(at)
}

/** Day and time to the second, for tooltips. */
export function formatDateTime(at: number): string {
  return dateTime.format(at)
}

/** A day by weekday, with the year when it is not the year of `now`. */
export function formatDay(at: number, now: number): string {
  const isSameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return (isSameYear ? day : dayWithYear).format(at)
}

/** A day in few characters. */
export function formatShortDay(at: number): string {
  return shortDay.format(at)
}

/** Day and time to the minute, in few characters. */
export function formatShortDateTime(at: number): string {
  return shortDateTime.format(at)
}

/** A number with the separators of the person's system. */
export function formatNumber(value: number): string {
  return number.format(value)
}
