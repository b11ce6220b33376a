// Loaded before an application that is measured: tells on stderr when its window is visible, and then joins the room
// that PARLEY_BENCH_PORT names, as the window itself would. The application knows nothing of it.

const { app } = require('electron')

const MARK = 'bench-window'

/** Milliseconds of a clock that all processes of this machine share. */
function sharedNow() {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

/** @param {string} event */
function tell(event) {
  process.stderr.write(`${MARK} ${event} ${sharedNow()}\n`)
}

/** For the page: asks, agrees to the fingerprint, and answers whether it is in the room. */
const JOIN = `
  const { requests } = window.parley
  const options = {
    address: '127.0.0.1',
    name: 'Bench',
    role: 'member',
    trust: null,
    password: null,
    remembersPassword: false,
  }
  const first = await requests['join-room']({ ...options, port })
  if (first.ok) return true
  const trust = first.error.detail?.fingerprint ?? null
  return (await requests['join-room']({ ...options, port, trust })).ok
`

app.on('browser-window-created', (_event, window) => {
  window.once('show', () => {
    tell('visible')
    const port = Number(process.env.PARLEY_BENCH_PORT ?? 0)
    if (port === 0) return
    void window.webContents
      .executeJavaScript(`(async (port) => {${JOIN}})(${port})`)
      .then((isJoined) => tell(isJoined ? 'joined' : 'failed'))
  })
})
