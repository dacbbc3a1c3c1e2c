import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;
/** Appended to the titles of tests that are skipped without nginx. */
export const nginxNote = hasNginx ? '' : ' (skipped: nginx is not installed)';

/** Starts nginx on loopback with one of the templates in this folder, in a temporary folder. */
export async function startNginx(
  template: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'nextreel-nginx-'));
  const source = await readFile(new URL(template, import.meta.url), 'utf8');
  const site = Object.entries({ EDGE_CACHE: join(folder, 'cache'), ...variables })
    .reduce((filled, [name, value]) => filled.replaceAll(`\${${name}}`, value), source)
    .replaceAll(/listen (\d+);/g, 'listen 127.0.0.1:$1;');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const main = `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr notice; events {}
    http { access_log off; ${temporary.join(' ')}\n${site} }`;
  const path = join(folder, 'nginx.conf');
  await writeFile(path, main);
  // A single process, so that killing it ends all of nginx.
  const nginx = spawn('nginx', ['-c', path, '-p', folder, '-g', 'master_process off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(nginx, 'exit');
  const close = async () => {
    nginx.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started(nginx);
  } catch (cause) {
    await close();
    throw cause;
  }
  return { close };
}

function started(nginx: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    nginx.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString('utf8');
      if (/start worker process|using the "/.test(said)) resolve();
    });
    nginx.once('exit', () => reject(new Error(`nginx did not start:\n${said}`)));
  });
}

export type RawAnswer = { readonly status: number; readonly headers: Headers; readonly body: string };

/** Sends a request verbatim, as no regular client would, and reads the response. */
export async function sendRaw(port: number, requestLine: string, headers: readonly string[] = []): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${[requestLine, 'Host: site.test', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`);
  const answer = await text(socket);
  const end = answer.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = answer.slice(0, end).split('\r\n');
  const pairs = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1),
  ]);
  return { status: Number(statusLine.split(' ')[1]), headers: new Headers(pairs), body: answer.slice(end + 4) };
}
