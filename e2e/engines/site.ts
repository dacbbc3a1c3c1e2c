import { type Demo, PortTakenError, startDemo } from '../../demo/demo.ts';
import { freePort } from '../../demo/free-port.ts';
import { Origins } from '../origins.ts';

/** The page's server and its origins, stopped and restarted together: to any engine this looks like a lost network. */
export class Site {
  readonly #port: number;
  #demo: Demo | null;

  private constructor(port: number, demo: Demo) {
    this.#port = port;
    this.#demo = demo;
  }

  static async start(): Promise<Site> {
    for (;;) {
      const port = await freePort();
      try {
        return new Site(port, await startDemo({ port }));
      } catch (error) {
        if (!(error instanceof PortTakenError)) throw error;
      }
    }
  }

  get pageUrl(): string {
    return `http://localhost:${this.#port}/`;
  }

  get origins(): Origins {
    return new Origins(this.#demo?.originUrls ?? []);
  }

  async stopServing(): Promise<void> {
    await this.#demo?.close();
    this.#demo = null;
  }

  async serveAgain(): Promise<void> {
    this.#demo ??= await startDemo({ port: this.#port });
  }
}
