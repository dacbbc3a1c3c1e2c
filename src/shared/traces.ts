/** Every cache and database of Nextreel has a name that begins with this. */
const prefix = 'nextreel';

/** What is used of the browser's stores, which page and worker have alike. */
type Caches = { keys(): Promise<string[]>; delete(name: string): Promise<boolean> };
type Deletion = { readonly error: unknown; addEventListener(type: 'success' | 'error', listen: () => void): void };
type Databases = { databases(): Promise<{ readonly name?: string }[]>; deleteDatabase(name: string): Deletion };

/** Deletes everything that a worker has kept for this site. */
export async function deleteKeptMedia(caches: Caches, databases: Databases): Promise<void> {
  const isOurs = (name: string) => name.startsWith(prefix);
  const [cacheNames, known] = await Promise.all([caches.keys(), databases.databases()]);
  const databaseNames = known.map(({ name = '' }) => name);
  await Promise.all([
    ...cacheNames.filter(isOurs).map((name) => caches.delete(name)),
    ...databaseNames.filter(isOurs).map((name) => deleteDatabase(databases, name)),
  ]);
}

/** A tab that still has it open is told by the browser and lets go. */
function deleteDatabase(databases: Databases, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const deletion = databases.deleteDatabase(name);
    deletion.addEventListener('success', () => resolve());
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    deletion.addEventListener('error', () => reject(deletion.error));
  });
}
