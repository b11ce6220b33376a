// What happens in a room besides messages, as lines for a person at a prompt.

import { assertNever } from '../../../../shared/assert-never.ts'
import type { ClassicEvent } from '../protocol.ts'
import { joinedLine, leftLine, membersLine, noticeLine, ownNameLine, renamedLine } from './texts.ts'

/** None for the coming and going of the person himself. */
export function linesFor(
  event: ClassicEvent & { type: 'members' | 'joined' | 'left' | 'renamed' | 'notice' },
): readonly string[] {
  switch (event.type) {
    case 'members':
      return [membersLine(event.members)]
    case 'joined':
      return event.isOwn ? [] : [joinedLine(event.name)]
    case 'left':
      return event.isOwn ? [] : [leftLine(event.name)]
    case 'renamed':
      return [event.isOwn ? ownNameLine(event.name) : renamedLine(event.previous, event.name)]
    case 'notice':
      return [noticeLine(event.text)]
    default:
      return assertNever(event)
  }
}
