/** The names of all caches and databases of Nextreel begin with this. */
const prefix = 'nextreel';

/** The parts of the browser's storage APIs that are used here; page and worker both have them. */
type Caches = { keys(): Promise<string[]>; delete(name: string): Promise<boolean> };
type Deletion = { readonly error: unknown; addEventListener(type: 'success' | 'error', listen: () => void): void };
type Databases = { databases(): Promise<{ readonly name?: string }[]>; deleteDatabase(name: string): Deletion };

/** Deletes everything that a worker has kept for this site. */
export async function deleteStoredMedia(caches: Caches, databases: Databases): Promise<void> {
  const isOwn = (name: string) => name.startsWith(prefix);
  const [cacheNames, known] = await Promise.all([caches.keys(), databases.databases()]);
  const databaseNames = known.map(({ name = '' }) => name);
  await Promise.all([
    ...cacheNames.filter(isOwn).map((name) => caches.delete(name)),
    ...databaseNames.filter(isOwn).map((name) => deleteDatabase(databases, name)),
  ]);
}

/** Deletes a database. The browser tells tabs that still have it open, and they close it. */
function deleteDatabase(databases: Databases, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const deletion = databases.deleteDatabase(name);
    deletion.addEventListener('success', () => resolve());
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    deletion.addEventListener('error', () => reject(deletion.error));
  });
}
