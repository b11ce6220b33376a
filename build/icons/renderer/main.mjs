/// <reference types="electron" />
// Run in Electron by write-icons.mjs: draws an SVG as a PNG in each wanted size, with Chromium.
// Arguments: the SVG, the folder for NAME.png, and the pictures as JSON.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron/main'
import { listField, numberField, textField } from '../../runtime/json.mjs'

const [svgPath = '', folder = '', wanted = '{}'] = process.argv.slice(-3)

/** In the page: from the drawing anew for each size, so that nothing is scaled from pixels. Gives a data URL. */
const DRAW = `async (url, size, margin) => {
  const image = new Image()
  image.src = url
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const inner = size - 2 * margin
  canvas.getContext('2d').drawImage(image, margin, margin, inner, inner)
  return canvas.toDataURL('image/png')
}`

async function render() {
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
  await window.loadURL('data:text/html,')
  const url = `data:image/svg+xml;base64,${readFileSync(svgPath).toString('base64')}`
  for (const picture of listField(JSON.parse(wanted), 'pictures')) {
    const size = numberField(picture, 'size')
    const margin = numberField(picture, 'margin')
    const call = `(${DRAW})(${JSON.stringify(url)}, ${size}, ${margin})`
    /** @type {unknown} */
    // oxlint-disable-next-line no-await-in-loop -- one page
    const drawn = await window.webContents.executeJavaScript(call)
    const name = textField(picture, 'name')
    if (typeof drawn !== 'string') throw new Error(`${name} was not drawn`)
    const base64 = drawn.slice(drawn.indexOf(',') + 1)
    writeFileSync(join(folder, `${name}.png`), Buffer.from(base64, 'base64'))
  }
}

// Not awaited: Electron is ready only after this module has been read.
void app
  .whenReady()
  .then(render)
  .then(
    () => app.exit(0),
    (/** @type {unknown} */ error) => {
      process.stderr.write(`${String(error)}\n`)
      app.exit(1)
    },
  )
