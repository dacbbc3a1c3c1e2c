import type { ServerResponse } from 'node:http';
import { TokenBucket } from './token-bucket';

type Flow = {
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly onBytes: (count: number) => void;
  readonly finish: (complete: boolean) => void;
  offset: number;
  /** The client does not read, so the flow takes nothing until it does. */
  blocked: boolean;
};

/**
 * A link that all responses of an origin share. They take turns in small slices, so that n transfers get 1/n of the
 * rate each. A response whose client has disconnected is dropped at once, so that it costs the others nothing.
 */
export class Shaper {
  #bucket: TokenBucket | null = null;
  #flows: Flow[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Sets the rate, also for running transfers. `null` means no limit. */
  setRate(bytesPerSecond: number | null): void {
    this.#bucket = bytesPerSecond === null ? null : new TokenBucket(bytesPerSecond, performance.now());
    this.#pump();
  }

  /** Writes the body at the rate of the link. Resolves with false if the client disconnected first. */
  send(response: ServerResponse, body: Buffer, onBytes: (count: number) => void): Promise<boolean> {
    if (response.destroyed) return Promise.resolve(false);
    if (body.length === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const onDrain = (): void => {
        flow.blocked = false;
        this.#pump();
      };
      const onClose = (): void => flow.finish(false);
      const finish = (complete: boolean): void => {
        this.#flows = this.#flows.filter((other) => other !== flow);
        response.off('drain', onDrain);
        response.off('close', onClose);
        resolve(complete);
      };
      const flow: Flow = { response, body, onBytes, finish, offset: 0, blocked: false };
      response.on('drain', onDrain);
      response.on('close', onClose);
      this.#flows.push(flow);
      this.#pump();
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    for (let flow = this.#nextFlow(); flow !== undefined; flow = this.#nextFlow()) {
      const left = flow.body.length - flow.offset;
      const bytes = this.#bucket === null ? left : Math.min(left, this.#bucket.sliceBytes);
      const waitMs = this.#bucket?.take(bytes, performance.now()) ?? 0;
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs));
        return;
      }
      this.#write(flow, bytes);
    }
  }

  #nextFlow(): Flow | undefined {
    return this.#flows.find((flow) => !flow.blocked);
  }

  /** Writes a slice and moves the flow to the end of the queue. */
  #write(flow: Flow, bytes: number): void {
    const end = flow.offset + bytes;
    flow.blocked = !flow.response.write(flow.body.subarray(flow.offset, end));
    flow.offset = end;
    flow.onBytes(bytes);
    if (end >= flow.body.length) flow.finish(true);
    else this.#flows = [...this.#flows.filter((other) => other !== flow), flow];
  }
}
