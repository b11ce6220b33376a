// Lines of text (M in the specification): telnet, netcat, McTainsh's ChatClient, and whatever else sends text.

import { converse } from '../conversation.ts'
import type { ClassicKind } from '../recognise.ts'
import { LINE_PROTOCOL } from './machine.ts'

export const LINE: ClassicKind = {
  // All bytes are text to somebody: this kind is asked last.
  recognise: () => 'yes',
  patienceMs: 0,
  begin: () => converse(LINE_PROTOCOL),
}
