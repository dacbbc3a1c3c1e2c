import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { freePort } from '../../../demo/free-port.ts';

const browserScript = fileURLToPath(new URL('browser.py', import.meta.url));
const answerSchema = v.object({ value: v.unknown() });
const sessionSchema = v.looseObject({ sessionId: v.string() });
const errorSchema = v.looseObject({ error: v.string(), message: v.string() });

export type Viewport = { readonly width: number; readonly height: number };

/** One WebKitGTK window in a virtual display, driven by WebKitWebDriver. */
export class WebDriver {
  readonly #url: string;
  readonly #end: () => Promise<void>;

  private constructor(url: string, end: () => Promise<void>) {
    this.#url = url;
    this.#end = end;
  }

  static async start({ width, height }: Viewport): Promise<WebDriver> {
    const folder = await mkdtemp(join(tmpdir(), 'nextreel-webkit-'));
    const display = spawn('Xvfb', ['-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', `${width}x${height}x24`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    endWithThisProcess(display);
    const [number]: unknown[] = await once(display.stdout, 'data');
    const port = await freePort();
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DISPLAY: `:${String(number).trim()}`,
        LANG: 'en_US.UTF-8',
        HOME: folder,
        XDG_RUNTIME_DIR: folder,
        // A player created ahead of its reel is not visible yet.
        WEBKIT_GST_ALLOW_PLAYBACK_OF_INVISIBLE_VIDEOS: '1',
      },
    });
    endWithThisProcess(driver);
    const end = async (): Promise<void> => {
      await stop(driver);
      await stop(display);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
      const url = `http://127.0.0.1:${port}`;
      await untilReady(url);
      const binary = {
        binary: '/usr/bin/python3',
        args: [browserScript, join(folder, 'data'), `${width}`, `${height}`],
      };
      const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': binary } };
      const { sessionId } = v.parse(sessionSchema, await send(`${url}/session`, 'POST', { capabilities }));
      return new WebDriver(`${url}/session/${sessionId}`, end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  async open(url: string): Promise<void> {
    await this.#call('POST', 'url', { url });
  }

  /** Evaluates the expression in the page, awaits a promise and returns the value through JSON. */
  async evaluate<Result>(expression: string): Promise<Result> {
    const script = `
      const done = (outcome) => arguments[0](JSON.stringify(outcome));
      (async () => (${expression}))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await this.#call('POST', 'execute/async', { script, args: [] });
    const outcome: { value: Result } | { error: string } = JSON.parse(v.parse(v.string(), answer));
    if ('error' in outcome) throw new Error(outcome.error);
    return outcome.value;
  }

  async act(actions: readonly object[]): Promise<void> {
    await this.#call('POST', 'actions', { actions });
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(v.parse(v.string(), await this.#call('GET', 'screenshot')), 'base64');
  }

  async close(): Promise<void> {
    // Deleting the session closes the browser. Stopping the driver ends anything left over.
    await this.#call('DELETE', '').catch(() => null);
    await this.#end();
  }

  #call(method: string, path: string, body?: object): Promise<unknown> {
    return send(`${this.#url}/${path}`.replace(/\/$/, ''), method, body);
  }
}

async function send(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const { value } = v.parse(answerSchema, await response.json());
  if (response.ok) return value;
  const { error, message } = v.parse(errorSchema, value);
  throw new Error(`${method} ${new URL(url).pathname}: ${error}: ${message}`);
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isReady = await fetch(`${url}/status`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('WebKitWebDriver did not start within ten seconds.');
}

/** Kills the child when this process exits, so that an interrupted run leaves no window behind. */
function endWithThisProcess(child: ChildProcess): void {
  const kill = () => child.kill();
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
