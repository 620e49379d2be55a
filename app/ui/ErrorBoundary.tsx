import { Component } from 'react';
import type { ReactNode } from 'react';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** What is shown instead of children that failed to draw. */
  readonly instead: (problem: Error, retry: () => void) => ReactNode;
}

interface ErrorBoundaryState {
  readonly problem: Error | undefined;
}

/** Keeps a part of the page that fails from taking the rest with it. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { problem: undefined };

  static getDerivedStateFromError(problem: unknown): ErrorBoundaryState {
    return { problem: problem instanceof Error ? problem : new Error(String(problem)) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === undefined) return this.props.children;
    return this.props.instead(problem, () => this.setState({ problem: undefined }));
  }
}
