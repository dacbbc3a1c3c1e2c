import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';

const answerSchema = v.tuple([
  v.literal(1),
  v.number(),
  v.nullable(v.looseObject({ error: v.string(), message: v.string() })),
  v.unknown(),
]);
const scriptResultSchema = v.object({ value: v.nullable(v.string()) });
type Pending = { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void };

/** A client for Firefox's own protocol, `length:json` over TCP. Unlike WebDriver BiDi it scripts the browser itself. */
export class Marionette {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#readMessages();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('Firefox closed the connection.'));
      this.#pending.clear();
    });
  }

  static async connect(port: number): Promise<Marionette> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Marionette(socket);
  }

  call(command: string, parameters: object): Promise<unknown> {
    const id = ++this.#lastId;
    const text = JSON.stringify([0, id, command, parameters]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  /** Runs the body of an async function in the current context and rethrows its error. */
  async run(body: string, argument: unknown = null): Promise<void> {
    const script = `
      const [argument, done] = arguments;
      (async () => {${body}})().then(() => done(null), (error) => done(String(error)));`;
    const parameters = { script, args: [argument], newSandbox: true };
    const { value: error } = v.parse(scriptResultSchema, await this.call('WebDriver:ExecuteAsyncScript', parameters));
    if (error !== null) throw new Error(error);
  }

  #readMessages(): void {
    for (;;) {
      const colon = this.#received.indexOf(':');
      const start = colon + 1;
      const end = start + Number(this.#received.subarray(0, Math.max(0, colon)).toString());
      if (colon === -1 || this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.subarray(start, end).toString());
      this.#received = this.#received.subarray(end);
      // The greeting does not match the schema and is skipped.
      const answer = v.safeParse(answerSchema, message);
      if (answer.success) this.#settle(answer.output);
    }
  }

  #settle([, id, error, result]: v.InferOutput<typeof answerSchema>): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === null) pending?.resolve(result);
    else pending?.reject(new Error(`${error.error}: ${error.message}`));
  }
}
