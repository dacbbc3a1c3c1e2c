export type Engine = 'chromium' | 'firefox' | 'webkit';

export const phone = { width: 390, height: 844 } as const;

/** As little of a browser as the checks need, so that any engine can be behind it. It shows one page. */
export interface EngineBrowser {
  open(url: string): Promise<void>;
  /** Runs in the page, with one argument. That and the result go through JSON; promises are waited for. */
  evaluate<Result, Argument>(
    body: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** A key by its name in `KeyboardEvent.key`. */
  press(key: string): Promise<void>;
  click(xPx: number, yPx: number): Promise<void>;
  /** Over the middle of the page. */
  wheel(deltaYPx: number): Promise<void>;
  /** One finger, from height to height in the middle of the page. */
  drag(fromYPx: number, toYPx: number): Promise<void>;
  /** As when the browser takes the worker's memory back: the next request starts it again. */
  stopWorker(): Promise<void>;
  screenshot(): Promise<Buffer>;
}

/** The body of `evaluate` as an expression that any engine's driver can run. */
export function callText(body: (argument: never) => unknown, argument: unknown): string {
  return `(${body.toString()})(${JSON.stringify(argument) ?? 'undefined'})`;
}
