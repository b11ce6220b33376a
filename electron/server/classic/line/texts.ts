// Every text of its own that a telnet or McTainsh's client is told. Lines that nobody said begin with a star.

import type { ClassicMember, WallTime } from '../protocol.ts'

/** The name of somebody who has not chosen one. */
export function guestName(number: number): string {
  return `guest-${number}`
}

/** The first line of a connection, byte for byte as McTainsh's server writes it in en-US: LF before CR. [M.3] */
export function welcomeText({ year, month, day, hour, minute, second }: WallTime): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  const time = `${hour % 12 === 0 ? 12 : hour % 12}:${twoDigits(minute)}:${twoDigits(second)}`
  return `Welcome ${month}/${day}/${year} ${time} ${hour < 12 ? 'AM' : 'PM'}\n\r`
}

export const HELP_LINES: readonly string[] = [
  '* Type a line and press Enter: everybody in the room reads it.',
  '* /name NAME  take another name',
  '* /who        who is here',
  '* /quit       leave',
  '* //text      say /text',
]

export const NO_COMMAND_LINE =
  '* Said as you typed it, since that is no command. Commands: /name, /who, /quit, /help.'

export const NAME_USAGE_LINE = '* Type the name too: /name Ann'

export const GOODBYE_LINE = '* Goodbye.'

export const CUT_LINE = '* That line is longer than a message may be: it is said in parts.'

export const WAIT_LINE =
  '* That was not said: your name is still being checked. Say it again in a moment.'

export const NOT_SAID_LINE = '* What you typed was not said.'

export function guestLine(name: string): string {
  return `* You are ${name} here. /name NAME gives you another name, /help tells what else there is.`
}

export function ownNameLine(name: string): string {
  return `* You are now called ${name}.`
}

export function joinedLine(name: string): string {
  return `* ${name} joined.`
}

export function leftLine(name: string): string {
  return `* ${name} left.`
}

export function renamedLine(previous: string, name: string): string {
  return `* ${previous} is now called ${name}.`
}

export function membersLine(members: readonly ClassicMember[]): string {
  if (members.length === 0) return '* Nobody is here.'
  return `* Here (${members.length}): ${members.map(({ name }) => name).join(', ')}`
}

export function noticeLine(text: string): string {
  return `* ${text}`
}
