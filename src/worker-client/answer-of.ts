import type { PageMessage } from '../shared/messages.ts';

/** What the worker answers through the message's port. Undefined when it is silent for so long: one that was stopped is. */
export function answerOf(worker: ServiceWorker, message: PageMessage, patienceMs: number): Promise<unknown> {
  const { port1: answers, port2: port } = new MessageChannel();
  return new Promise((resolve) => {
    const finish = (data: unknown) => {
      clearTimeout(timer);
      answers.close();
      resolve(data);
    };
    const timer = setTimeout(() => finish(undefined), patienceMs);
    answers.addEventListener('message', ({ data }: MessageEvent<unknown>) => finish(data), { once: true });
    answers.start();
    worker.postMessage(message, [port]);
  });
}
