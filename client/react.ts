/**
 * The connection of an app as a hook of React.
 *
 * @module
 */
import { useEffect, useSyncExternalStore } from 'react';
import type { Connection, ConnectionSnapshot } from './connect';

/** On a server, and while its HTML is taken over, nothing is connected. */
const CLOSED: ConnectionSnapshot<never> = { state: 'closed' };
const closed = () => CLOSED;

/**
 * The connection as it is now: `{ client, error, state }`. Renders again whenever that changes. Any
 * number of components may use it with the same connection.
 *
 * Create the connection once, outside of components. The hook opens it and never closes it, because
 * leaving a view is not a sign-out: call `connection.close()` for that.
 *
 * @example
 * const { client, error } = useConversations(connection, isChatOpen);
 * return client ? <Chat client={client} /> : <Status error={error} />;
 * @param wanted whether this component needs the connection. It is opened when this becomes true, and
 * when a component with `true` mounts. After a failure or `close()`, `connection.open()` opens it again
 */
export function useConversations<C>(
  connection: Connection<C>,
  wanted: boolean,
): ConnectionSnapshot<C> {
  useEffect(() => {
    // A failure is in the snapshot.
    if (wanted) connection.open().catch(() => {});
  }, [connection, wanted]);
  return useSyncExternalStore(connection.subscribe, () => connection.snapshot, closed);
}
