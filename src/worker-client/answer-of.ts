import type { PageMessage } from '../shared/messages.ts';

/** Resolves with the worker's reply through the message's port, or undefined if none comes within `timeoutMs`. */
export function answerOf(worker: ServiceWorker, message: PageMessage, timeoutMs: number): Promise<unknown> {
  const { port1: answers, port2: port } = new MessageChannel();
  return new Promise((resolve) => {
    const finish = (data: unknown) => {
      clearTimeout(timer);
      answers.close();
      resolve(data);
    };
    const timer = setTimeout(() => finish(undefined), timeoutMs);
    answers.addEventListener('message', ({ data }: MessageEvent<unknown>) => finish(data), { once: true });
    answers.start();
    worker.postMessage(message, [port]);
  });
}
