import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { UsageError } from '../../errors.js';

/**
 * Keeps a folder of checkpoints for one run at a time: two that go on from the same one would each remove what the other
 * has written. On Linux that is a name among the kernel's own for sockets ("abstract"), made of the folder's device and
 * inode: it goes with its process, however that ends, and leaves nothing on the disk. It holds as far as the names do,
 * within a machine or container. Other systems have no such names, and no such protection.
 *
 * @returns lets go of it
 * @throws UsageError if another run has it
 */
export async function holdFolder(folder: string): Promise<() => void> {
  if (process.platform !== 'linux') return () => undefined;
  const { dev, ino } = statSync(folder, { bigint: true });
  const server = createServer((socket) => socket.destroy());
  server.listen({ path: `\0uestorm checkpoints ${dev}:${ino}` });
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new UsageError(
      `${folder}: a run that goes on now writes its checkpoints there; wait for its end, or stop it`,
      { cause },
    );
  }
  server.unref();
  return () => void server.close();
}
