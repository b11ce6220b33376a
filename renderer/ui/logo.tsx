interface LogoProps {
  readonly size: number
}

/** The sign of the application: two that speak, and where they meet. Same drawing as build/icons/icon.svg. */
export function Logo({ size }: LogoProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 512 512" aria-hidden>
      <rect width="512" height="512" rx="116" fill="#0b7264" />
      <path
        d="M262 208h116a64 64 0 0 1 64 64v48a64 64 0 0 1-34 56.5v39.5a14 14 0 0 1-23.8 10l-43.2-42h-79a64 64 0 0 1-64-64v-48a64 64 0 0 1 64-64z"
        fill="#7fdcca"
      />
      <path
        d="M146 84h158a72 72 0 0 1 72 72v64a72 72 0 0 1-72 72h-92l-55.2 53.6a14 14 0 0 1-23.8-10v-46.3a72 72 0 0 1-59-70.8v-62.5a72 72 0 0 1 72-72z"
        fill="#ffffff"
        stroke="#0b7264"
        strokeWidth="32"
        paintOrder="stroke"
      />
    </svg>
  )
}
