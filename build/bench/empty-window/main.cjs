// One window like Parley's, with nothing in it.

const path = require('node:path')
const { app, BrowserWindow } = require('electron')

app.on('window-all-closed', () => app.quit())
process.on('SIGTERM', () => app.quit())

void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1_040,
    height: 720,
    show: false,
    autoHideMenuBar: true,
    webPreferences: { sandbox: true, contextIsolation: true, spellcheck: false },
  })
  window.once('ready-to-show', () => window.show())
  return window.loadFile(path.join(__dirname, 'empty.html'))
})
