// Writes shared/protocol/look-alikes.ts anew: after the package with the data of Unicode, or look-alikes.mjs, changed.
import { writeFileSync } from 'node:fs'
import { lookAlikesSource } from './look-alikes.mjs'

writeFileSync(new URL('../../shared/protocol/look-alikes.ts', import.meta.url), lookAlikesSource())
