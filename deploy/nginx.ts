import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasNginx = spawnSync('nginx', ['-v']).status === 0;

/** Starts nginx with one of the templates in this folder, on loopback, in a folder of its own. */
export async function startNginx(
  template: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'nextreel-nginx-'));
  const text = await readFile(new URL(template, import.meta.url), 'utf8');
  const site = Object.entries({ EDGE_CACHE: join(folder, 'cache'), ...variables })
    .reduce((filled, [name, value]) => filled.replaceAll(`\${${name}}`, value), text)
    .replaceAll(/listen (\d+);/g, 'listen 127.0.0.1:$1;');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const main = `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr notice; events {}
    http { access_log off; ${temporary.join(' ')}\n${site} }`;
  const path = join(folder, 'nginx.conf');
  await writeFile(path, main);
  // One process, so that ending it ends all of nginx.
  const nginx = spawn('nginx', ['-c', path, '-p', folder, '-g', 'master_process off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await started(nginx);
  const close = async () => {
    const ended = new Promise((resolve) => nginx.once('exit', resolve));
    nginx.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
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

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}
