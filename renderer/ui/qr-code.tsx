import { correction, generate } from 'lean-qr/nano'
import { useMemo } from 'react'
import styles from './qr-code.module.css'

/** Modules of white around a code: without them cameras do not find it. */
const QUIET_ZONE = 4

/** Pixels of one module: whole ones, so that all are the same size. */
const MODULE_PIXELS = 4

interface QrCodeProps {
  readonly text: string
  readonly label: string
}

/** A text as a QR code: black on white in every theme, since not every camera reads the inverse. */
export function QrCode({ text, label }: QrCodeProps) {
  const { size, path } = useMemo(() => drawCode(text), [text])
  const whole = size + 2 * QUIET_ZONE
  return (
    <svg
      className={styles.code}
      width={whole * MODULE_PIXELS}
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${whole} ${whole}`}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, there is no file to load
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect x={-QUIET_ZONE} y={-QUIET_ZONE} width={whole} height={whole} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  )
}

/** The dark modules as one path: a line of them is one bar. */
function drawCode(text: string): { readonly size: number; readonly path: string } {
  const code = generate(text, { minCorrectionLevel: correction.L })
  const { size } = code
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const start = x
      while (x < size && code.get(x, y)) x++
      if (x > start) path += `M${start} ${y}h${x - start}v1h${start - x}z`
    }
  }
  return { size, path }
}
