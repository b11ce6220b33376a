interface LogoProps {
  readonly size: number
}

/** The sign of the application: two that speak, and where they meet. Same drawing as build/icons/icon.svg. */
export function Logo({ size }: LogoProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 512 512" aria-hidden>
      <rect width="512" height="512" rx="116" fill="#0b7264" />
      <path
        d="M150 120h140a62 62 0 0 1 62 62v44a62 62 0 0 1-62 62h-74l-62 52a10 10 0 0 1-16-8v-46a62 62 0 0 1-50-60v-44a62 62 0 0 1 62-62z"
        fill="#ffffff"
      />
      <path
        d="M382 204a62 62 0 0 1 48 60v44a62 62 0 0 1-44 59v39a10 10 0 0 1-16 8l-54-44h-62a62 62 0 0 1-50-26l24-20h62a98 98 0 0 0 98-98z"
        fill="#7fdcca"
      />
    </svg>
  )
}
