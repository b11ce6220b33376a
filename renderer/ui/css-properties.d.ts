import 'react'

declare module 'react' {
  interface CSSProperties {
    /** Degrees: the hue of an avatar. */
    '--hue'?: number
  }
}
