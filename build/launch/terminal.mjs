// `npm run -s serve -- …` and `npm run -s join -- …`: the terminal program, built when necessary.
// stdout is the program's alone.
import { runTerminal } from './run-terminal.mjs'
import { runScript } from './repository.mjs'

await runScript(() => runTerminal(process.argv.slice(2)))
