// Everything that can be fed, for the program and the tests.

import { STATE_TARGETS } from './state-targets.fixture.ts'
import { TEXT_TARGETS } from './text-targets.fixture.ts'

export { fuzzEpisode, replay } from './fuzz.fixture.ts'

export const TARGETS = [...TEXT_TARGETS, ...STATE_TARGETS]
