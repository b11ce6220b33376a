import { Component, type ReactNode } from 'react'

interface ErrorBoundaryProps {
  /** What stands in the place of the children once one of them threw; `retry` shows them again. */
  readonly renderFailure: (retry: () => void) => ReactNode
  readonly children: ReactNode
}

interface ErrorBoundaryState {
  readonly hasFailed: boolean
}

/** What throws while it is rendered does not take along what is around it. React offers this to classes only. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { hasFailed: false }

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { hasFailed: true }
  }

  readonly #retry = (): void => this.setState({ hasFailed: false })

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.renderFailure(this.#retry) : this.props.children
  }
}
