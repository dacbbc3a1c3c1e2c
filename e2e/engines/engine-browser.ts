export type Engine = 'chromium' | 'firefox' | 'webkit';

export const phone = { width: 390, height: 844 } as const;

/** The minimum of a browser that the checks need, so that any engine can implement it. It shows one page. */
export interface EngineBrowser {
  open(url: string): Promise<void>;
  /** Runs in the page with one argument. Argument and result are serialised as JSON; promises are awaited. */
  evaluate<Result, Argument>(
    body: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Presses the key with this `KeyboardEvent.key` value. */
  press(key: string): Promise<void>;
  click(xPx: number, yPx: number): Promise<void>;
  /** Turns the wheel over the middle of the page. */
  wheel(deltaYPx: number): Promise<void>;
  /** Drags one finger vertically between these heights, in the middle of the page. */
  drag(fromYPx: number, toYPx: number): Promise<void>;
  /** Stops the worker as the browser does to free memory. The next request starts it again. */
  stopWorker(): Promise<void>;
  screenshot(): Promise<Buffer>;
}

/** Returns the body of `evaluate` as an expression that any driver can run. */
export function callText(body: (argument: never) => unknown, argument: unknown): string {
  return `(${body.toString()})(${JSON.stringify(argument) ?? 'undefined'})`;
}
